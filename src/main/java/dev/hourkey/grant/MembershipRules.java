package dev.hourkey.grant;

import dev.hourkey.catalog.EntraGroup;
import dev.hourkey.grant.GroupMembership.Added;
import dev.hourkey.grant.Step.Outcome;
import java.util.Optional;

/** Whether a membership is a standing one, and whether it is removed or kept. Pure. */
final class MembershipRules {
  /** How an explanation begins that is disproved when Entra removes the member after all. */
  static final String GONE = "Entra no longer has ";

  static final String NO_PERSON = GONE + "this person";

  private MembershipRules() {}

  static String noGroup(EntraGroup group) {
    return GONE + "the group " + group.name();
  }

  /**
   * Whether a member that Entra shows before the add is a standing one: Hourkey has not added them,
   * and has not removed them so recently that Entra may still show them.
   */
  static boolean standingIfShown(boolean managed, boolean removedLately) {
    return !managed && !removedLately;
  }

  /** What Entra's answer to an add means; {@code managed} is whether the membership was before. */
  static Outcome added(Added answer, boolean managed, EntraGroup group) {
    return switch (answer) {
      case ADDED -> new Outcome.Added();
      case WAS_THERE -> managed ? new Outcome.Added() : new Outcome.Standing();
      case NO_SUCH_PERSON -> new Outcome.AddRefused(EndReason.IMPOSSIBLE, NO_PERSON);
      case NO_SUCH_GROUP -> new Outcome.AddRefused(EndReason.IMPOSSIBLE, noGroup(group));
    };
  }

  /** Why a grant ends without a removal; empty if the member is removed. */
  static Optional<String> keptBecause(boolean managed, boolean neededByOtherGrant) {
    if (!managed) {
      return Optional.of("nothing was added");
    }
    return neededByOtherGrant
        ? Optional.of("another grant needs the same membership")
        : Optional.empty();
  }
}
