package dev.hourkey.policy;

import dev.hourkey.person.PersonId;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The rules of one entitlement. Pure: whoever asks brings the facts.
 *
 * @param approvals how many distinct people must approve; 0 grants at once
 * @param durations what the form offers, none longer than {@code maxDuration}
 * @param lapseAfter how long a request may stay undecided
 * @param remindAfter when approvers are reminded, counted from the request
 * @param warnBefore how long before the end the holder is told
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
      throw new IllegalArgumentException(approvals + " approvals are wanted of nobody");
    }
    if (durations.isEmpty() || durations.stream().anyMatch(one -> one.compareTo(maxDuration) > 0)) {
      throw new IllegalArgumentException("durations are missing or longer than " + maxDuration);
    }
  }

  /** How loudly an entitlement is handled. */
  public enum Risk {
    NORMAL,
    HIGH
  }

  /** The groups whose membership has to be known before this policy can say anything. */
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
  public boolean asksForManager() {
    return approvers.contains(new Principal.Manager());
  }

  /** May this person ask for it at all? */
  public boolean eligible(Subject requester) {
    return eligible.stream().anyMatch(principal -> principal.means(requester, requester));
  }

  /** Judges an ask. */
  public Decision ask(Subject requester, Duration wanted, String why) {
    if (!eligible(requester)) {
      return new Decision.Refused("You are not among those who may ask for this.");
    }
    if (!durations.contains(wanted)) {
      return new Decision.Refused(
          "It cannot be had for that long; please choose a listed duration.");
    }
    return justification
        .problem(why)
        .<Decision>map(Decision.Refused::new)
        .orElseGet(
            () -> approvals == 0 ? new Decision.Granted() : new Decision.NeedsApproval(approvals));
  }

  /** May this person decide on the requester's request? */
  public Decision review(Subject reviewer, Subject requester) {
    if (reviewer.person().equals(requester.person()) && !selfApproval) {
      return new Decision.Refused("Nobody decides on their own request; please ask a colleague.");
    }
    if (!approver(reviewer, requester)) {
      return new Decision.Refused(
          "You are not among those who may decide on this; your click changed nothing.");
    }
    return new Decision.Granted();
  }

  /** Whether this person is an approver of the access that {@code requester} requests or holds. */
  public boolean approver(Subject someone, Subject requester) {
    return approvers.stream().anyMatch(principal -> principal.means(someone, requester));
  }

  /** What is still wanting when these people, all entitled to, have approved. */
  public Decision decided(Set<PersonId> approvedBy) {
    int missing = approvals - approvedBy.size();
    return missing > 0 ? new Decision.NeedsApproval(missing) : new Decision.Granted();
  }
}
