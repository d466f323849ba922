package dev.hourkey.grant;

import java.time.Duration;
import java.time.Instant;

/**
 * How late a grant is.
 *
 * @param slow whether AWS still does not show the membership although provisioning on demand should
 *     have finished
 * @param overdue whether the end was due too long ago, and Entra or AWS still shows the membership
 *     or may show it
 * @param by how long ago the end was due
 */
record Lateness(boolean slow, boolean overdue, Duration by) {
  private static final Duration SLOW = Duration.ofMinutes(2);
  private static final Duration OVERDUE = Duration.ofMinutes(2);

  /**
   * How long the proof of an end takes while the SCIM job has its usual cycles. A cycle begins
   * within 50 minutes of the removal, and rarely takes longer than 40 minutes. After this time,
   * operators are alerted.
   */
  static final Duration PROOF_TAKES = Duration.ofMinutes(90);

  static Lateness of(Grant grant, Instant now) {
    Duration late = Duration.between(grant.lateFrom(), now);
    return new Lateness(
        arriving(grant.state()) && now.isAfter(grant.begin().plus(SLOW)),
        hasAccessToEnd(grant.state()) && !waitsForProof(grant, now) && late.compareTo(OVERDUE) > 0,
        late);
  }

  /** Whether a grant in this state is on its way to AWS. */
  static boolean arriving(GrantState state) {
    return switch (state) {
      case GrantState.Provisioning _, GrantState.Syncing _ -> true;
      case GrantState.Scheduled _,
          GrantState.Live _,
          GrantState.Revoking _,
          GrantState.Clearing _,
          GrantState.Ended _ ->
          false;
    };
  }

  /**
   * Whether a grant in this state may be late with its end. A grant whose member is not added has
   * nothing to end. If the add may have been sent, the next attempt begins the end.
   */
  private static boolean hasAccessToEnd(GrantState state) {
    return switch (state) {
      case GrantState.Syncing _, GrantState.Live _, GrantState.Revoking _, GrantState.Clearing _ ->
          true;
      case GrantState.Scheduled _, GrantState.Provisioning _, GrantState.Ended _ -> false;
    };
  }

  /**
   * Whether neither side shows the membership, and the end waits only for proof. Either the last
   * check found the membership nowhere, or AWS has no such user or group but a cycle may still
   * create it.
   */
  private static boolean waitsForProof(Grant grant, Instant now) {
    boolean mayBeProvisioned =
        switch (grant.awsPresence()) {
          case NO_USER, NO_GROUP, ANOTHER_PERSONS_USER -> true;
          case MEMBER, DISABLED_MEMBER, NOT_MEMBER, UNKNOWN -> false;
        };
    Instant goneSince = grant.proof().goneSince();
    Instant then = now.minus(PROOF_TAKES);
    return (goneSince != null && goneSince.isAfter(then))
        || (mayBeProvisioned
            && grant.state() instanceof GrantState.Clearing(_, Instant removedAt)
            && removedAt.isAfter(then));
  }
}
