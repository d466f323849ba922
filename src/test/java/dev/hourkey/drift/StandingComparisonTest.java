package dev.hourkey.drift;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hourkey.drift.StandingComparison.Known;
import java.util.Set;
import org.junit.jupiter.api.Test;

class StandingComparisonTest {
  private static final Known KNOWN = new Known(Set.of("managed"), Set.of("removed"), Set.of("old"));
  private static final Set<String> MEMBERS = Set.of("managed", "removed", "old", "new");

  @Test
  void a_member_that_hourkey_did_not_add_is_a_standing_member() {
    assertThat(StandingComparison.of(MEMBERS, KNOWN, Set.of(), false))
        .isEqualTo(new StandingComparison(Set.of("new"), Set.of(), true));
  }

  @Test
  void after_a_restore_an_unexplained_member_is_reported_and_not_recorded() {
    Set<String> settled = Set.of("managed", "old", "new");
    assertThat(StandingComparison.of(settled, KNOWN, Set.of(), true))
        .isEqualTo(new StandingComparison(Set.of(), Set.of("new"), true));
  }

  @Test
  void after_a_restore_nothing_is_decided_while_entra_may_show_who_was_just_removed() {
    assertThat(StandingComparison.of(MEMBERS, KNOWN, Set.of(), true).decided()).isFalse();
  }

  @Test
  void a_report_lasts_while_the_member_is_there_and_neither_managed_nor_standing() {
    Set<String> reported = Set.of("new", "left", "managed", "old");
    assertThat(StandingComparison.of(MEMBERS, KNOWN, reported, false))
        .isEqualTo(new StandingComparison(Set.of(), Set.of("new"), true));
  }

  @Test
  void a_report_lasts_while_a_removal_that_was_tried_leaves_the_member_there() {
    assertThat(StandingComparison.of(MEMBERS, KNOWN, Set.of("new", "removed"), false))
        .isEqualTo(new StandingComparison(Set.of(), Set.of("new", "removed"), true));
  }
}
