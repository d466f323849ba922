package dev.hourkey.policy;

import static dev.hourkey.policy.TestPolicy.HOUR;
import static dev.hourkey.policy.TestPolicy.JUSTIFICATION;
import static dev.hourkey.policy.TestPolicy.enabled;
import static dev.hourkey.policy.TestPolicy.person;
import static dev.hourkey.policy.TestPolicy.policy;
import static org.assertj.core.api.Assertions.assertThat;

import dev.hourkey.person.UserType;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** A policy that asks for more never lets more through, for many policies and people at random. */
class StricterPolicyTest {
  private static final int ROUNDS = 20_000;
  private static final int PEOPLE = 6;
  private static final List<String> GROUPS = List.of("a", "b", "c");

  private final Random random = new Random(42);

  @Test
  void an_additional_stage_approval_or_exclusion_or_no_escalation_never_allows_more() {
    int held = 0;
    for (int round = 0; round < ROUNDS; round++) {
      Policy policy = somePolicy();
      Policy stricter = stricter(policy);
      Subject requester = somebody();
      List<SubjectStatus> approvedBy = someApprovals().subList(0, random.nextInt(PEOPLE));
      boolean holds = holds(policy, requester, approvedBy);
      held += holds ? 1 : 0;
      if (holds(stricter, requester, approvedBy)) {
        assertThat(holds)
            .as(
                "%s%nlets less through than%n%s%nfor %s by %s",
                policy, stricter, requester, approvedBy)
            .isTrue();
      }
      if (mayRequest(stricter, requester)) {
        assertThat(mayRequest(policy, requester)).isTrue();
      }
    }
    assertThat(held).as("rounds with an approval that holds").isGreaterThan(ROUNDS / 50);
  }

  @Test
  void one_more_approval_never_makes_an_approval_invalid() {
    for (int round = 0; round < ROUNDS; round++) {
      Policy policy = somePolicy();
      Subject requester = somebody();
      List<SubjectStatus> approvals = someApprovals();
      boolean held = false;
      for (int some = 0; some <= PEOPLE; some++) {
        boolean holds = holds(policy, requester, approvals.subList(0, some));
        assertThat(holds || !held).isTrue();
        held = holds;
      }
    }
  }

  @Test
  void the_approvals_that_were_counted_one_by_one_hold_under_the_same_policy() {
    int approved = 0;
    for (int round = 0; round < ROUNDS; round++) {
      Policy policy = somePolicy();
      Subject requester = somebody();
      List<SubjectStatus> approvedBy = new ArrayList<>();
      boolean complete = policy.noApprovals().isComplete();
      for (int click = 0; click < 12 && !complete; click++) {
        Subject reviewer = somebody();
        if (policy.review(reviewer, enabled(requester), List.copyOf(approvedBy), ReviewType.APPROVE)
            instanceof ReviewDecision.Allowed(ApprovalProgress progress, var counted)) {
          assertThat(counted).endsWith(reviewer.person());
          approvedBy.add(enabled(reviewer));
          complete = progress.isComplete();
          assertThat(holds(policy, requester, approvedBy)).isEqualTo(complete);
          approved += complete ? 1 : 0;
        }
      }
    }
    assertThat(approved).as("rounds that were approved").isGreaterThan(ROUNDS / 50);
  }

  /** Who clicks under the stricter rules gets no request through that the others would refuse. */
  @Test
  void approvals_under_the_stricter_policy_hold_under_the_other_one() {
    int approved = 0;
    for (int round = 0; round < ROUNDS; round++) {
      Policy policy = somePolicy();
      Policy stricter = stricter(policy);
      Subject requester = somebody();
      if (!mayRequest(stricter, requester)) {
        continue;
      }
      List<SubjectStatus> approvedBy = new ArrayList<>();
      boolean complete = stricter.noApprovals().isComplete();
      for (int click = 0; click < 12 && !complete; click++) {
        Subject reviewer = subject(random.nextInt(PEOPLE));
        if (stricter.review(
                reviewer, enabled(requester), List.copyOf(approvedBy), ReviewType.APPROVE)
            instanceof ReviewDecision.Allowed(ApprovalProgress progress, _)) {
          approvedBy.add(enabled(reviewer));
          complete = progress.isComplete();
        }
      }
      if (complete) {
        approved++;
        assertThat(mayRequest(policy, requester)).isTrue();
        assertThat(holds(policy, requester, approvedBy))
            .as("%s%nby %s%nof%n%s", stricter, approvedBy, policy)
            .isTrue();
      }
    }
    assertThat(approved).as("rounds that were approved").isGreaterThan(ROUNDS / 50);
  }

  private static boolean holds(Policy policy, Subject requester, List<SubjectStatus> approvedBy) {
    return policy.approval(enabled(requester), HOUR, approvedBy) instanceof ApprovalDecision.Holds;
  }

  private static boolean mayRequest(Policy policy, Subject requester) {
    return !(policy.request(requester, HOUR, JUSTIFICATION) instanceof RequestDecision.Refused);
  }

  private Policy stricter(Policy policy) {
    List<ApprovalStage> stages = new ArrayList<>(policy.stages());
    List<Principal> excluded = new ArrayList<>(policy.excluded());
    int at = random.nextInt(stages.size());
    ApprovalStage stage = stages.get(at);
    switch (random.nextInt(4)) {
      case 0 -> stages.add(at, someStage());
      case 1 -> excluded.add(somePrincipal());
      case 2 -> stages.set(at, new ApprovalStage(stage.approvers(), stage.approvals()));
      default -> {
        if (!stage.approvers().isEmpty()) {
          stages.set(
              at, new ApprovalStage(stage.approvers(), stage.approvals() + 1, stage.escalation()));
        }
      }
    }
    return policy(policy.eligible(), excluded, stages, policy.selfApproval());
  }

  private Policy somePolicy() {
    return policy(
        List.of(somePrincipal(), somePrincipal()),
        random.nextBoolean() ? List.of() : List.of(somePrincipal()),
        random.nextInt(8) == 0
            ? List.of(new ApprovalStage(List.of(), 0))
            : IntStream.rangeClosed(1, 1 + random.nextInt(3)).mapToObj(_ -> someStage()).toList(),
        random.nextInt(4) == 0);
  }

  private ApprovalStage someStage() {
    ApprovalStage stage =
        new ApprovalStage(
            List.of(somePrincipal(), somePrincipal()),
            1 + random.nextInt(2),
            random.nextBoolean()
                ? Optional.empty()
                : Optional.of(new Escalation(HOUR, List.of(somePrincipal()))));
    return random.nextBoolean() ? stage : stage.escalated();
  }

  private Principal somePrincipal() {
    return switch (random.nextInt(6)) {
      case 0 -> new Principal.Manager();
      case 1 -> new Principal.Anyone();
      case 2 -> new Principal.One("p" + random.nextInt(PEOPLE));
      default -> {
        String group = GROUPS.get(random.nextInt(GROUPS.size()));
        yield new Principal.Group(group, group);
      }
    };
  }

  private Subject somebody() {
    return subject(random.nextInt(PEOPLE));
  }

  private Subject subject(int number) {
    Set<String> groups = new HashSet<>();
    GROUPS.stream().filter(_ -> random.nextBoolean()).forEach(groups::add);
    Subject person = person("p" + number, groups, Optional.of("p" + random.nextInt(PEOPLE)));
    return random.nextInt(5) == 0 ? TestPolicy.as(UserType.GUEST, person) : person;
  }

  /** Of everybody, in some order: each person approves at most once. */
  private List<SubjectStatus> someApprovals() {
    List<SubjectStatus> approvals = new ArrayList<>();
    IntStream.range(0, PEOPLE).mapToObj(this::someStatus).forEach(approvals::add);
    Collections.shuffle(approvals, random);
    return approvals;
  }

  private SubjectStatus someStatus(int person) {
    return switch (random.nextInt(10)) {
      case 0 -> new SubjectStatus.Disabled();
      case 1 -> new SubjectStatus.Missing(random.nextBoolean());
      default -> enabled(subject(person));
    };
  }
}
