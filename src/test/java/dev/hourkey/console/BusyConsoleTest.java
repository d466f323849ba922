package dev.hourkey.console;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hourkey.catalog.Catalog;
import dev.hourkey.request.VendorCallLimiter;
import dev.hourkey.request.VendorCallLimiter.Caller;
import dev.hourkey.support.HourkeySandbox;
import dev.hourkey.support.NoBackgroundWork;
import dev.hourkey.support.WebVisitor;
import dev.hourkey.support.WebVisitor.Shown;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import jakarta.inject.Inject;
import java.net.URI;
import java.util.function.Supplier;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Pages while as many calls wait for Entra as may. */
@QuarkusTest
@TestProfile(NoBackgroundWork.class)
@QuarkusTestResource(HourkeySandbox.class)
class BusyConsoleTest {
  @TestHTTPResource("/")
  URI hourkey = URI.create("");

  @Inject VendorCallLimiter waits;
  @Inject Catalog catalog;

  private WebVisitor ana = new WebVisitor(hourkey);

  @BeforeEach
  void signIn() {
    HourkeySandbox.get().reset();
    HourkeySandbox.policy("");
    var _ = catalog.refresh();
    ana = new WebVisitor(hourkey);
    assertThat(ana.signIn("/console/my-access/request", "Ana Lima").body())
        .contains("prod-readonly");
  }

  @Test
  void a_page_that_depends_on_a_role_says_that_the_role_is_unknown_and_not_that_it_is_missing() {
    Shown page = whileAllWait(Caller.CONSOLE, () -> ana.open("/console/now"));
    assertThat(page.status()).isEqualTo(503);
    assertThat(page.body())
        .contains(
            "Hourkey doesn&#39;t know your role at the moment",
            "Too many calls are waiting for Entra at the moment. Try again in a minute.");
    assertThat(ana.open("/console/now").status()).as("afterwards, it is known").isEqualTo(403);
  }

  @Test
  void the_form_for_a_request_says_that_hourkey_is_busy() {
    Shown page = whileAllWait(Caller.CONSOLE, () -> ana.open("/console/my-access/request"));
    assertThat(page.status()).isEqualTo(200);
    assertThat(page.body())
        .contains("Hourkey is busy at the moment and can&#39;t tell what you can request.")
        .doesNotContain("prod-readonly");
  }

  @Test
  void programs_that_wait_leave_room_for_visitors() {
    Shown page = whileAllWait(Caller.PROGRAM, () -> ana.open("/console/my-access/request"));
    assertThat(page.body()).contains("prod-readonly").doesNotContain("is busy");
  }

  /** Takes one place after the other, until there is none. */
  private <A> A whileAllWait(Caller caller, Supplier<A> work) {
    return waits.get(caller, () -> whileAllWait(caller, work), work);
  }
}
