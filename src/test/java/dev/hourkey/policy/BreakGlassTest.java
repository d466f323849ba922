package dev.hourkey.policy;

import static dev.hourkey.policy.TestPolicy.*;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.hourkey.person.EntraAccount;
import dev.hourkey.person.PersonId;
import dev.hourkey.person.UserType;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Ana may break the glass for half an hour, and Chloé's group of security reviews it. */
class BreakGlassTest {
  private static final Duration HALF = Duration.ofMinutes(30);
  private static final Principal SRE = new Principal.Group("sre", "sre");
  private static final Principal SECURITY = new Principal.Group("security", "security");
  private static final Principal CONTRACTORS = new Principal.Group("contractors", "contractors");
  private static final Subject SRE_ANA = person("ana", Set.of("sre"), Optional.of("chloe"));
  private static final Subject REVIEWER = person("chloe", Set.of("security"), Optional.empty());

  private static final BreakGlass RULES = rules(List.of(policy(2)), Set.of());

  private static BreakGlass rules(List<Policy> all, Set<String> projects) {
    return BreakGlass.of(
        all.getFirst(), all, List.of(SRE), HALF, List.of(SECURITY), Duration.ofDays(1), projects);
  }

  @Test
  void break_glass_is_granted_without_the_approvals_that_the_entitlement_needs() {
    assertThat(RULES.policy().request(SRE_ANA, HALF, JUSTIFICATION))
        .isEqualTo(new RequestDecision.Granted());
    assertThat(RULES.policy().approval(enabled(SRE_ANA), HALF, List.of()))
        .isEqualTo(new ApprovalDecision.Holds());
  }

  @Test
  void a_longer_request_is_granted_for_the_longest_that_is_allowed() {
    assertThat(RULES.granted(HOUR)).isEqualTo(HALF);
    assertThat(RULES.granted(Duration.ofMinutes(5))).isEqualTo(Duration.ofMinutes(5));
    assertThat(RULES.policy().durations()).containsExactly(HALF);
    assertThat(RULES.policy().approval(enabled(SRE_ANA), HOUR, List.of()))
        .isEqualTo(new ApprovalDecision.Invalid(new Refusal.DurationTooLong()));
  }

  static Stream<Arguments> refused() {
    Subject contractor = person("ana", Set.of("sre", "contractors"), Optional.empty());
    Policy excluding =
        policy(eligible(), List.of(CONTRACTORS), List.of(new ApprovalStage(approvers(), 1)), false);
    return Stream.of(
        Arguments.of(
            "eligible only with approvals", RULES, ANA, JUSTIFICATION, new Refusal.NotEligible()),
        Arguments.of(
            "a guest of Slack", RULES, chatGuest(SRE_ANA), JUSTIFICATION, new Refusal.ChatGuest()),
        Arguments.of(
            "excluded",
            rules(List.of(excluding), Set.of()),
            contractor,
            JUSTIFICATION,
            new Refusal.Excluded()),
        Arguments.of(
            "excluded by an override",
            rules(List.of(policy(1), excluding), Set.of()),
            contractor,
            JUSTIFICATION,
            new Refusal.Excluded()),
        Arguments.of("no reason", RULES, SRE_ANA, "", new Refusal.JustificationTooShort(10)),
        Arguments.of(
            "no reason, where none is needed otherwise",
            rules(List.of(withoutReason()), Set.of()),
            SRE_ANA,
            "x",
            new Refusal.JustificationTooShort(10)));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("refused")
  void it_is_refused(String name, BreakGlass rules, Subject who, String why, Refusal refusal) {
    assertThat(rules.policy().request(who, HALF, why))
        .isEqualTo(new RequestDecision.Refused(refusal));
  }

  private static Policy withoutReason() {
    Policy one = policy(1);
    return new Policy(
        one.eligible(),
        one.excluded(),
        true,
        one.stages(),
        one.durations(),
        one.maxDuration(),
        one.limits(),
        one.startAhead(),
        one.expireAfter(),
        one.remindAfter(),
        one.warnBefore(),
        new Justification(0, Optional.empty(), Optional.empty()),
        one.risk(),
        one.selfApproval(),
        one.onBehalfOf());
  }

  @Test
  void break_glass_access_is_not_added_if_its_holder_is_no_longer_eligible_or_is_disabled() {
    assertThat(RULES.policy().approval(enabled(ANA), HALF, List.of()))
        .isEqualTo(new ApprovalDecision.Invalid(new Refusal.RequesterNotEligible()));
    assertThat(RULES.policy().approval(new SubjectStatus.Disabled(), HALF, List.of()))
        .isEqualTo(new ApprovalDecision.Invalid(new Refusal.RequesterDisabled()));
  }

  @Test
  void the_justification_must_name_a_ticket_if_the_file_has_a_ticket_tool() {
    assertThat(rules(List.of(policy(1)), Set.of("OPS")).policy().justification().ticketProjects())
        .containsExactly("OPS");
    assertThat(RULES.policy().justification().ticketProjects()).isEmpty();
  }

  static Stream<Arguments> reviewers() {
    return Stream.of(
        Arguments.of("a reviewer", REVIEWER, Optional.empty()),
        Arguments.of("the holder", SRE_ANA, Optional.of(new Refusal.OwnBreakGlass())),
        Arguments.of(
            "the holder, who is a reviewer",
            person("ana", Set.of("security"), Optional.empty()),
            Optional.of(new Refusal.OwnBreakGlass())),
        Arguments.of("an approver", BRUNO, Optional.of(new Refusal.NotReviewer())),
        Arguments.of(
            "a guest", as(UserType.GUEST, REVIEWER), Optional.of(new Refusal.GuestReviewer())),
        Arguments.of(
            "perhaps a guest",
            as(UserType.UNKNOWN, REVIEWER),
            Optional.of(new Refusal.UserTypeUnknown())));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("reviewers")
  void who_may_review_it(String name, Subject reviewer, Optional<Refusal> refusal) {
    assertThat(RULES.reviewRefusal(reviewer, SRE_ANA)).isEqualTo(refusal);
  }

  @Test
  void nobody_can_review_it_if_no_other_reviewer_has_an_enabled_account() {
    EntraAccount ana = account("ana", EntraAccount.Status.ENABLED);
    EntraAccount chloe = account("chloe", EntraAccount.Status.ENABLED);
    EntraAccount left = account("dana", EntraAccount.Status.DISABLED);
    assertThat(RULES.nobodyCanReview(ANA.person(), Map.of(SECURITY, List.of(ana, left)))).isTrue();
    assertThat(RULES.nobodyCanReview(ANA.person(), Map.of(SECURITY, List.of(ana, chloe))))
        .isFalse();
    assertThat(RULES.nobodyCanReview(ANA.person(), Map.of())).as("unknown").isFalse();
  }

  @Test
  void rules_without_reviewers_are_refused() {
    assertThatThrownBy(() -> new BreakGlass(policy(0), List.of(), HALF))
        .hasMessage("nobody may review it");
  }

  private static EntraAccount account(String name, EntraAccount.Status status) {
    return new EntraAccount(
        new PersonId(name), name, name + "@example.com", Optional.empty(), status, UserType.MEMBER);
  }
}
