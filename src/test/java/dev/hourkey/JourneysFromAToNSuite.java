package dev.hourkey;

import org.junit.platform.suite.api.IncludeClassNamePatterns;
import org.junit.platform.suite.api.SelectPackages;
import org.junit.platform.suite.api.Suite;

/**
 * The first half of the tests that go the whole way from Slack to AWS. They mostly wait, so the
 * build runs the suites side by side.
 */
@Suite
@SelectPackages("dev.hourkey.journey")
@IncludeClassNamePatterns(".*\\.[A-N]\\w*Test")
class JourneysFromAToNSuite {}
