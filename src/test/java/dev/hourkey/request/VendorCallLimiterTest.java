package dev.hourkey.request;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hourkey.request.VendorCallLimiter.Caller;
import org.junit.jupiter.api.Test;

class VendorCallLimiterTest {
  private final VendorCallLimiter waits = new VendorCallLimiter();

  @Test
  void programs_that_wait_leave_room_for_visitors_and_the_next_program_does_not_wait() {
    assertThat(nested(VendorCallLimiter.AT_ONCE, Caller.PROGRAM))
        .as("what one more program and a visitor get while ten programs wait")
        .isEqualTo("at once, waited");
    assertThat(get(Caller.PROGRAM)).as("afterwards").isEqualTo("waited");
  }

  /** What is got while this many callers wait. */
  private String nested(int waiting, Caller caller) {
    return waiting == 0
        ? get(caller) + ", " + get(Caller.CONSOLE)
        : waits.get(caller, () -> nested(waiting - 1, caller), () -> "never");
  }

  private String get(Caller caller) {
    return waits.get(caller, () -> "waited", () -> "at once");
  }
}
