package dev.hourkey.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.hourkey.person.PersonId;
import dev.hourkey.policy.Policy.Risk;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class PolicyTest {
  private static final Duration HOUR = Duration.ofHours(1);
  private static final String WHY = "INC-42: disk full on db-1";
  private static final Subject ANA = person("ana", Set.of("engineering"), Optional.of("chloe"));
  private static final Subject BRUNO = person("bruno", Set.of("sre-leads"), Optional.empty());
  private static final Subject CHLOE = person("chloe", Set.of(), Optional.empty());

  @Test
  void whoever_is_in_an_eligible_group_may_ask_and_needs_the_approvals() {
    assertThat(policy(1).ask(ANA, HOUR, WHY)).isEqualTo(new Decision.NeedsApproval(1));
  }

  @Test
  void without_approvals_an_ask_is_granted_at_once() {
    assertThat(policy(0).ask(ANA, HOUR, WHY)).isEqualTo(new Decision.Granted());
  }

  @Test
  void nobody_named_means_nobody_may_ask() {
    Policy policy = with(List.of(), approvers(), 1, false);
    assertThat(policy.ask(ANA, HOUR, WHY)).isInstanceOf(Decision.Refused.class);
  }

  @Test
  void a_duration_that_is_not_listed_is_refused() {
    assertThat(policy(1).ask(ANA, Duration.ofMinutes(61), WHY))
        .isInstanceOf(Decision.Refused.class);
    assertThat(policy(1).ask(ANA, Duration.ofHours(-1), WHY)).isInstanceOf(Decision.Refused.class);
  }

  @Test
  void a_reason_that_is_too_short_or_of_another_form_is_refused() {
    assertThat(policy(1).ask(ANA, HOUR, "disk")).isInstanceOf(Decision.Refused.class);
    assertThat(policy(1).ask(ANA, HOUR, "the disk is full again"))
        .isInstanceOf(Decision.Refused.class);
  }

  @Test
  void an_approver_may_decide_and_a_bystander_may_not() {
    assertThat(policy(1).review(BRUNO, ANA)).isEqualTo(new Decision.Granted());
    assertThat(policy(1).review(CHLOE, ANA)).isInstanceOf(Decision.Refused.class);
  }

  @Test
  void nobody_decides_on_their_own_request_even_as_an_approver() {
    assertThat(policy(1).review(BRUNO, BRUNO)).isInstanceOf(Decision.Refused.class);
  }

  @Test
  void self_approval_has_to_be_said_and_still_takes_an_approver() {
    Policy policy = with(eligible(), approvers(), 1, true);
    assertThat(policy.review(BRUNO, BRUNO)).isEqualTo(new Decision.Granted());
    assertThat(policy.review(ANA, ANA)).isInstanceOf(Decision.Refused.class);
  }

  @Test
  void the_manager_is_the_askers_and_nobody_elses() {
    Policy policy = with(eligible(), List.of(new Principal.Manager()), 1, false);
    assertThat(policy.review(CHLOE, ANA)).isEqualTo(new Decision.Granted());
    assertThat(policy.review(CHLOE, BRUNO)).isInstanceOf(Decision.Refused.class);
    assertThat(policy.asksForManager()).isTrue();
  }

  @Test
  void a_person_is_meant_by_any_of_their_names_in_any_case() {
    Policy policy = with(eligible(), List.of(new Principal.One("Bruno@Example.com")), 1, false);
    assertThat(policy.review(BRUNO, ANA)).isEqualTo(new Decision.Granted());
    assertThat(policy.review(CHLOE, ANA)).isInstanceOf(Decision.Refused.class);
  }

  @Test
  void it_is_decided_when_enough_distinct_people_have_approved() {
    assertThat(policy(2).decided(Set.of(BRUNO.person()))).isEqualTo(new Decision.NeedsApproval(1));
    assertThat(policy(2).decided(Set.of(BRUNO.person(), CHLOE.person())))
        .isEqualTo(new Decision.Granted());
  }

  @Test
  void approvals_of_nobody_and_durations_that_are_too_long_are_no_policy() {
    assertThatThrownBy(() -> with(eligible(), List.of(), 1, false)).hasMessageContaining("nobody");
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
                    reasons(),
                    Risk.NORMAL,
                    false))
        .hasMessageContaining("longer");
  }

  @Test
  void only_the_groups_that_are_named_have_to_be_known() {
    assertThat(policy(1).groups()).containsExactlyInAnyOrder("engineering", "sre-leads");
  }

  private static Policy policy(int approvals) {
    return with(eligible(), approvers(), approvals, false);
  }

  private static Policy with(
      List<Principal> eligible, List<Principal> approvers, int approvals, boolean self) {
    return new Policy(
        eligible,
        approvers,
        approvals,
        List.of(Duration.ofMinutes(30), HOUR),
        HOUR,
        Duration.ofHours(4),
        List.of(),
        Duration.ofMinutes(10),
        reasons(),
        Risk.NORMAL,
        self);
  }

  private static Justification reasons() {
    return new Justification(10, Optional.of("[A-Z]+-[0-9]+.*"), Optional.of("INC-42: disk full"));
  }

  private static List<Principal> eligible() {
    return List.of(new Principal.Group("engineering", "engineering"));
  }

  private static List<Principal> approvers() {
    return List.of(new Principal.Group("sre-leads", "sre-leads"));
  }

  private static Subject person(String name, Set<String> groups, Optional<String> manager) {
    return new Subject(
        new PersonId(name),
        Set.of(name, name + "@example.com"),
        groups,
        manager.map(PersonId::new));
  }
}
