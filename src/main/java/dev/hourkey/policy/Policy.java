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
 * @param durations what the form offers, none longer than {@code longest}
 * @param lapseAfter how long a request may stay undecided
 * @param remindAfter when approvers are reminded, counted from the request
 * @param warnBefore how long before the end the holder is told
 */
public record Policy(
    List<Principal> eligible,
    List<Principal> approvers,
    int approvals,
    List<Duration> durations,
    Duration longest,
    Duration lapseAfter,
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
    if (durations.isEmpty() || durations.stream().anyMatch(one -> one.compareTo(longest) > 0)) {
      throw new IllegalArgumentException("durations are missing or longer than " + longest);
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

  /** Whether the asker's manager has to be known as well. */
  public boolean asksForManager() {
    return approvers.contains(new Principal.Manager());
  }

  /** May this person ask for it at all? */
  public boolean eligible(Facts asker) {
    return eligible.stream().anyMatch(principal -> principal.means(asker, asker));
  }

  /** Judges an ask. */
  public Verdict ask(Facts asker, Duration wanted, String why) {
    if (!eligible(asker)) {
      return new Verdict.Refused("You are not among those who may ask for this.");
    }
    if (!durations.contains(wanted)) {
      return new Verdict.Refused(
          "It cannot be had for that long; please choose a listed duration.");
    }
    return justification
        .problem(why)
        .<Verdict>map(Verdict.Refused::new)
        .orElseGet(
            () -> approvals == 0 ? new Verdict.Granted() : new Verdict.NeedsApproval(approvals));
  }

  /** May this person decide on the asker's request? */
  public Verdict review(Facts reviewer, Facts asker) {
    if (reviewer.person().equals(asker.person()) && !selfApproval) {
      return new Verdict.Refused("Nobody decides on their own request; please ask a colleague.");
    }
    if (!approver(reviewer, asker)) {
      return new Verdict.Refused(
          "You are not among those who may decide on this; your click changed nothing.");
    }
    return new Verdict.Granted();
  }

  /** Whether this person is an approver of the access that {@code asker} requests or holds. */
  public boolean approver(Facts someone, Facts asker) {
    return approvers.stream().anyMatch(principal -> principal.means(someone, asker));
  }

  /** What is still wanting when these people, all entitled to, have approved. */
  public Verdict decided(Set<PersonId> approvedBy) {
    int missing = approvals - approvedBy.size();
    return missing > 0 ? new Verdict.NeedsApproval(missing) : new Verdict.Granted();
  }
}
