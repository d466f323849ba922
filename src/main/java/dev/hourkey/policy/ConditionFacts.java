package dev.hourkey.policy;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/**
 * Everything that a condition may ask about, as it is now.
 *
 * @param requester with those of their groups and on-call schedules that the condition names
 * @param openGrants the ids of the other entitlements for which the requester has an open grant
 * @param entitlement the id of the requested entitlement
 * @param risk of the entitlement, without overrides
 * @param accountTags tags of the entitlement's AWS account
 * @param permissionSet name of the entitlement's permission set
 * @param duration for how long the access is requested
 * @param ticket the ticket that the justification names
 */
public record ConditionFacts(
    Subject requester,
    MaybeKnown<List<String>> openGrants,
    String entitlement,
    Risk risk,
    MaybeKnown<Map<String, String>> accountTags,
    MaybeKnown<String> permissionSet,
    Duration duration,
    MaybeKnown<Ticket> ticket,
    Instant now) {

  /** The same facts about another requester. */
  ConditionFacts of(Subject other) {
    return new ConditionFacts(
        other, openGrants, entitlement, risk, accountTags, permissionSet, duration, ticket, now);
  }

  /**
   * The ticket that the justification names.
   *
   * @param project key of its project; empty if the ticket does not exist
   */
  public record Ticket(boolean exists, String project, boolean open) {
    /** The justification names no ticket, or none that counts. */
    public static final Ticket NONE = new Ticket(false, "", false);
  }
}
