package dev.hourkey;

import org.junit.platform.suite.api.ExcludeClassNamePatterns;
import org.junit.platform.suite.api.SelectPackages;
import org.junit.platform.suite.api.Suite;

/**
 * The tests of requests, grants, the audit trail, its exports, the console, the API and Slack, all
 * on one application that does nothing by itself. A test with another profile starts another
 * application, which costs as much as many tests. The simulation runs after them, with both
 * compilers.
 */
@Suite
@SelectPackages({
  "dev.hourkey.api",
  "dev.hourkey.audit",
  "dev.hourkey.console",
  "dev.hourkey.drift",
  "dev.hourkey.export",
  "dev.hourkey.grant",
  "dev.hourkey.notification",
  "dev.hourkey.request",
  "dev.hourkey.slack"
})
@ExcludeClassNamePatterns({".*LiveTest", ".*SimulationTest"})
class CoreSuite {}
