package dev.hourkey.grant;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hourkey.grant.EntraGroupMembers.Removed;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class MembershipTest {
  private static final Instant NOON = Instant.parse("2026-03-02T12:00:00Z");

  private final Membership membership = new Membership(new MembershipKey("group", "ana"));

  @Test
  void a_removal_that_finds_nothing_right_after_a_late_add_is_repeated() {
    membership.addedLate(NOON);
    Instant soon = NOON.plus(Duration.ofMinutes(1));
    membership.orphanChecked(Removed.WAS_NOT_THERE, soon);
    assertThat(membership.managed()).as("Entra may not show the add yet").isTrue();
    assertThat(membership.checkDue(soon.plus(Duration.ofMinutes(1)))).isTrue();
  }

  @Test
  void a_removal_that_finds_nothing_once_entra_shows_every_add_proves_that_it_is_gone() {
    membership.addedLate(NOON);
    membership.orphanChecked(Removed.WAS_NOT_THERE, NOON.plus(GrantState.READ_LAG));
    assertThat(membership.managed()).isFalse();
  }

  @Test
  void a_removal_that_finds_nothing_after_one_that_removed_it_proves_that_it_is_gone() {
    membership.addedLate(NOON);
    membership.orphanChecked(Removed.REMOVED, NOON.plus(Duration.ofMinutes(1)));
    assertThat(membership.managed()).isTrue();
    membership.orphanChecked(Removed.WAS_NOT_THERE, NOON.plus(Duration.ofMinutes(2)));
    assertThat(membership.managed()).isFalse();
  }
}
