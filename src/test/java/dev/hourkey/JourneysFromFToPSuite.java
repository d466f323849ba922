package dev.hourkey;

import org.junit.platform.suite.api.IncludeClassNamePatterns;
import org.junit.platform.suite.api.SelectPackages;
import org.junit.platform.suite.api.Suite;

/** The second third of the tests with the running application. */
@Suite
@SelectPackages("dev.hourkey")
@IncludeClassNamePatterns({
  "dev\\.hourkey\\.journey\\.[F-P]\\w*Test",
  "dev\\.hourkey\\.\\w+\\.[F-P]\\w*LiveTest"
})
class JourneysFromFToPSuite {}
