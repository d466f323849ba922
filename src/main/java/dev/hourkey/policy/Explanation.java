package dev.hourkey.policy;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Whether a person may request access, and why: the answer of {@link ApplicablePolicy#choose} and
 * {@link Policy#request} with every condition that it depends on. Facts may be missing. Pure.
 *
 * @param rules the policy that applies
 * @param overrides until the first whose condition holds or is unknown
 * @param checks in the order of the policy's keys; none while it is unknown which policy applies
 * @param stages who decides; empty if no approval is needed
 */
public record Explanation(
    ApplicablePolicy rules,
    List<OverrideCheck> overrides,
    Answer answer,
    List<Check> checks,
    List<ApprovalStage> stages) {
  public Explanation {
    overrides = List.copyOf(overrides);
    checks = List.copyOf(checks);
    stages = List.copyOf(stages);
  }

  /** Whether the person may request it. */
  public sealed interface Answer {
    /**
     * They may request it.
     *
     * @param approvals how many are needed, over all stages
     */
    record May(int approvals) implements Answer {}

    record MayNot(Refusal refusal) implements Answer {}

    /** The answer is not known; {@code why} is a clause. */
    record Unknown(String why) implements Answer {}
  }

  /** Whether the condition of an override holds. */
  public record OverrideCheck(PolicyOverride override, TriState result) {}

  /**
   * One condition.
   *
   * @param key the key of the policy file that it is from
   */
  public record Check(String key, String text, TriState result) {}

  /**
   * Explains whether the person may request access.
   *
   * @param base the policy unless an override applies
   */
  public static Explanation of(Policy base, List<PolicyOverride> overrides, PartialFacts known) {
    ApplicablePolicy rules = ApplicablePolicy.choose(base, overrides, known::outcome);
    List<OverrideCheck> evaluated = checkOverrides(overrides, known);
    return switch (rules) {
      case ApplicablePolicy.Unknown(Refusal.RulesUnknown refusal) ->
          new Explanation(
              rules, evaluated, new Answer.Unknown(refusal.clause()), List.of(), List.of());
      case ApplicablePolicy.Known(Policy policy, _) ->
          new Explanation(
              rules,
              evaluated,
              answer(policy, known),
              checks(policy, known),
              policy.stages().stream().filter(stage -> stage.approvals() > 0).toList());
    };
  }

  private static List<OverrideCheck> checkOverrides(
      List<PolicyOverride> overrides, PartialFacts known) {
    List<OverrideCheck> checks = new ArrayList<>();
    for (PolicyOverride override : overrides) {
      TriState result =
          switch (known.outcome(override.condition())) {
            case ConditionOutcome.Holds _ -> TriState.SATISFIED;
            case ConditionOutcome.DoesNotHold _ -> TriState.UNSATISFIED;
            case ConditionOutcome.Unknown _ -> TriState.UNKNOWN;
          };
      checks.add(new OverrideCheck(override, result));
      if (result != TriState.UNSATISFIED) {
        break;
      }
    }
    return checks;
  }

  private static Answer answer(Policy policy, PartialFacts known) {
    Set<RequestDecision> decisions =
        known
            .possible(policy)
            .map(person -> decide(policy, known, person))
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
        ? LimitsExplanation.refusal(policy, known)
            .<Answer>map(Answer.MayNot::new)
            .orElseGet(() -> withTicket(policy, known))
        : new Answer.Unknown(known.unknownOf(policy));
  }

  private static RequestDecision decide(Policy policy, PartialFacts known, Subject person) {
    RequestDecision decision =
        policy.request(person, known.facts().duration(), known.justification().orElse(""));
    boolean forJustification =
        decision instanceof RequestDecision.Refused(Refusal why)
            && policy.justification().refusal("").filter(why::equals).isPresent();
    return forJustification && known.justification().isEmpty()
        ? new RequestDecision.NeedsApproval(policy.noApprovals().missing())
        : decision;
  }

  /** The person may, unless the justification must name a ticket and does not. */
  private static Answer withTicket(Policy policy, PartialFacts known) {
    List<String> projects = policy.justification().ticketProjects().stream().sorted().toList();
    Answer may = new Answer.May(policy.noApprovals().missing());
    return switch (ticket(policy, known)) {
      case SATISFIED -> may;
      case UNSATISFIED -> new Answer.MayNot(new Refusal.TicketNotNamed(projects));
      case UNKNOWN ->
          known.justification().isEmpty()
              ? may
              : new Answer.Unknown(
                  "it is unknown whether the reason names an open ticket of "
                      + String.join(" or ", projects));
    };
  }

  private static TriState ticket(Policy policy, PartialFacts known) {
    Set<String> projects = policy.justification().ticketProjects();
    if (projects.isEmpty()) {
      return TriState.SATISFIED;
    }
    return switch (known.facts().ticket()) {
      case MaybeKnown.Unknown<ConditionFacts.Ticket> _ -> TriState.UNKNOWN;
      case MaybeKnown.Known<ConditionFacts.Ticket>(var ticket) ->
          TriState.of(ticket.exists() && ticket.open() && projects.contains(ticket.project()));
    };
  }

  private static List<Check> checks(Policy policy, PartialFacts known) {
    List<Check> checks = new ArrayList<>();
    if (policy.eligible().isEmpty()) {
      checks.add(new Check("eligible", "nobody is named", TriState.UNSATISFIED));
    }
    policy
        .eligible()
        .forEach(one -> checks.add(new Check("eligible", one.words(), known.matches(one))));
    policy
        .excluded()
        .forEach(
            one ->
                checks.add(new Check("excluded", "not " + one.words(), known.matches(one).not())));
    known.sender().ifPresent(sender -> checks.addAll(ofSender(policy, sender)));
    if (known.requester().chatGuest()) {
      checks.add(
          new Check(
              "slack_guests",
              "guests of the workspace may request",
              TriState.of(policy.chatGuests())));
    }
    checks.add(
        new Check(
            "durations",
            "is offered for this long",
            TriState.of(policy.durations().contains(known.facts().duration()))));
    checks.addAll(LimitsExplanation.checks(policy, known));
    checks.add(
        new Check(
            "justification",
            "is accepted",
            known
                .justification()
                .map(text -> TriState.of(policy.justification().refusal(text).isEmpty()))
                .orElse(TriState.UNKNOWN)));
    if (!policy.justification().ticketProjects().isEmpty()) {
      checks.add(new Check("justification", "names an open ticket", ticket(policy, known)));
    }
    return checks;
  }

  private static List<Check> ofSender(Policy policy, PartialSender sender) {
    return policy.onBehalfOf().isEmpty()
        ? List.of(new Check("on_behalf_of", "nobody is named", TriState.UNSATISFIED))
        : policy.onBehalfOf().stream()
            .map(one -> new Check("on_behalf_of", one.words(), sender.matches(one)))
            .toList();
  }

  /** The override that applies; empty if none does, or if that is unknown. */
  public Optional<PolicyOverride> override() {
    return switch (rules) {
      case ApplicablePolicy.Known(_, var override) -> override;
      case ApplicablePolicy.Unknown _ -> Optional.empty();
    };
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
                case Refusal.NotForOthers _ -> "on_behalf_of";
                case Refusal.ChatGuest _ -> "slack_guests";
                case Refusal.DurationNotOffered _ -> "durations";
                case Refusal.StartNotOffered _, Refusal.StartTooFar _ -> "start_ahead";
                case Refusal.LimitReached _, Refusal.CoolingDown _ -> "limits";
                case Refusal.JustificationTooShort _,
                    Refusal.JustificationTooLong _,
                    Refusal.JustificationMismatch _,
                    Refusal.TicketNotNamed _ ->
                    "justification";
                default -> "eligible";
              });
    };
  }
}
