package dev.hourkey;

import org.junit.platform.suite.api.ExcludePackages;
import org.junit.platform.suite.api.SelectPackages;
import org.junit.platform.suite.api.Suite;

/** All other tests. Within a suite, the application starts once for each test profile. */
@Suite
@SelectPackages("dev.hourkey")
@ExcludePackages("dev.hourkey.journey")
class EverythingButJourneysSuite {}
