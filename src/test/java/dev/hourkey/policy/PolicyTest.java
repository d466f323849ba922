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

import dev.hourkey.person.PersonId;
import dev.hourkey.policy.Policy.Risk;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Who may request, who may decide, and whether an approval holds. Refusals: {@link RefusalTest}. */
class PolicyTest {
  private static final Policy SELF_APPROVAL = policy(eligible(), approvers(), 1, true);
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
            new RequestDecision.Refused(new Refusal.NotEligible())));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("requests")
  void who_may_request(String name, Policy policy, RequestDecision decision) {
    assertThat(policy.request(ANA, HOUR, JUSTIFICATION)).isEqualTo(decision);
    assertThat(policy.eligible(ANA)).isEqualTo(!(decision instanceof RequestDecision.Refused));
  }

  static Stream<Arguments> reviews() {
    return Stream.of(
        Arguments.of("an approver", policy(1), BRUNO, ANA, true),
        Arguments.of("a bystander", policy(1), CHLOE, ANA, false),
        Arguments.of("the requester, who is an approver", policy(1), BRUNO, BRUNO, false),
        Arguments.of("the same with self-approval", SELF_APPROVAL, BRUNO, BRUNO, true),
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
    ReviewDecision decision = policy.review(reviewer, enabled(requester));
    assertThat(decision instanceof ReviewDecision.Allowed).isEqualTo(allowed);
    assertThat(decision instanceof ReviewDecision.Refused).isEqualTo(!allowed);
  }

  @Test
  void a_requester_who_is_missing_for_a_moment_is_neither_allowed_nor_refused() {
    assertThat(policy(1).review(BRUNO, new SubjectStatus.Missing(false)))
        .isEqualTo(new ReviewDecision.RequesterUnknown());
  }

  static Stream<Arguments> approvals() {
    SubjectStatus gone = new SubjectStatus.Missing(true);
    SubjectStatus disabled = new SubjectStatus.Disabled();
    return Stream.of(
        Arguments.of("an approver's approval", policy(1), List.of(enabled(BRUNO)), "Holds"),
        Arguments.of("none, where none is needed", policy(0), List.of(), "Holds"),
        Arguments.of("none, where one is needed", policy(1), List.of(), "Void"),
        Arguments.of("one of two", policy(2), List.of(enabled(BRUNO)), "Void"),
        Arguments.of(
            "one person's, counted twice",
            policy(2),
            List.of(enabled(BRUNO), enabled(BRUNO)),
            "Void"),
        Arguments.of("a former approver's", policy(1), List.of(enabled(CHLOE)), "Void"),
        Arguments.of("the requester's own", policy(1), List.of(enabled(ANA)), "Void"),
        Arguments.of("one whose account is disabled", policy(1), List.of(disabled), "Void"),
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
  void a_requested_duration_holds_as_long_as_it_is_not_too_long() {
    assertThat(policy(0).approval(enabled(ANA), Duration.ofMinutes(7), List.of()))
        .isEqualTo(new ApprovalDecision.Holds());
  }

  @Test
  void it_is_decided_when_enough_distinct_people_have_approved() {
    Set<PersonId> both = Set.of(BRUNO.person(), CHLOE.person());
    assertThat(policy(2).missingApprovals(Set.of())).isEqualTo(2);
    assertThat(policy(2).missingApprovals(Set.of(BRUNO.person()))).isEqualTo(1);
    assertThat(policy(2).missingApprovals(both)).isZero();
    assertThat(policy(1).missingApprovals(both)).isZero();
  }

  @Test
  void approvals_without_an_approver_and_durations_that_are_too_long_are_no_policy() {
    assertThatThrownBy(() -> policy(eligible(), List.of(), 1, false))
        .hasMessageContaining("no approver");
    assertThatThrownBy(
            () ->
                new Policy(
                    eligible(),
                    approvers(),
                    1,
                    List.of(HOUR),
                    Duration.ofMinutes(30),
                    HOUR,
                    List.of(),
                    HOUR,
                    new Justification(10, Optional.empty(), Optional.empty()),
                    Risk.NORMAL,
                    false))
        .hasMessageContaining("longer");
  }

  @Test
  void only_what_is_named_has_to_be_known() {
    assertThat(policy(1).groups()).containsExactlyInAnyOrder("engineering", "sre-leads");
    assertThat(policy(1).needsManager()).isFalse();
    assertThat(MANAGER.groups()).containsExactly("engineering");
    assertThat(MANAGER.needsManager()).isTrue();
  }

  private static RequestDecision needs(int approvals) {
    return new RequestDecision.NeedsApproval(approvals);
  }
}
