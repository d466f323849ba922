package dev.hourkey;

import org.junit.platform.suite.api.IncludeClassNamePatterns;
import org.junit.platform.suite.api.SelectPackages;
import org.junit.platform.suite.api.Suite;

/** The other half of the journeys. */
@Suite
@SelectPackages("dev.hourkey.journey")
@IncludeClassNamePatterns(".*\\.[O-Z]\\w*Test")
class JourneysFromOToZSuite {}
