package dev.hourkey.policy;

import static dev.hourkey.policy.TestPolicy.enabled;
import static dev.hourkey.policy.TestPolicy.person;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.hourkey.person.DirectoryFailure;
import dev.hourkey.policy.OnCallSchedule.Tool;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** People whom on-call tools and the chat know: yes, no and unknown. */
class ToolAnswersTest {
  private static final Principal.OfTool ON_CALL =
      new Principal.OnCall("platform", new OnCallSchedule(Tool.PAGERDUTY, "PSCHED1"));
  private static final Principal.OfTool CHAT_GROUP = new Principal.ChatGroup("sre");

  private static final Subject ANA = person("ana", Set.of("engineering"), Optional.empty());
  private static final Duration HOUR = Duration.ofHours(1);

  private final DirectoryFailure away =
      DirectoryFailure.temporary("ask", null, new IllegalStateException("away"));

  static List<Principal.OfTool> entries() {
    return List.of(ON_CALL, CHAT_GROUP);
  }

  @ParameterizedTest
  @MethodSource("entries")
  void an_approver_by_a_tools_answer_may_approve_and_others_may_not(Principal.OfTool entry) {
    Policy policy = policy(List.of(), List.of(entry));
    assertThat(review(policy, yes(entry))).isInstanceOf(ReviewDecision.Allowed.class);
    assertThat(review(policy, no()))
        .isEqualTo(new ReviewDecision.Refused(new Refusal.NotApprover()));
  }

  @ParameterizedTest
  @MethodSource("entries")
  void unknown_is_neither_an_approval_nor_a_refusal(Principal.OfTool entry) {
    Policy policy = policy(List.of(), List.of(entry));
    assertThatThrownBy(() -> review(policy, unknown(entry))).isSameAs(away);
    assertThatThrownBy(() -> approval(policy, unknown(entry))).isSameAs(away);
    assertThatThrownBy(() -> policy.namesApprover(unknown(entry), ANA)).isSameAs(away);
  }

  @ParameterizedTest
  @MethodSource("entries")
  void an_approver_of_another_stage_may_deny_while_it_is_unknown(Principal.OfTool entry) {
    Policy policy =
        TestPolicy.policy(
            new ApprovalStage(List.of(entry), 1),
            new ApprovalStage(List.of(new Principal.Group("leads", "leads")), 1));
    Subject lead = with(unknown(entry), Set.of("leads"));
    assertThat(policy.review(lead, enabled(ANA), List.of(), ReviewType.DENY))
        .isInstanceOf(ReviewDecision.Allowed.class);
    assertThatThrownBy(() -> policy.review(lead, enabled(ANA), List.of(), ReviewType.APPROVE))
        .isSameAs(away);
  }

  @ParameterizedTest
  @MethodSource("entries")
  void another_entry_that_includes_the_approver_is_enough(Principal.OfTool entry) {
    Policy policy =
        policy(List.of(), List.of(entry, new Principal.Group("leads", "leads"), CHAT_GROUP));
    Subject lead = with(unknown(entry), Set.of("leads"));
    assertThat(review(policy, lead)).isInstanceOf(ReviewDecision.Allowed.class);
    assertThat(approval(policy, lead)).isEqualTo(new ApprovalDecision.Holds());
  }

  @ParameterizedTest
  @MethodSource("entries")
  void an_approval_is_void_when_the_approver_is_no_longer_one(Principal.OfTool entry) {
    Policy policy = policy(List.of(), List.of(entry));
    assertThat(approval(policy, yes(entry))).isEqualTo(new ApprovalDecision.Holds());
    assertThat(approval(policy, no()))
        .isEqualTo(new ApprovalDecision.Invalid(new Refusal.TooFewValidApprovals()));
  }

  @ParameterizedTest
  @MethodSource("entries")
  void somebody_may_be_excluded_and_while_that_is_unknown_nothing_is_decided(
      Principal.OfTool entry) {
    Policy policy = policy(List.of(entry), List.of(new Principal.Anyone()));
    assertThat(policy.eligibility(no())).isEqualTo(Eligibility.ELIGIBLE);
    assertThat(policy.eligibility(yes(entry))).isEqualTo(Eligibility.EXCLUDED);
    assertThatThrownBy(() -> policy.eligibility(unknown(entry))).isSameAs(away);
  }

  @Test
  void a_policy_names_the_entries_that_have_to_be_asked_about() {
    Policy policy = policy(List.of(CHAT_GROUP), List.of(ON_CALL, new Principal.Manager()));
    assertThat(policy.ofTools()).containsExactlyInAnyOrder(ON_CALL, CHAT_GROUP);
    assertThat(policy.approversOfTools()).containsExactly(ON_CALL);
    assertThat(policy.stages().getFirst().names())
        .isEqualTo("the people on call for platform or the requester's manager");
  }

  private static ReviewDecision review(Policy policy, Subject reviewer) {
    return policy.review(reviewer, enabled(ANA), List.of(), ReviewType.APPROVE);
  }

  private static ApprovalDecision approval(Policy policy, Subject approver) {
    return policy.approval(enabled(ANA), HOUR, List.of(enabled(approver)));
  }

  private static Subject no() {
    return with(ToolAnswers.NONE, Set.of());
  }

  private static Subject yes(Principal.OfTool entry) {
    return with(new ToolAnswers(Set.of(entry), Map.of()), Set.of());
  }

  private Subject unknown(Principal.OfTool entry) {
    return with(new ToolAnswers(Set.of(), Map.of(entry, away)), Set.of());
  }

  private static Subject with(Subject one, Set<String> groups) {
    return with(one.tools(), groups);
  }

  private static Subject with(ToolAnswers tools, Set<String> groups) {
    Subject bruno = person("bruno", groups, Optional.empty());
    return new Subject(
        bruno.person(),
        bruno.names(),
        groups,
        tools,
        bruno.manager(),
        bruno.userType(),
        bruno.chatGuest());
  }

  private static Policy policy(List<Principal> excluded, List<Principal> approvers) {
    return new Policy(
        List.of(new Principal.Anyone()),
        excluded,
        false,
        List.of(new ApprovalStage(approvers, 1)),
        List.of(HOUR),
        HOUR,
        Limits.NONE,
        Optional.empty(),
        HOUR,
        List.of(),
        HOUR,
        new Justification(0, Optional.empty(), Optional.empty()),
        Risk.NORMAL,
        false,
        List.of());
  }
}
