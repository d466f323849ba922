package dev.hourkey.policy;

import dev.hourkey.person.EntraAccount;
import dev.hourkey.person.PersonId;
import dev.hourkey.person.UserType;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Access at once, without approvals and limits, which somebody else reviews afterwards.
 *
 * @param policy the rules of break-glass requests. They don't depend on any condition
 * @param reviewBy who may review it, at least one entry
 * @param reviewWithin how long after the request the review becomes late
 */
public record BreakGlass(Policy policy, List<Principal> reviewBy, Duration reviewWithin) {
  /** The shortest justification, in characters, even if the policy allows a shorter one. */
  public static final int SHORTEST_JUSTIFICATION = 10;

  public BreakGlass {
    reviewBy = List.copyOf(reviewBy);
    if (reviewBy.isEmpty()) {
      throw new IllegalArgumentException("nobody may review it");
    }
  }

  /** The refusal of break-glass for an entitlement that has no rules for it. */
  public static Refusal noRules() {
    return new Refusal.NoBreakGlass();
  }

  /**
   * The break-glass rules of an entitlement. The entitlement's rules for justifications apply here
   * too, and anybody excluded by one of its policies is excluded here as well.
   *
   * @param base the policy of the entitlement
   * @param all the base and the policies of the overrides: a request may be for any of their
   *     durations, and is granted for at most {@code maxDuration}
   * @param ticketProjects the projects of which the justification must name an open ticket, if any
   */
  public static BreakGlass of(
      Policy base,
      List<Policy> all,
      List<Principal> eligible,
      Duration maxDuration,
      List<Principal> reviewBy,
      Duration reviewWithin,
      Set<String> ticketProjects) {
    Justification own = base.justification();
    Policy policy =
        new Policy(
            eligible,
            all.stream().flatMap(one -> one.excluded().stream()).distinct().toList(),
            false,
            List.of(new ApprovalStage(reviewBy, 0)),
            all.stream()
                .flatMap(one -> one.durations().stream())
                .map(one -> shorter(one, maxDuration))
                .distinct()
                .sorted()
                .toList(),
            maxDuration,
            Limits.NONE,
            Optional.empty(),
            base.expireAfter(),
            List.of(),
            base.warnBefore(),
            new Justification(
                Math.max(own.minLength(), SHORTEST_JUSTIFICATION),
                own.pattern(),
                own.example(),
                ticketProjects.isEmpty() ? own.ticketProjects() : ticketProjects),
            base.risk(),
            false,
            List.of());
    return new BreakGlass(policy, reviewBy, reviewWithin);
  }

  /** For how long a request for this long is granted. */
  public Duration granted(Duration requested) {
    return shorter(requested, policy.maxDuration());
  }

  private static Duration shorter(Duration one, Duration other) {
    return one.compareTo(other) < 0 ? one : other;
  }

  /** Whether the person may use it, as far as that is known; the justification is not checked. */
  public TriState mayUse(PartialFacts known) {
    if (StartRules.refusal(policy.startAhead(), known.startsAt(), known.facts().now())
        .isPresent()) {
      return TriState.UNSATISFIED;
    }
    Set<Boolean> answers =
        known
            .possible(policy)
            .map(person -> policy.eligibility(person) == Eligibility.ELIGIBLE)
            .collect(Collectors.toSet());
    return answers.size() > 1 ? TriState.UNKNOWN : TriState.of(answers.contains(true));
  }

  /** The reviewers in words. */
  public String reviewers() {
    return reviews().names();
  }

  /** The review as a stage of its own: one person of {@code reviewBy}. */
  public ApprovalStage reviews() {
    return new ApprovalStage(reviewBy, 1);
  }

  /**
   * Why this person may not review the access of the holder; empty if they may. Guests of the
   * tenant may review it only if they are named.
   */
  public Optional<Refusal> reviewRefusal(Subject reviewer, Subject holder) {
    if (reviewer.same(holder)) {
      return Optional.of(new Refusal.OwnBreakGlass());
    }
    if (reviews().includes(reviewer, holder)) {
      return Optional.empty();
    }
    return Optional.of(
        !Principal.anyMatches(reviewBy, reviewer, holder)
            ? new Refusal.NotReviewer()
            : reviewer.userType() == UserType.UNKNOWN
                ? new Refusal.UserTypeUnknown()
                : new Refusal.GuestReviewer());
  }

  /**
   * Whether nobody can review the access of the holder; false if that is unknown.
   *
   * @param accounts the accounts that each entry of {@code reviewBy} stands for; an entry that is
   *     missing may stand for anybody
   */
  public boolean nobodyCanReview(PersonId holder, Map<Principal, List<EntraAccount>> accounts) {
    return new StageRules(List.of(reviews()), false)
        .nobodyCanApprove(Set.of(holder), accounts)
        .isPresent();
  }

  /** The groups that give their members a right: to use it, or to review it. */
  public Set<String> entitlingGroups() {
    return Principal.groups(Stream.concat(policy.eligible().stream(), reviewBy.stream()));
  }
}
