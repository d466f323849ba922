package dev.hourkey;

import org.junit.platform.suite.api.IncludeClassNamePatterns;
import org.junit.platform.suite.api.SelectPackages;
import org.junit.platform.suite.api.Suite;

/** The other half of the tests with the running application. */
@Suite
@SelectPackages("dev.hourkey")
@IncludeClassNamePatterns({
  "dev\\.hourkey\\.journey\\.[O-Z]\\w*Test",
  "dev\\.hourkey\\.\\w+\\.[O-Z]\\w*LiveTest"
})
class JourneysFromOToZSuite {}
