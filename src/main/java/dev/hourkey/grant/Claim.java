package dev.hourkey.grant;

import dev.hourkey.catalog.EntraGroup;
import dev.hourkey.grant.GrantState.Observed;
import dev.hourkey.person.PersonId;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;

/** The result of beginning an attempt at a grant. */
sealed interface Claim {
  /** The grant has ended, or there is none. */
  record Over() implements Claim {}

  /** There is nothing to do now. */
  record PutOff(GrantService.Next next) implements Claim {}

  /**
   * A grant as it stood when the attempt began.
   *
   * @param approval the request whose approval covers it
   * @param attempt the fence: the outcome of an attempt is recorded while it is the latest
   * @param known all that is known of it without a look at the directories
   * @param step what to do, if that is known without a look; a removal already has the lease
   * @param managed whether the membership was managed at that moment
   */
  record Taken(
      UUID id,
      UUID request,
      UUID approval,
      int attempt,
      GrantState state,
      PersonId holder,
      Optional<String> awsUserId,
      EntraGroup group,
      GrantPeriod term,
      Propagation sync,
      Observed known,
      Optional<Step> step,
      boolean managed)
      implements Claim {
    static Taken of(Grant grant, Observed known, Optional<Step> step, boolean managed) {
      return new Taken(
          grant.id(),
          grant.request(),
          grant.approval(),
          grant.attempts().attempt(),
          grant.state(),
          grant.holder(),
          grant.awsUserId(),
          grant.group(),
          grant.term(),
          grant.sync(),
          known,
          step,
          managed);
    }

    MembershipKey membershipKey() {
      return new MembershipKey(group.id(), holder.value());
    }

    /**
     * Whether another attempt has begun. What this one did is then compensated for every grant of
     * the membership.
     */
    boolean superseded(Grant now) {
      return now.attempts().attempt() != attempt;
    }

    /** Whether it is to remove the member from the Entra group. */
    boolean removes() {
      return step.filter(Step.RemoveMember.class::isInstance).isPresent();
    }

    /** When to look again, not before {@code earliest}. */
    Instant nextLook(Instant now, Instant earliest) {
      Instant look = sync.nextLook(now);
      return earliest.isAfter(look) ? earliest : look;
    }
  }
}
