package dev.hourkey.grant;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hourkey.catalog.EntraGroup;
import dev.hourkey.grant.EntraGroupMembers.Added;
import dev.hourkey.grant.Step.Outcome;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MemberAdditionTest {
  private static final EntraGroup GROUP = new EntraGroup("g", "aws-one");

  @ParameterizedTest
  @CsvSource({
    "false, false, true",
    "true, false, false",
    "false, true, false",
    "true, true, false"
  })
  void a_member_before_the_add_is_standing_unless_hourkey_explains_it(
      boolean managed, boolean removedLately, boolean standing) {
    assertThat(MemberAddition.standingIfShown(managed, removedLately)).isEqualTo(standing);
  }

  @Test
  void a_member_who_was_there_is_standing_unless_the_membership_is_managed() {
    assertThat(MemberAddition.outcome(Added.WAS_THERE, true, GROUP)).isEqualTo(new Outcome.Added());
    assertThat(MemberAddition.outcome(Added.WAS_THERE, false, GROUP))
        .isEqualTo(new Outcome.Standing());
    assertThat(MemberAddition.outcome(Added.ADDED, false, GROUP)).isEqualTo(new Outcome.Added());
  }

  @Test
  void an_add_to_what_is_gone_is_refused() {
    assertThat(MemberAddition.outcome(Added.NO_SUCH_GROUP, true, GROUP))
        .isEqualTo(
            new Outcome.AddRefused(EndReason.IMPOSSIBLE, "Entra no longer has the group aws-one"));
    assertThat(MemberAddition.outcome(Added.NO_SUCH_PERSON, true, GROUP))
        .isInstanceOf(Outcome.AddRefused.class);
  }
}
