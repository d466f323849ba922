package dev.hourkey.grant;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hourkey.scim.LastFinishedCycle;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Which removals a cycle of the SCIM job may still undo. */
class LastFinishedCycleTest {
  private static final Instant REMOVED = Instant.parse("2026-03-02T12:00:00Z");

  @ParameterizedTest(name = "{0} min later, the last finished cycle began {1} min later: {2}")
  @CsvSource({
    // Within the usual length of a cycle nothing is out of reach, whatever was seen.
    "59, hidden, false",
    "59, 15, false",
    "59, none, false",
    // A cycle that began well after the removal was seen to finish.
    "60, 10, true",
    "60, 40, true",
    "600, 40, true",
    // One that began just after it may have read Entra as it was before.
    "60, 9, false",
    "60, 0, false",
    // An initial cycle that began before it is still under way, hours later.
    "60, -30, false",
    "600, -30, false",
    "40000, -30, false",
    // None was ever seen to finish.
    "60, none, false",
    "40000, none, false",
    // Without the permission to read the job, only the usual length is known.
    "60, hidden, true",
    "600, hidden, true",
  })
  void a_removal_is_out_of_reach_once_a_cycle_that_began_later_is_over(
      long later, String began, boolean expected) {
    LastFinishedCycle cycle =
        switch (began) {
          case "hidden" -> new LastFinishedCycle.Hidden();
          case "none" -> new LastFinishedCycle.None();
          default ->
              new LastFinishedCycle.Finished(
                  REMOVED.plus(Duration.ofMinutes(Long.parseLong(began))));
        };
    Instant covered = cycle.coversUntil(REMOVED.plus(Duration.ofMinutes(later)));
    assertThat(!REMOVED.isAfter(covered)).isEqualTo(expected);
  }
}
