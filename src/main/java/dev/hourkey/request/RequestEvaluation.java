package dev.hourkey.request;

import dev.hourkey.catalog.Entitlement;
import dev.hourkey.policy.PolicyOverride;
import dev.hourkey.ticket.Ticket;
import java.time.Duration;
import java.util.Optional;

/** Whether the rules that apply allow a request for one entitlement. */
sealed interface RequestEvaluation {
  /** The answer is known. */
  sealed interface Settled extends RequestEvaluation {
    /** The id of the entitlement. */
    String entitlementId();

    /** The entitlement's name, or its id if the catalog does not contain it. */
    String entitlementName();
  }

  /**
   * The rules allow it.
   *
   * @param entitlement with the policy that applies
   * @param override the override that the policy comes from
   * @param duration for how long it is granted
   * @param ticket the open ticket that the justification had to name
   */
  record Allowed(
      Entitlement entitlement,
      Optional<PolicyOverride> override,
      Duration duration,
      Optional<Ticket.Open> ticket)
      implements Settled {
    @Override
    public String entitlementId() {
      return entitlement.id();
    }

    @Override
    public String entitlementName() {
      return entitlement.name();
    }
  }

  record Refused(String entitlementId, String entitlementName, SubmissionRefusal why)
      implements Settled {}

  record Unknown(String why) implements RequestEvaluation {}
}
