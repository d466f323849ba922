package dev.hourkey.policy;

import dev.hourkey.person.PersonId;
import java.time.Duration;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The rules of one entitlement, and the only code that applies them: who may request it, who may
 * decide, and whether an approval still holds. Pure: the caller brings the people as the directory
 * shows them.
 *
 * @param approvals how many distinct people must approve; 0 grants at once
 * @param durations what the form offers, none longer than {@code maxDuration}
 * @param expireAfter how long a request may stay undecided
 * @param remindAfter when approvers are reminded, counted from the request
 * @param warnBefore how long before the end the holder is warned
 */
public record Policy(
    List<Principal> eligible,
    List<Principal> approvers,
    int approvals,
    List<Duration> durations,
    Duration maxDuration,
    Duration expireAfter,
    List<Duration> remindAfter,
    Duration warnBefore,
    Justification justification,
    Risk risk,
    boolean selfApproval) {

  public Policy {
    eligible = List.copyOf(eligible);
    approvers = List.copyOf(approvers);
    durations = List.copyOf(durations);
    remindAfter = List.copyOf(remindAfter);
    if (approvals > 0 && approvers.isEmpty()) {
      throw new IllegalArgumentException(
          approvals + " approvals are needed, but no approver is named");
    }
    if (durations.isEmpty() || durations.stream().anyMatch(one -> one.compareTo(maxDuration) > 0)) {
      throw new IllegalArgumentException("durations are missing or longer than " + maxDuration);
    }
  }

  /** How much an approver is warned. */
  public enum Risk {
    NORMAL,
    HIGH
  }

  /** The groups whose members have to be known before this policy can be applied. */
  public Set<String> groups() {
    return groups(Stream.concat(eligible.stream(), approvers.stream()).toList());
  }

  /** The groups among these. */
  public static Set<String> groups(List<Principal> principals) {
    return principals.stream()
        .flatMap(
            principal ->
                principal instanceof Principal.Group(String id, _) ? Stream.of(id) : Stream.of())
        .collect(Collectors.toUnmodifiableSet());
  }

  /** Whether the requester's manager has to be known as well. */
  public boolean needsManager() {
    return approvers.contains(new Principal.Manager());
  }

  /** Whether this person may request the access, for some duration and justification. */
  public boolean eligible(Subject requester) {
    return Principal.anyMatches(eligible, requester, requester);
  }

  /** Whether this person may request the access like this. */
  public RequestDecision request(Subject requester, Duration duration, String justificationText) {
    if (!eligible(requester)) {
      return new RequestDecision.Refused(new Refusal.NotEligible());
    }
    if (!durations.contains(duration)) {
      return new RequestDecision.Refused(new Refusal.DurationNotOffered());
    }
    int missing = missingApprovals(Set.of());
    return justification
        .refusal(justificationText)
        .<RequestDecision>map(RequestDecision.Refused::new)
        .orElseGet(
            () ->
                missing == 0
                    ? new RequestDecision.Granted()
                    : new RequestDecision.NeedsApproval(missing));
  }

  /** Whether this person may approve or deny the requester's request. */
  public ReviewDecision review(Subject reviewer, SubjectStatus requester) {
    return switch (requester) {
      case SubjectStatus.Missing(boolean gone) ->
          gone
              ? new ReviewDecision.Refused(new Refusal.RequesterMissing())
              : new ReviewDecision.RequesterUnknown();
      case SubjectStatus.Disabled _ -> new ReviewDecision.Refused(new Refusal.RequesterDisabled());
      case SubjectStatus.Enabled(Subject found) -> review(reviewer, found);
    };
  }

  private ReviewDecision review(Subject reviewer, Subject requester) {
    if (reviewer.person().equals(requester.person()) && !selfApproval) {
      return new ReviewDecision.Refused(new Refusal.OwnRequest());
    }
    return approver(reviewer, requester)
        ? new ReviewDecision.Allowed()
        : new ReviewDecision.Refused(new Refusal.NotApprover());
  }

  /** Whether this person is an approver of the access that {@code requester} requests or holds. */
  public boolean approver(Subject someone, Subject requester) {
    return Principal.anyMatches(approvers, someone, requester);
  }

  /** How many more people must approve once these approvers have approved. */
  public int missingApprovals(Set<PersonId> approvedBy) {
    return Math.max(0, approvals - approvedBy.size());
  }

  /** Whether a request that these people approved may still be granted. */
  public ApprovalDecision approval(
      SubjectStatus requester, Duration duration, Collection<SubjectStatus> approvedBy) {
    return switch (requester) {
      case SubjectStatus.Missing _ -> new ApprovalDecision.Unproven(new Refusal.RequesterMissing());
      case SubjectStatus.Disabled _ -> new ApprovalDecision.Void(new Refusal.RequesterDisabled());
      case SubjectStatus.Enabled(Subject found) -> approval(found, duration, approvedBy);
    };
  }

  private ApprovalDecision approval(
      Subject requester, Duration duration, Collection<SubjectStatus> approvedBy) {
    if (!eligible(requester)) {
      return new ApprovalDecision.Void(new Refusal.RequesterNotEligible());
    }
    if (duration.compareTo(maxDuration) > 0) {
      return new ApprovalDecision.Void(new Refusal.DurationTooLong());
    }
    Set<PersonId> valid = new HashSet<>();
    boolean approverMissing = false;
    for (SubjectStatus approver : approvedBy) {
      switch (approver) {
        case SubjectStatus.Missing _ -> approverMissing = true;
        case SubjectStatus.Disabled _ -> {}
        case SubjectStatus.Enabled(Subject found) -> {
          if (review(found, requester) instanceof ReviewDecision.Allowed) {
            valid.add(found.person());
          }
        }
      }
    }
    if (missingApprovals(valid) == 0) {
      return new ApprovalDecision.Holds();
    }
    return approverMissing
        ? new ApprovalDecision.Unproven(new Refusal.ApproverMissing())
        : new ApprovalDecision.Void(new Refusal.TooFewValidApprovals());
  }
}
