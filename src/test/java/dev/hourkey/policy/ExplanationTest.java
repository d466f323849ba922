package dev.hourkey.policy;

import static dev.hourkey.policy.TestPolicy.ANA;
import static dev.hourkey.policy.TestPolicy.CHLOE;
import static dev.hourkey.policy.TestPolicy.HOUR;
import static dev.hourkey.policy.TestPolicy.JUSTIFICATION;
import static dev.hourkey.policy.TestPolicy.approvers;
import static dev.hourkey.policy.TestPolicy.chatGuest;
import static org.assertj.core.api.Assertions.assertThat;

import dev.hourkey.policy.Explanation.Answer;
import dev.hourkey.policy.Explanation.Check;
import dev.hourkey.policy.Explanation.Question;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ExplanationTest {
  private static final Principal ENGINEERING = group("engineering");
  private static final Principal CONTRACTORS = group("contractors");
  private static final Principal CHLOE_BY_NAME = new Principal.One("chloe@example.com");

  @Test
  void it_answers_as_the_policy_does_when_everything_is_known() {
    for (Subject person : List.of(ANA, CHLOE, chatGuest(ANA))) {
      for (Duration duration : List.of(HOUR, Duration.ofHours(9))) {
        for (String why : List.of(JUSTIFICATION, "", "short")) {
          RequestDecision bot = TestPolicy.policy(2).request(person, duration, why);
          Answer answer =
              explain(TestPolicy.policy(2), person, Set.of(), duration, Optional.of(why)).answer();
          assertThat(answer)
              .isEqualTo(
                  switch (bot) {
                    case RequestDecision.Granted _ -> new Answer.May(0);
                    case RequestDecision.NeedsApproval(int needed) -> new Answer.May(needed);
                    case RequestDecision.Refused(Refusal refusal) -> new Answer.MayNot(refusal);
                  });
        }
      }
    }
  }

  @Test
  void every_condition_is_said_to_be_satisfied_unsatisfied_or_unknown() {
    Policy policy = policy(List.of(ENGINEERING, CHLOE_BY_NAME), List.of(CONTRACTORS));
    assertThat(explain(policy, ANA, Set.of("contractors")).checks())
        .containsExactly(
            new Check("eligible", "engineering", Truth.SATISFIED),
            new Check("eligible", "chloe@example.com", Truth.UNSATISFIED),
            new Check("excluded", "not contractors", Truth.UNKNOWN),
            new Check("durations", "is offered for this long", Truth.SATISFIED),
            new Check("justification", "is accepted", Truth.UNKNOWN));
    assertThat(explain(policy(List.of(), List.of()), ANA, Set.of()).checks())
        .contains(new Check("eligible", "nobody is named", Truth.UNSATISFIED));
    assertThat(explain(policy, chatGuest(ANA), Set.of()).checks())
        .contains(
            new Check("slack_guests", "guests of the workspace may request", Truth.UNSATISFIED));
  }

  @Test
  void what_depends_on_an_unknown_group_is_unknown() {
    Policy policy = policy(List.of(ENGINEERING, CHLOE_BY_NAME), List.of(CONTRACTORS));
    assertThat(explain(policy, person(), Set.of("engineering", "contractors")).answer())
        .isEqualTo(
            new Answer.Unknown("it is unknown whether the person is in engineering, contractors"));
    assertThat(explain(policy, ANA, Set.of("contractors")).answer())
        .as("perhaps excluded")
        .isInstanceOf(Answer.Unknown.class);
    assertThat(explain(policy, CHLOE, Set.of("engineering")).answer())
        .as("eligible by name, whatever the groups are")
        .isEqualTo(new Answer.May(1));
  }

  @Test
  void an_unknown_group_that_changes_nothing_leaves_the_answer_known() {
    Policy both = policy(List.of(ENGINEERING), List.of(ENGINEERING));
    assertThat(explain(both, person(), Set.of("engineering")).answer())
        .as("in the group or not, they may not")
        .isInstanceOf(Answer.MayNot.class);
    Policy excluded = policy(List.of(ENGINEERING), List.of(new Principal.Anyone()));
    assertThat(explain(excluded, person(), Set.of("engineering")).answer())
        .isEqualTo(new Answer.MayNot(new Refusal.Excluded()));
    assertThat(
            explain(
                    policy(List.of(ENGINEERING), List.of()),
                    person(),
                    Set.of("engineering"),
                    Duration.ofHours(9),
                    Optional.empty())
                .answer())
        .as("too long in any case")
        .isInstanceOf(Answer.MayNot.class);
  }

  @Test
  void the_key_that_decides_is_named() {
    Policy policy = policy(List.of(ENGINEERING), List.of(CONTRACTORS));
    assertThat(explain(policy, ANA, Set.of()).decidedBy()).contains("eligible");
    assertThat(explain(policy, ANA, Set.of("contractors")).decidedBy()).isEmpty();
    assertThat(
            explain(
                    policy,
                    TestPolicy.person("x", Set.of("contractors"), Optional.empty()),
                    Set.of())
                .decidedBy())
        .contains("excluded");
    assertThat(explain(policy, chatGuest(ANA), Set.of()).decidedBy()).contains("slack_guests");
    assertThat(explain(policy, ANA, Set.of(), Duration.ofHours(9), Optional.empty()).decidedBy())
        .contains("durations");
    assertThat(explain(policy, ANA, Set.of(), HOUR, Optional.of("no")).decidedBy())
        .contains("justification");
  }

  private static Principal group(String name) {
    return new Principal.Group(name, name);
  }

  private static Subject person() {
    return TestPolicy.person("somebody", Set.of(), Optional.empty());
  }

  private static Policy policy(List<Principal> eligible, List<Principal> excluded) {
    return TestPolicy.policy(eligible, excluded, List.of(new ApprovalStage(approvers(), 1)), false);
  }

  private static Explanation explain(Policy policy, Subject person, Set<String> unknown) {
    return explain(policy, person, unknown, HOUR, Optional.empty());
  }

  private static Explanation explain(
      Policy policy,
      Subject person,
      Set<String> unknown,
      Duration duration,
      Optional<String> justification) {
    return Explanation.of(
        policy, new Question(person, unknown, duration, justification, Instant.EPOCH));
  }
}
