package dev.hourkey;

import org.junit.platform.suite.api.IncludeClassNamePatterns;
import org.junit.platform.suite.api.SelectPackages;
import org.junit.platform.suite.api.Suite;

/** The last third of the tests with the running application. */
@Suite
@SelectPackages("dev.hourkey")
@IncludeClassNamePatterns({
  "dev\\.hourkey\\.journey\\.[Q-Z]\\w*Test",
  "dev\\.hourkey\\.\\w+\\.[Q-Z]\\w*LiveTest"
})
class JourneysFromQToZSuite {}
