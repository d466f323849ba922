package dev.hourkey.policy;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Whether a person may request an access, and why: the answer of {@link Policy#request} with every
 * condition that it depends on. Facts may be missing. Pure.
 *
 * @param checks in the order of the policy's keys
 * @param stages who decides; empty if no approval is needed
 */
public record Explanation(Answer answer, List<Check> checks, List<ApprovalStage> stages) {
  public Explanation {
    checks = List.copyOf(checks);
    stages = List.copyOf(stages);
  }

  /** Whether the person may request it. */
  public sealed interface Answer {
    /**
     * @param approvals how many are needed, over all stages
     */
    record May(int approvals) implements Answer {}

    record MayNot(Refusal refusal) implements Answer {}

    /**
     * @param why as a clause
     */
    record Unknown(String why) implements Answer {}
  }

  /**
   * One condition.
   *
   * @param key the key of the policy file that it is from
   */
  public record Check(String key, String text, Truth truth) {}

  /**
   * What is known of a request.
   *
   * @param person with the groups that they are known to be in
   * @param unknownGroups the groups of which it is unknown whether the person is in them, by id
   * @param justification empty if it is not given: then it is not judged
   * @param at when it is judged
   */
  public record Question(
      Subject person,
      Set<String> unknownGroups,
      Duration duration,
      Optional<String> justification,
      Instant at) {
    public Question {
      unknownGroups = Set.copyOf(unknownGroups);
    }
  }

  /** Explains whether the person may request the access of a policy. */
  public static Explanation of(Policy policy, Question question) {
    return new Explanation(
        answer(policy, question),
        checks(policy, question),
        policy.stages().stream().filter(stage -> stage.approvals() > 0).toList());
  }

  private static Answer answer(Policy policy, Question question) {
    Set<RequestDecision> decisions =
        possible(policy, question)
            .map(person -> decide(policy, question, person))
            .collect(Collectors.toCollection(LinkedHashSet::new));
    List<Refusal> refusals =
        decisions.stream()
            .flatMap(
                decision ->
                    decision instanceof RequestDecision.Refused(Refusal why)
                        ? Stream.of(why)
                        : Stream.of())
            .toList();
    if (refusals.size() == decisions.size()) {
      return new Answer.MayNot(refusals.getFirst());
    }
    return refusals.isEmpty()
        ? new Answer.May(policy.noApprovals().missing())
        : new Answer.Unknown(
            "it is unknown whether the person is in " + names(policy, question.unknownGroups()));
  }

  /**
   * The person in the groups that make a difference: in none, all, only those that don't exclude,
   * or only those that exclude. Whatever groups they really are in, one of these has the answer.
   */
  private static Stream<Subject> possible(Policy policy, Question question) {
    Set<String> unknown = question.unknownGroups();
    Set<String> excluding = new HashSet<>(policy.excludedGroups());
    excluding.retainAll(unknown);
    Set<String> others = new HashSet<>(unknown);
    others.removeAll(excluding);
    return Stream.of(Set.<String>of(), unknown, others, excluding)
        .distinct()
        .map(more -> question.person().alsoIn(more));
  }

  private static RequestDecision decide(Policy policy, Question question, Subject person) {
    RequestDecision decision =
        policy.request(person, question.duration(), question.justification().orElse(""));
    boolean forJustification =
        decision instanceof RequestDecision.Refused(Refusal why)
            && policy.justification().refusal("").filter(why::equals).isPresent();
    return forJustification && question.justification().isEmpty()
        ? new RequestDecision.NeedsApproval(policy.noApprovals().missing())
        : decision;
  }

  private static String names(Policy policy, Set<String> groups) {
    return Stream.concat(policy.eligible().stream(), policy.excluded().stream())
        .filter(
            principal -> principal instanceof Principal.Group(String id, _) && groups.contains(id))
        .map(Principal::words)
        .distinct()
        .collect(Collectors.joining(", "));
  }

  private static List<Check> checks(Policy policy, Question question) {
    List<Check> checks = new ArrayList<>();
    if (policy.eligible().isEmpty()) {
      checks.add(new Check("eligible", "nobody is named", Truth.UNSATISFIED));
    }
    policy
        .eligible()
        .forEach(one -> checks.add(new Check("eligible", one.words(), truth(one, question))));
    policy
        .excluded()
        .forEach(
            one ->
                checks.add(
                    new Check("excluded", "not " + one.words(), truth(one, question).not())));
    if (question.person().chatGuest()) {
      checks.add(
          new Check(
              "slack_guests",
              "guests of the workspace may request",
              Truth.of(policy.chatGuests())));
    }
    checks.add(
        new Check(
            "durations",
            "is offered for this long",
            Truth.of(policy.durations().contains(question.duration()))));
    checks.add(
        new Check(
            "justification",
            "is accepted",
            question
                .justification()
                .map(text -> Truth.of(policy.justification().refusal(text).isEmpty()))
                .orElse(Truth.UNKNOWN)));
    return checks;
  }

  private static Truth truth(Principal principal, Question question) {
    Subject known = question.person();
    Subject all = known.alsoIn(question.unknownGroups());
    boolean holds = principal.matches(known, known);
    return holds == principal.matches(all, all) ? Truth.of(holds) : Truth.UNKNOWN;
  }

  /** The key of the policy file that decided; empty while the answer is unknown. */
  public Optional<String> decidedBy() {
    return switch (answer) {
      case Answer.May _ -> Optional.of("eligible");
      case Answer.Unknown _ -> Optional.empty();
      case Answer.MayNot(Refusal refusal) ->
          Optional.of(
              switch (refusal) {
                case Refusal.Excluded _ -> "excluded";
                case Refusal.ChatGuest _ -> "slack_guests";
                case Refusal.DurationNotOffered _ -> "durations";
                case Refusal.JustificationTooShort _,
                    Refusal.JustificationTooLong _,
                    Refusal.JustificationMismatch _ ->
                    "justification";
                default -> "eligible";
              });
    };
  }
}
