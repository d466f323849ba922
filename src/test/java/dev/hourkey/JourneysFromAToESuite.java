package dev.hourkey;

import org.junit.platform.suite.api.IncludeClassNamePatterns;
import org.junit.platform.suite.api.SelectPackages;
import org.junit.platform.suite.api.Suite;

/**
 * The first third of the tests with the running application: those that go the whole way from Slack
 * to AWS, and the {@code LiveTest}s of other packages. They mostly wait, so the build runs the
 * suites side by side.
 */
@Suite
@SelectPackages("dev.hourkey")
@IncludeClassNamePatterns({
  "dev\\.hourkey\\.journey\\.[A-E]\\w*Test",
  "dev\\.hourkey\\.\\w+\\.[A-E]\\w*LiveTest"
})
class JourneysFromAToESuite {}
