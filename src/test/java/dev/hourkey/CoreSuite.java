package dev.hourkey;

import org.junit.platform.suite.api.SelectPackages;
import org.junit.platform.suite.api.Suite;

/** The tests of requests, grants and their record. */
@Suite
@SelectPackages({
  "dev.hourkey.audit",
  "dev.hourkey.checkpoint",
  "dev.hourkey.drift",
  "dev.hourkey.grant",
  "dev.hourkey.notification",
  "dev.hourkey.request"
})
class CoreSuite {}
