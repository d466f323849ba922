package dev.hourkey.policy;

import static dev.hourkey.policy.TestPolicy.ANA;
import static dev.hourkey.policy.TestPolicy.BRUNO;
import static dev.hourkey.policy.TestPolicy.CHLOE;
import static dev.hourkey.policy.TestPolicy.HOUR;
import static dev.hourkey.policy.TestPolicy.approvers;
import static dev.hourkey.policy.TestPolicy.enabled;
import static dev.hourkey.policy.TestPolicy.person;
import static dev.hourkey.policy.TestPolicy.policy;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.hourkey.person.EntraAccount;
import dev.hourkey.person.PersonId;
import dev.hourkey.person.UserType;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Stages: in their order, and by different people. Chloé is Ana's manager, Bruno leads the SREs.
 */
class StagesTest {
  private static final Subject DANA = person("dana", Set.of("sre-leads"), Optional.empty());
  private static final Subject ELI = person("eli", Set.of("sre-leads"), Optional.empty());
  private static final Subject BOTH = person("chloe", Set.of("sre-leads"), Optional.empty());

  private static final ApprovalStage BY_MANAGER =
      new ApprovalStage(List.of(new Principal.Manager()), 1);
  private static final Policy MANAGER_THEN_TWO_LEADS =
      policy(BY_MANAGER, new ApprovalStage(approvers(), 2));

  static Stream<Arguments> votes() {
    return Stream.of(
        vote("the first stage comes first", List.of(), CHLOE, ReviewType.APPROVE, allowed(1, 0)),
        vote("a later stage may not approve yet", List.of(), BRUNO, ReviewType.APPROVE, turn(1)),
        vote("a later stage may deny already", List.of(), BRUNO, ReviewType.DENY, allowed(0, 0)),
        vote(
            "the second stage comes next",
            List.of(CHLOE),
            BRUNO,
            ReviewType.APPROVE,
            allowed(1, 1)),
        vote(
            "it needs its own number of people",
            List.of(CHLOE, BRUNO),
            DANA,
            ReviewType.APPROVE,
            allowed(1, 2)),
        vote(
            "nobody counts twice",
            List.of(CHLOE, BRUNO),
            BRUNO,
            ReviewType.APPROVE,
            new Refusal.AlreadyApproved()),
        vote(
            "not in two stages either",
            List.of(BOTH),
            BOTH,
            ReviewType.APPROVE,
            new Refusal.AlreadyApproved()),
        vote(
            "an outsider may do nothing",
            List.of(CHLOE),
            person("frank", Set.of(), Optional.empty()),
            ReviewType.DENY,
            new Refusal.NotApprover()));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("votes")
  void each_stage_has_its_voters(
      String name, List<Subject> before, Subject reviewer, ReviewType reviewType, Object expected) {
    ReviewDecision decision =
        MANAGER_THEN_TWO_LEADS.review(reviewer, enabled(ANA), statuses(before), reviewType);
    assertThat(
            switch (decision) {
              case ReviewDecision.Allowed(ApprovalProgress progress, _) ->
                  progress.stages().stream().map(ApprovalProgress.Stage::approved).toList();
              case ReviewDecision.Refused(Refusal refusal) -> refusal;
              case ReviewDecision.RequesterUnknown _, ReviewDecision.ApproverUnknown _ -> decision;
            })
        .isEqualTo(expected);
  }

  @Test
  void somebody_is_told_which_stages_they_may_approve() {
    assertThat(MANAGER_THEN_TWO_LEADS.stagesOf(CHLOE, ANA))
        .containsExactly("the requester's manager");
    assertThat(MANAGER_THEN_TWO_LEADS.stagesOf(DANA, ANA)).containsExactly("sre-leads");
    assertThat(MANAGER_THEN_TWO_LEADS.stagesOf(BOTH, ANA)).hasSize(2);
    assertThat(MANAGER_THEN_TWO_LEADS.stagesOf(ANA, ANA)).isEmpty();
  }

  @Test
  void an_approver_of_a_stage_that_is_complete_may_still_deny() {
    Subject delegate = person("chloe-2", Set.of(), Optional.empty());
    Policy twoFirst =
        policy(
            new ApprovalStage(List.of(new Principal.Manager(), new Principal.One("chloe-2")), 1),
            new ApprovalStage(List.of(new Principal.One("bruno")), 1));
    for (Subject reviewer : List.of(delegate, CHLOE, BRUNO)) {
      assertThat(twoFirst.review(reviewer, enabled(ANA), List.of(), ReviewType.DENY))
          .isInstanceOf(ReviewDecision.Allowed.class);
    }
    assertThat(
            twoFirst.review(delegate, enabled(ANA), statuses(List.of(CHLOE)), ReviewType.APPROVE))
        .isEqualTo(new ReviewDecision.Refused(new Refusal.OtherStage(2, 2, "bruno")));
  }

  static Stream<Arguments> neededLater() {
    ApprovalStage leads = new ApprovalStage(approvers(), 1);
    ApprovalStage chloeByName = named("chloe@example.com");
    return Stream.of(
        Arguments.of("the only manager", policy(leads, BY_MANAGER), List.of(), BOTH, 2),
        Arguments.of("somebody else", policy(leads, BY_MANAGER), List.of(), BRUNO, 0),
        Arguments.of("named by address", policy(leads, chloeByName), List.of(), BOTH, 2),
        Arguments.of("a third stage", policy(leads, leads, BY_MANAGER), List.of(BRUNO), BOTH, 3),
        Arguments.of(
            "others can do it too", policy(leads, named("chloe", "dana")), List.of(), BOTH, 0),
        Arguments.of(
            "the other one has approved already",
            policy(leads, leads, named("chloe", "dana")),
            List.of(DANA),
            BOTH,
            3),
        Arguments.of(
            "anybody else can do it too",
            policy(
                leads,
                new ApprovalStage(List.of(new Principal.Manager(), new Principal.Anyone()), 1)),
            List.of(),
            BOTH,
            0),
        Arguments.of(
            "the requester can't", policy(leads, named("chloe", "ana")), List.of(), BOTH, 2),
        Arguments.of("it is impossible anyhow", policy(leads, named("ana")), List.of(), BOTH, 0));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("neededLater")
  void nobody_may_approve_a_stage_if_a_later_stage_needs_them(
      String name, Policy policy, List<Subject> before, Subject reviewer, int neededFor) {
    ReviewDecision decision =
        policy.review(reviewer, enabled(ANA), statuses(before), ReviewType.APPROVE);
    if (neededFor == 0) {
      assertThat(decision).isInstanceOf(ReviewDecision.Allowed.class);
    } else {
      assertThat(decision)
          .isEqualTo(new ReviewDecision.Refused(new Refusal.NeededLater(neededFor)));
    }
    assertThat(policy.review(reviewer, enabled(ANA), List.of(), ReviewType.DENY))
        .isInstanceOf(ReviewDecision.Allowed.class);
  }

  @Test
  void an_approval_that_did_not_count_may_be_given_again_when_it_does() {
    List<SubjectStatus> outOfTurn = statuses(List.of(BRUNO, CHLOE));
    assertThat(MANAGER_THEN_TWO_LEADS.progress(enabled(ANA), outOfTurn))
        .map(progress -> progress.stages().getLast().approved())
        .hasValue(0);
    assertThat(MANAGER_THEN_TWO_LEADS.review(BRUNO, enabled(ANA), outOfTurn, ReviewType.APPROVE))
        .isEqualTo(
            new ReviewDecision.Allowed(
                progress(MANAGER_THEN_TWO_LEADS, 2), List.of(CHLOE.person(), BRUNO.person())));
  }

  @Test
  void whether_an_approver_is_a_guest_may_be_unknown() {
    Subject unknown = TestPolicy.as(UserType.UNKNOWN, BRUNO);
    Subject guest = TestPolicy.as(UserType.GUEST, BRUNO);
    Policy one = policy(1);
    assertThat(one.review(unknown, enabled(ANA), List.of(), ReviewType.APPROVE))
        .isEqualTo(new ReviewDecision.Refused(new Refusal.UserTypeUnknown()));
    assertThat(one.approval(enabled(ANA), HOUR, statuses(List.of(unknown))))
        .isEqualTo(new ApprovalDecision.Unproven(new Refusal.ApproverTypeUnknown()));
    assertThat(one.approval(enabled(ANA), HOUR, statuses(List.of(guest))))
        .isEqualTo(new ApprovalDecision.Invalid(new Refusal.TooFewValidApprovals()));
    assertThat(policy(2).review(DANA, enabled(ANA), statuses(List.of(unknown)), ReviewType.APPROVE))
        .isEqualTo(new ReviewDecision.ApproverUnknown());
    for (UserType type : UserType.values()) {
      assertThat(one.namesApprover(TestPolicy.as(type, BRUNO), ANA)).isTrue();
    }
  }

  @Test
  void an_earlier_approver_whom_entra_does_not_show_is_neither_counted_nor_ignored() {
    List<SubjectStatus> lagging = List.of(new SubjectStatus.Missing(false));
    assertThat(MANAGER_THEN_TWO_LEADS.review(BRUNO, enabled(ANA), lagging, ReviewType.APPROVE))
        .isEqualTo(new ReviewDecision.ApproverUnknown());
    List<SubjectStatus> gone = List.of(new SubjectStatus.Missing(true));
    assertThat(MANAGER_THEN_TWO_LEADS.review(BRUNO, enabled(ANA), gone, ReviewType.APPROVE))
        .isEqualTo(new ReviewDecision.Refused(turn(1)));
  }

  @Test
  void if_the_policy_needs_fewer_approvals_by_now_the_next_vote_of_an_approver_decides() {
    Policy one = policy(new ApprovalStage(approvers(), 1));
    assertThat(one.review(DANA, enabled(ANA), statuses(List.of(BRUNO)), ReviewType.APPROVE))
        .isEqualTo(new ReviewDecision.Allowed(progress(one, 1), List.of(BRUNO.person())));
    assertThat(one.review(DANA, enabled(ANA), statuses(List.of(BRUNO)), ReviewType.DENY))
        .isInstanceOf(ReviewDecision.Allowed.class);
  }

  static Stream<Arguments> approvals() {
    Policy swapped = policy(new ApprovalStage(approvers(), 1), BY_MANAGER);
    return Stream.of(
        Arguments.of("in order", MANAGER_THEN_TWO_LEADS, List.of(CHLOE, BRUNO, DANA), true),
        Arguments.of("out of order", MANAGER_THEN_TWO_LEADS, List.of(BRUNO, CHLOE, DANA), false),
        Arguments.of("one is missing", MANAGER_THEN_TWO_LEADS, List.of(CHLOE, BRUNO), false),
        Arguments.of(
            "more than needed", MANAGER_THEN_TWO_LEADS, List.of(CHLOE, BRUNO, DANA, ELI), true),
        Arguments.of(
            "one person for two", MANAGER_THEN_TWO_LEADS, List.of(CHLOE, BRUNO, BRUNO), false),
        Arguments.of(
            "one person in two stages", MANAGER_THEN_TWO_LEADS, List.of(BOTH, BOTH, BRUNO), false),
        Arguments.of("who is in both counts once, early", swapped, List.of(BOTH, BRUNO), false),
        Arguments.of("who is in both counts where needed", swapped, List.of(BRUNO, BOTH), true),
        Arguments.of("the stages were swapped since", swapped, List.of(CHLOE, BRUNO), false));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("approvals")
  void the_approvals_must_fill_the_stages_in_the_order_in_which_they_came(
      String name, Policy policy, List<Subject> approvedBy, boolean holds) {
    assertThat(policy.approval(enabled(ANA), HOUR, statuses(approvedBy)))
        .isEqualTo(
            holds
                ? new ApprovalDecision.Holds()
                : new ApprovalDecision.Invalid(new Refusal.TooFewValidApprovals()));
  }

  @Test
  void a_missing_approver_leaves_it_open_whether_the_stages_are_filled() {
    assertThat(
            MANAGER_THEN_TWO_LEADS.approval(
                enabled(ANA),
                HOUR,
                List.of(enabled(CHLOE), new SubjectStatus.Missing(true), enabled(DANA))))
        .isEqualTo(new ApprovalDecision.Unproven(new Refusal.ApproverMissing()));
  }

  @Test
  void access_without_an_approval_is_never_an_oversight() {
    assertThatThrownBy(() -> policy(new ApprovalStage[0])).hasMessageContaining("needs a stage");
    assertThat(policy(new ApprovalStage(List.of(), 0)).request(ANA, HOUR, TestPolicy.JUSTIFICATION))
        .isEqualTo(new RequestDecision.Granted());
  }

  @Test
  void a_stage_that_needs_somebody_names_somebody() {
    assertThatThrownBy(() -> new ApprovalStage(List.of(), 1)).hasMessageContaining("no approver");
    assertThat(new ApprovalStage(List.of(), 0).approvals()).isZero();
  }

  @Test
  void approvers_are_named_in_words() {
    assertThat(
            new ApprovalStage(
                    List.of(
                        new Principal.Manager(),
                        new Principal.Group("id", "sre-leads"),
                        new Principal.One("Bruno@Example.com"),
                        new Principal.Anyone()),
                    1)
                .names())
        .isEqualTo("the requester's manager or sre-leads or bruno@example.com or 1 more");
  }

  static Stream<Arguments> staffing() {
    EntraAccount ana = account("ana", EntraAccount.Status.ENABLED, UserType.MEMBER);
    EntraAccount bruno = account("bruno", EntraAccount.Status.ENABLED, UserType.MEMBER);
    EntraAccount dana = account("dana", EntraAccount.Status.ENABLED, UserType.MEMBER);
    EntraAccount disabled = account("frank", EntraAccount.Status.DISABLED, UserType.MEMBER);
    EntraAccount guest = account("eli", EntraAccount.Status.ENABLED, UserType.GUEST);
    EntraAccount unknown = account("kim", EntraAccount.Status.UNKNOWN, UserType.UNKNOWN);
    return Stream.of(
        Arguments.of("somebody else", 1, List.of(ana, bruno), true),
        Arguments.of("only the requester", 1, List.of(ana), false),
        Arguments.of("nobody", 1, List.of(), false),
        Arguments.of("nobody, where nobody is needed", 0, List.of(), true),
        Arguments.of("fewer than needed", 2, List.of(ana, bruno), false),
        Arguments.of("as many as needed", 2, List.of(dana, bruno), true),
        Arguments.of("only disabled accounts", 1, List.of(disabled), false),
        Arguments.of("only guests", 1, List.of(guest), false),
        Arguments.of("somebody of whom nothing is known", 1, List.of(unknown), true));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("staffing")
  void a_request_that_nobody_could_approve_is_noticed(
      String name, int approvals, List<EntraAccount> members, boolean possible) {
    assertThat(
            policy(approvals)
                .nobodyCanApprove(Set.of(ANA.person()), Map.of(approvers().getFirst(), members))
                .isEmpty())
        .isEqualTo(possible);
  }

  @Test
  void approvers_who_are_not_known_may_be_anybody() {
    assertThat(policy(1).nobodyCanApprove(Set.of(ANA.person()), Map.of())).isEmpty();
  }

  @Test
  void one_person_is_not_enough_for_two_stages() {
    Principal leads = approvers().getFirst();
    Policy twice = policy(new ApprovalStage(approvers(), 1), new ApprovalStage(approvers(), 1));
    EntraAccount bruno = account("bruno", EntraAccount.Status.ENABLED, UserType.MEMBER);
    EntraAccount dana = account("dana", EntraAccount.Status.ENABLED, UserType.MEMBER);
    assertThat(twice.nobodyCanApprove(Set.of(ANA.person()), Map.of(leads, List.of(bruno))))
        .hasValue(new Refusal.NobodyCanApprove("sre-leads"));
    assertThat(twice.nobodyCanApprove(Set.of(ANA.person()), Map.of(leads, List.of(bruno, dana))))
        .isEmpty();
  }

  @Test
  void the_first_stage_that_nobody_could_approve_is_named() {
    Principal leads = approvers().getFirst();
    Principal manager = new Principal.Manager();
    Principal chloe = new Principal.One("chloe");
    EntraAccount bruno = account("bruno", EntraAccount.Status.ENABLED, UserType.MEMBER);
    Policy policy = policy(new ApprovalStage(approvers(), 1), BY_MANAGER);
    assertThat(
            policy.nobodyCanApprove(
                Set.of(ANA.person()), Map.of(leads, List.of(bruno), manager, List.of())))
        .hasValue(new Refusal.NoManager());
    Policy named = policy(new ApprovalStage(approvers(), 1), named("chloe"));
    assertThat(
            named.nobodyCanApprove(
                Set.of(ANA.person()), Map.of(leads, List.of(bruno), chloe, List.of())))
        .hasValue(new Refusal.NobodyCanApprove("chloe"));
  }

  private static EntraAccount account(String id, EntraAccount.Status status, UserType type) {
    return new EntraAccount(
        new PersonId(id), id, id + "@example.com", Optional.empty(), status, type);
  }

  private static Arguments vote(
      String name, List<Subject> before, Subject reviewer, ReviewType reviewType, Object expected) {
    return Arguments.of(name, before, reviewer, reviewType, expected);
  }

  private static ApprovalStage named(String... people) {
    return new ApprovalStage(Stream.of(people).<Principal>map(Principal.One::new).toList(), 1);
  }

  private static List<Integer> allowed(int first, int second) {
    return List.of(first, second);
  }

  private static Refusal turn(int stage) {
    return new Refusal.OtherStage(stage, 2, stage == 1 ? "the requester's manager" : "sre-leads");
  }

  private static ApprovalProgress progress(Policy policy, int approved) {
    ApprovalProgress progress = policy.noApprovals();
    for (int i = 0; i < approved; i++) {
      progress = progress.withApproval();
    }
    return progress;
  }

  private static List<SubjectStatus> statuses(List<Subject> people) {
    return people.stream().map(TestPolicy::enabled).toList();
  }
}
