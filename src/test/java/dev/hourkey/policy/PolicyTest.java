package dev.hourkey.policy;

import static dev.hourkey.policy.TestPolicy.ANA;
import static dev.hourkey.policy.TestPolicy.BRUNO;
import static dev.hourkey.policy.TestPolicy.CHLOE;
import static dev.hourkey.policy.TestPolicy.HOUR;
import static dev.hourkey.policy.TestPolicy.JUSTIFICATION;
import static dev.hourkey.policy.TestPolicy.approvers;
import static dev.hourkey.policy.TestPolicy.eligible;
import static dev.hourkey.policy.TestPolicy.enabled;
import static dev.hourkey.policy.TestPolicy.policy;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.hourkey.person.UserType;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Who may request, who may decide, and whether an approval holds. Refusals: {@link RefusalTest}.
 */
class PolicyTest {
  private static final Policy SELF_APPROVAL = policy(eligible(), approvers(), 1, true);
  private static final Subject LEAD =
      TestPolicy.person("lead", Set.of("engineering", "sre-leads"), Optional.empty());
  private static final Policy MANAGER =
      policy(eligible(), List.of(new Principal.Manager()), 1, false);
  private static final Policy BRUNO_BY_NAME =
      policy(eligible(), List.of(new Principal.One("Bruno@Example.com")), 1, false);

  static Stream<Arguments> requests() {
    return Stream.of(
        Arguments.of("an eligible person needs the approvals", policy(1), needs(1)),
        Arguments.of("two, if the policy says so", policy(2), needs(2)),
        Arguments.of("none, if the policy says so", policy(0), new RequestDecision.Granted()),
        Arguments.of(
            "anyone is eligible",
            policy(List.of(new Principal.Anyone()), approvers(), 1, false),
            needs(1)),
        Arguments.of(
            "a person is eligible by name, in any case",
            policy(List.of(new Principal.One("ANA@example.com")), approvers(), 1, false),
            needs(1)),
        Arguments.of(
            "no entry means nobody is eligible",
            policy(List.of(), approvers(), 1, false),
            new RequestDecision.Refused(new Refusal.NotEligible())),
        Arguments.of(
            "approvers are not eligible because of that",
            policy(List.of(new Principal.Group("sre-leads", "sre-leads")), approvers(), 1, false),
            new RequestDecision.Refused(new Refusal.NotEligible())),
        Arguments.of(
            "who is excluded may not request, although they are eligible",
            excluding(new Principal.One("ana@example.com")),
            new RequestDecision.Refused(new Refusal.Excluded())),
        Arguments.of(
            "an exclusion of others changes nothing",
            excluding(new Principal.Group("contractors", "contractors")),
            needs(1)),
        Arguments.of(
            "the approvals of all stages are needed",
            policy(
                new ApprovalStage(List.of(new Principal.Manager()), 1),
                new ApprovalStage(approvers(), 2)),
            needs(3)));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("requests")
  void who_may_request(String name, Policy policy, RequestDecision decision) {
    assertThat(policy.request(ANA, HOUR, JUSTIFICATION)).isEqualTo(decision);
    assertThat(policy.eligibility(ANA) == Eligibility.ELIGIBLE)
        .isEqualTo(!(decision instanceof RequestDecision.Refused));
  }

  static Stream<Arguments> reviews() {
    return Stream.of(
        Arguments.of("an approver", policy(1), BRUNO, ANA, true),
        Arguments.of("a bystander", policy(1), CHLOE, ANA, false),
        Arguments.of("the requester, who is an approver", policy(1), BRUNO, BRUNO, false),
        Arguments.of("the same with self-approval", SELF_APPROVAL, LEAD, LEAD, true),
        Arguments.of("self-approval makes nobody an approver", SELF_APPROVAL, ANA, ANA, false),
        Arguments.of("the requester's manager", MANAGER, CHLOE, ANA, true),
        Arguments.of("somebody else's manager", MANAGER, CHLOE, BRUNO, false),
        Arguments.of("an approver by name, in any case", BRUNO_BY_NAME, BRUNO, ANA, true),
        Arguments.of("somebody with another name", BRUNO_BY_NAME, CHLOE, ANA, false));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("reviews")
  void who_may_decide(
      String name, Policy policy, Subject reviewer, Subject requester, boolean allowed) {
    ReviewDecision decision =
        policy.review(reviewer, enabled(requester), List.of(), ReviewType.APPROVE);
    assertThat(decision instanceof ReviewDecision.Allowed).isEqualTo(allowed);
    assertThat(decision instanceof ReviewDecision.Refused).isEqualTo(!allowed);
  }

  @Test
  void a_requester_who_is_missing_for_a_moment_is_neither_allowed_nor_refused() {
    assertThat(
            policy(1)
                .review(BRUNO, new SubjectStatus.Missing(false), List.of(), ReviewType.APPROVE))
        .isEqualTo(new ReviewDecision.RequesterUnknown());
  }

  static Stream<Arguments> approvals() {
    SubjectStatus gone = new SubjectStatus.Missing(true);
    SubjectStatus disabled = new SubjectStatus.Disabled();
    return Stream.of(
        Arguments.of("an approver's approval", policy(1), List.of(enabled(BRUNO)), "Holds"),
        Arguments.of("none, where none is needed", policy(0), List.of(), "Holds"),
        Arguments.of("none, where one is needed", policy(1), List.of(), "Invalid"),
        Arguments.of("one of two", policy(2), List.of(enabled(BRUNO)), "Invalid"),
        Arguments.of(
            "one person's, counted twice",
            policy(2),
            List.of(enabled(BRUNO), enabled(BRUNO)),
            "Invalid"),
        Arguments.of("a former approver's", policy(1), List.of(enabled(CHLOE)), "Invalid"),
        Arguments.of("the requester's own", policy(1), List.of(enabled(ANA)), "Invalid"),
        Arguments.of("one whose account is disabled", policy(1), List.of(disabled), "Invalid"),
        Arguments.of("one whose account is missing", policy(1), List.of(gone), "Unproven"),
        Arguments.of(
            "enough without the missing one", policy(1), List.of(gone, enabled(BRUNO)), "Holds"));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("approvals")
  void which_approval_still_holds(
      String name, Policy policy, List<SubjectStatus> approvedBy, String decision) {
    assertThat(policy.approval(enabled(ANA), HOUR, approvedBy).getClass().getSimpleName())
        .isEqualTo(decision);
  }

  @Test
  void an_approver_may_allow_less_time_but_never_more() {
    assertThat(policy(1).shorterThan(HOUR)).containsExactly(Duration.ofMinutes(30));
    assertThat(policy(1).shorterThan(Duration.ofMinutes(30))).isEmpty();
    assertThat(policy(1).shorterThan(Duration.ofHours(9)))
        .containsExactly(Duration.ofMinutes(30), HOUR);
  }

  @Test
  void a_requested_duration_holds_as_long_as_it_is_not_too_long() {
    assertThat(policy(0).approval(enabled(ANA), Duration.ofMinutes(7), List.of()))
        .isEqualTo(new ApprovalDecision.Holds());
  }

  @Test
  void approvals_without_an_approver_and_durations_that_are_too_long_are_no_policy() {
    assertThatThrownBy(() -> policy(eligible(), List.of(), 1, false))
        .hasMessageContaining("no approver");
    assertThatThrownBy(
            () ->
                new Policy(
                    eligible(),
                    List.of(),
                    false,
                    List.of(new ApprovalStage(approvers(), 1)),
                    List.of(HOUR),
                    Duration.ofMinutes(30),
                    Limits.NONE,
                    Optional.empty(),
                    HOUR,
                    List.of(),
                    HOUR,
                    new Justification(10, Optional.empty(), Optional.empty()),
                    Risk.NORMAL,
                    false,
                    List.of()))
        .hasMessageContaining("longer");
  }

  @Test
  void a_guest_in_slack_may_request_only_where_the_policy_says_so() {
    Subject guest = TestPolicy.chatGuest(ANA);
    Policy closed = policy(1);
    Policy open = withChatGuests(closed);
    assertThat(closed.eligibility(guest)).isEqualTo(Eligibility.CHAT_GUEST);
    assertThat(open.eligibility(guest)).isEqualTo(Eligibility.ELIGIBLE);
    assertThat(open.eligibility(TestPolicy.chatGuest(CHLOE))).isEqualTo(Eligibility.NOT_NAMED);
    assertThat(closed.approval(enabled(guest), HOUR, List.of(enabled(BRUNO))))
        .isEqualTo(new ApprovalDecision.Invalid(new Refusal.RequesterChatGuest()));
    assertThat(open.approval(enabled(guest), HOUR, List.of(enabled(BRUNO))))
        .isEqualTo(new ApprovalDecision.Holds());
  }

  @Test
  void a_guest_of_the_tenant_requests_like_everybody_else() {
    assertThat(policy(1).eligibility(TestPolicy.as(UserType.GUEST, ANA)))
        .isEqualTo(Eligibility.ELIGIBLE);
  }

  @ParameterizedTest
  @EnumSource(names = {"GUEST", "UNKNOWN"})
  void only_members_of_the_tenant_approve_unless_they_are_named(UserType type) {
    Subject bruno = TestPolicy.as(type, BRUNO);
    boolean guest = type == UserType.GUEST;
    Refusal refusal = guest ? new Refusal.GuestApprover() : new Refusal.UserTypeUnknown();
    assertThat(policy(1).review(bruno, enabled(ANA), List.of(), ReviewType.APPROVE))
        .isEqualTo(new ReviewDecision.Refused(refusal));
    assertThat(policy(1).review(bruno, enabled(ANA), List.of(), ReviewType.DENY))
        .isEqualTo(new ReviewDecision.Refused(refusal));
    assertThat(policy(1).approval(enabled(ANA), HOUR, List.of(enabled(bruno))))
        .isEqualTo(
            guest
                ? new ApprovalDecision.Invalid(new Refusal.TooFewValidApprovals())
                : new ApprovalDecision.Unproven(new Refusal.ApproverTypeUnknown()));
    assertThat(
            MANAGER.review(TestPolicy.as(type, CHLOE), enabled(ANA), List.of(), ReviewType.APPROVE))
        .isEqualTo(new ReviewDecision.Refused(refusal));
    assertThat(BRUNO_BY_NAME.review(bruno, enabled(ANA), List.of(), ReviewType.APPROVE))
        .isInstanceOf(ReviewDecision.Allowed.class);
  }

  @Test
  void somebody_who_was_excluded_after_their_request_gets_nothing() {
    Policy now = excluding(new Principal.Group("engineering", "engineering"));
    assertThat(now.review(BRUNO, enabled(ANA), List.of(), ReviewType.APPROVE))
        .isEqualTo(new ReviewDecision.Refused(new Refusal.RequesterExcluded()));
    assertThat(now.review(BRUNO, enabled(ANA), List.of(), ReviewType.DENY))
        .isInstanceOf(ReviewDecision.Allowed.class);
    assertThat(now.approval(enabled(ANA), HOUR, List.of(enabled(BRUNO))))
        .isEqualTo(new ApprovalDecision.Invalid(new Refusal.RequesterExcluded()));
  }

  @Test
  void only_what_is_named_has_to_be_known() {
    assertThat(excluding(new Principal.Group("contractors", "contractors")).groups())
        .containsExactlyInAnyOrder("engineering", "sre-leads", "contractors");
    assertThat(excluding(new Principal.Group("contractors", "contractors")).entitlingGroups())
        .containsExactlyInAnyOrder("engineering", "sre-leads");
    assertThat(policy(1).groups()).containsExactlyInAnyOrder("engineering", "sre-leads");
    assertThat(policy(1).needsManager()).isFalse();
    assertThat(MANAGER.groups()).containsExactly("engineering");
    assertThat(MANAGER.needsManager()).isTrue();
  }

  private static Policy excluding(Principal... excluded) {
    return policy(eligible(), List.of(excluded), List.of(new ApprovalStage(approvers(), 1)), false);
  }

  private static Policy withChatGuests(Policy policy) {
    return new Policy(
        policy.eligible(),
        policy.excluded(),
        true,
        policy.stages(),
        policy.durations(),
        policy.maxDuration(),
        policy.limits(),
        policy.startAhead(),
        policy.expireAfter(),
        policy.remindAfter(),
        policy.warnBefore(),
        policy.justification(),
        policy.risk(),
        policy.selfApproval(),
        List.of());
  }

  private static RequestDecision needs(int approvals) {
    return new RequestDecision.NeedsApproval(approvals);
  }
}
