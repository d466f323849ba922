package dev.hourkey;

import org.junit.platform.suite.api.ExcludeClassNamePatterns;
import org.junit.platform.suite.api.ExcludePackages;
import org.junit.platform.suite.api.SelectPackages;
import org.junit.platform.suite.api.Suite;

/** All tests that are in no other suite, above all those of adapters and commands. */
@Suite
@SelectPackages("dev.hourkey")
@ExcludePackages({
  "dev.hourkey.api",
  "dev.hourkey.audit",
  "dev.hourkey.console",
  "dev.hourkey.drift",
  "dev.hourkey.export",
  "dev.hourkey.grant",
  "dev.hourkey.notification",
  "dev.hourkey.request",
  "dev.hourkey.slack",
  "dev.hourkey.journey"
})
@ExcludeClassNamePatterns(".*LiveTest")
class EdgesSuite {}
