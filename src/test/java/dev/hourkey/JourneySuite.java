package dev.hourkey;

import org.junit.platform.suite.api.SelectPackages;
import org.junit.platform.suite.api.Suite;

/** The tests that go the whole way from Slack to AWS. The build runs both suites side by side. */
@Suite
@SelectPackages("dev.hourkey.journey")
class JourneySuite {}
