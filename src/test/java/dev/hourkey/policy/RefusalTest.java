package dev.hourkey.policy;

import static dev.hourkey.policy.TestPolicy.ANA;
import static dev.hourkey.policy.TestPolicy.BRUNO;
import static dev.hourkey.policy.TestPolicy.CHLOE;
import static dev.hourkey.policy.TestPolicy.HOUR;
import static dev.hourkey.policy.TestPolicy.JUSTIFICATION;
import static dev.hourkey.policy.TestPolicy.approvers;
import static dev.hourkey.policy.TestPolicy.as;
import static dev.hourkey.policy.TestPolicy.chatGuest;
import static dev.hourkey.policy.TestPolicy.eligible;
import static dev.hourkey.policy.TestPolicy.enabled;
import static dev.hourkey.policy.TestPolicy.policy;
import static java.util.Objects.requireNonNull;
import static java.util.stream.Collectors.toSet;
import static org.assertj.core.api.Assertions.assertThat;

import dev.hourkey.person.UserType;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Every refusal: what leads to it, and what is said. */
class RefusalTest {
  private static final SubjectStatus DISABLED = new SubjectStatus.Disabled();
  private static final Policy EXCLUDING =
      policy(eligible(), eligible(), List.of(new ApprovalStage(approvers(), 1)), false);
  private static final Policy STAGES =
      policy(
          new ApprovalStage(List.of(new Principal.Manager()), 1),
          new ApprovalStage(approvers(), 1));
  private static final BreakGlass BREAK_GLASS =
      BreakGlass.of(policy(1), List.of(policy(1)), eligible(), HOUR, approvers(), HOUR, Set.of());
  private static final SubjectStatus GONE = new SubjectStatus.Missing(true);

  static Stream<Arguments> refusals() {
    return Stream.of(
        row(request(CHLOE, HOUR, JUSTIFICATION), "You're not eligible for this access."),
        row(
            refusal(EXCLUDING.request(ANA, HOUR, JUSTIFICATION)),
            "You're excluded from this access."),
        row(
            rulesUnknown("Jira doesn't answer"),
            "Hourkey can't tell which rules apply: Jira doesn't answer."),
        row(
            request(chatGuest(ANA), HOUR, JUSTIFICATION),
            "Guests of this workspace can't request this access."),
        row(
            policy(1)
                .nobodyCanApprove(Set.of(ANA.person()), Map.of(approvers().getFirst(), List.of()))
                .orElseThrow(),
            "Nobody could approve this request: besides you, too few people with an enabled account"
                + " are approvers (sre-leads)."),
        row(
            STAGES
                .nobodyCanApprove(Set.of(ANA.person()), Map.of(new Principal.Manager(), List.of()))
                .orElseThrow(),
            "Your manager must approve it, but Entra names no manager for you."),
        row(
            request(ANA, Duration.ofMinutes(61), JUSTIFICATION),
            "This access isn't offered for that long; choose one of the listed durations."),
        row(
            request(ANA, Duration.ofHours(-1), JUSTIFICATION),
            "This access isn't offered for that long; choose one of the listed durations."),
        row(BreakGlass.noRules(), "Nobody may get this access by break-glass."),
        row(
            BREAK_GLASS.reviewRefusal(ANA, ANA).orElseThrow(),
            "You can't review your own break-glass access; somebody else must."),
        row(
            BREAK_GLASS.reviewRefusal(CHLOE, ANA).orElseThrow(),
            "You're not a reviewer of break-glass access here, so nothing was changed."),
        row(
            BREAK_GLASS.reviewRefusal(as(UserType.GUEST, BRUNO), ANA).orElseThrow(),
            "Guests can't review break-glass access unless the policy file names them, so nothing"
                + " was changed."),
        row(request(ANA, HOUR, "disk"), "The reason needs at least 10 characters."),
        row(
            request(ANA, HOUR, "INC-42: " + "x".repeat(500)),
            "The reason may have at most 500 characters."),
        row(
            request(ANA, HOUR, "the disk is full again"),
            "The reason must look like INC-42: disk full."),
        row(
            new Refusal.TicketNotNamed(List.of("INC", "OPS")),
            "The reason must name an open ticket of INC or OPS, like INC-42."),
        row(
            new Refusal.StartNotOffered(),
            "This access can only start at once, and can't be scheduled."),
        row(
            new Refusal.StartTooFar(Duration.ofDays(14)),
            "This access may start at most 14 days ahead."),
        row(
            new Refusal.LimitReached(
                Duration.ofHours(8),
                Duration.ofDays(7),
                Duration.ofMinutes(90),
                Duration.ofHours(2),
                Optional.of(Instant.parse("2026-03-02T08:40:00Z"))),
            "One person may have this access for 8 hours in 7 days, and 1 hour 30 minutes of that"
                + " is left; 2 hours is possible from 2026-03-02T08:40:00Z."),
        row(
            new Refusal.LimitReached(
                Duration.ofHours(8),
                Duration.ofDays(7),
                Duration.ZERO,
                Duration.ofHours(9),
                Optional.empty()),
            "One person may have this access for 8 hours in 7 days, and nothing is left."),
        row(
            new Refusal.CoolingDown(Duration.ofMinutes(30), Instant.parse("2026-03-02T08:40:00Z")),
            "There is a pause of 30 minutes between grants of this access; the next one can start from"
                + " 2026-03-02T08:40:00Z."),
        row(new Refusal.TicketMissing("OPS-9"), "The ticket OPS-9 does not exist."),
        row(
            new Refusal.TicketClosed("OPS-7", "Done"),
            "The ticket OPS-7 is no longer open (Done)."),
        row(
            new Refusal.TicketMoved("FUN-1"),
            "The ticket was moved and is now FUN-1, whose project is not accepted."),
        row(
            review(BRUNO, enabled(BRUNO)),
            "You can't approve or deny your own request; another approver must decide."),
        row(
            review(CHLOE, enabled(ANA)),
            "You're not an approver for this access, so nothing was changed."),
        row(
            review(policy(2), BRUNO, enabled(ANA), List.of(enabled(BRUNO))),
            "You already approved this request; another approver must decide."),
        row(
            new Refusal.NotShorter(),
            "An approval can only be for the requested duration or a shorter one that is offered."),
        row(
            review(STAGES, BRUNO, enabled(ANA), List.of()),
            "This request is waiting for the requester's manager (stage 1 of 2), so nothing was changed."),
        row(
            review(as(UserType.GUEST, BRUNO), enabled(ANA)),
            "Guests can't approve or deny unless the policy file names them, so nothing was"
                + " changed."),
        row(
            review(as(UserType.UNKNOWN, BRUNO), enabled(ANA)),
            "Entra does not say whether your account is a guest, so nothing was changed."),
        row(
            review(
                policy(
                    new ApprovalStage(
                        List.of(new Principal.Anyone()),
                        1,
                        Optional.of(new Escalation(HOUR, approvers())))),
                as(UserType.GUEST, BRUNO),
                enabled(ANA),
                List.of()),
            "Guests can't approve or deny unless the policy file names them, so nothing was"
                + " changed."),
        row(
            review(
                policy(
                    new ApprovalStage(
                        List.of(new Principal.Manager()),
                        1,
                        Optional.of(new Escalation(HOUR, approvers())))),
                BRUNO,
                enabled(ANA),
                List.of()),
            "You can decide on this only if its approvers don't decide for a while, so"
                + " nothing was changed."),
        row(
            request(
                ANA.requestedBy(new OnBehalfSender(CHLOE.person(), Optional.of(CHLOE))),
                HOUR,
                JUSTIFICATION),
            "You can't request this access for others."),
        row(
            approval(
                enabled(ANA.requestedBy(new OnBehalfSender(CHLOE.person(), Optional.empty()))),
                HOUR,
                BRUNO),
            "The person who requested it may no longer request it for others."),
        row(
            new Refusal.NeededLater(2),
            "You are needed for stage 2, so somebody else must approve this one."),
        row(
            refusal(
                policy(1)
                    .approval(enabled(ANA), HOUR, List.of(enabled(as(UserType.UNKNOWN, BRUNO))))),
            "Entra does not say whether an approver's account is a guest."),
        row(review(BRUNO, GONE), "The requester's Entra account no longer exists."),
        row(review(BRUNO, DISABLED), "The requester's Entra account is disabled."),
        row(approval(GONE, HOUR, BRUNO), "The requester's Entra account no longer exists."),
        row(approval(DISABLED, HOUR, BRUNO), "The requester's Entra account is disabled."),
        row(approval(enabled(CHLOE), HOUR, BRUNO), "The requester is no longer eligible for it."),
        row(
            refusal(EXCLUDING.approval(enabled(ANA), HOUR, List.of(enabled(BRUNO)))),
            "The requester is excluded from it."),
        row(
            approval(enabled(chatGuest(ANA)), HOUR, BRUNO),
            "Guests of this workspace can no longer request it."),
        row(
            approval(enabled(ANA), Duration.ofHours(2), BRUNO),
            "It can no longer be granted for that long."),
        row(
            ((PendingDecision.Ends)
                    PendingRequestPolicy.evaluate(
                        policy(eligible(), List.of(), 0, false), enabled(ANA), HOUR, List.of()))
                .refusal(),
            "The policy no longer names approvers for it."),
        row(approval(enabled(ANA), HOUR, CHLOE), "Too few of its approvals are still valid."),
        row(
            refusal(policy(1).approval(enabled(ANA), HOUR, List.of(GONE))),
            "The Entra account of an approver no longer exists."),
        row(
            new SignInRefusal.NeedsSignIn(),
            "A decision on this access needs a sign-in to Entra, so nothing was changed; decide in"
                + " Hourkey's console."),
        row(
            new SignInRefusal.ApprovedWithoutSignIn(),
            "It was approved without the sign-in that the policy demands now."));
  }

  @ParameterizedTest
  @MethodSource("refusals")
  void each_refusal_has_one_sentence(Refusal refusal, String sentence) {
    assertThat(refusal.sentence()).isEqualTo(sentence);
    assertThat(refusal.clause() + ".").isEqualToIgnoringCase(sentence);
  }

  @Test
  void every_refusal_is_in_the_table() {
    Set<Class<?>> named =
        refusals().map(row -> requireNonNull(row.get()[0]).getClass()).collect(toSet());
    assertThat(named).isEqualTo(records(Refusal.class).collect(toSet()));
  }

  private static Stream<Class<?>> records(Class<?> type) {
    return type.isSealed()
        ? Stream.of(type.getPermittedSubclasses()).flatMap(RefusalTest::records)
        : Stream.of(type);
  }

  private static Arguments row(Refusal refusal, String sentence) {
    return Arguments.of(refusal, sentence);
  }

  private static Refusal rulesUnknown(String why) {
    var scope = new ConditionScope(Map.of(), Set.of("OPS"), Map.of());
    var override =
        new PolicyOverride(
            1, Condition.compile("ticket.open", scope, problem -> {}).orElseThrow(), policy(0));
    return ((ApplicablePolicy.Unknown)
            ApplicablePolicy.choose(
                policy(1), List.of(override), _ -> new ConditionOutcome.Unknown(why)))
        .refusal();
  }

  private static Refusal request(Subject requester, Duration duration, String justification) {
    return refusal(policy(1).request(requester, duration, justification));
  }

  private static Refusal refusal(RequestDecision decision) {
    return ((RequestDecision.Refused) decision).refusal();
  }

  private static Refusal review(Subject reviewer, SubjectStatus requester) {
    return review(policy(1), reviewer, requester, List.of());
  }

  private static Refusal review(
      Policy policy, Subject reviewer, SubjectStatus requester, List<SubjectStatus> before) {
    return ((ReviewDecision.Refused) policy.review(reviewer, requester, before, ReviewType.APPROVE))
        .refusal();
  }

  private static Refusal approval(SubjectStatus requester, Duration duration, Subject approver) {
    return refusal(policy(1).approval(requester, duration, List.of(enabled(approver))));
  }

  private static Refusal refusal(ApprovalDecision decision) {
    return switch (decision) {
      case ApprovalDecision.Unproven(Refusal refusal) -> refusal;
      case ApprovalDecision.Invalid(Refusal refusal) -> refusal;
      case ApprovalDecision.Holds _ -> throw new AssertionError("the approval holds");
    };
  }
}
