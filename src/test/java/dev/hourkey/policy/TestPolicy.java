package dev.hourkey.policy;

import dev.hourkey.person.PersonId;
import dev.hourkey.person.UserType;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** A policy and its people: Ana requests, Bruno approves, Chloé is Ana's manager. */
final class TestPolicy {
  static final Duration HOUR = Duration.ofHours(1);
  static final String JUSTIFICATION = "INC-42: disk full on db-1";
  static final Subject ANA = person("ana", Set.of("engineering"), Optional.of("chloe"));
  static final Subject BRUNO = person("bruno", Set.of("sre-leads"), Optional.empty());
  static final Subject CHLOE = person("chloe", Set.of(), Optional.empty());

  private TestPolicy() {}

  static Policy policy(int approvals) {
    return policy(eligible(), approvers(), approvals, false);
  }

  static Policy policy(
      List<Principal> eligible, List<Principal> approvers, int approvals, boolean selfApproval) {
    return policy(
        eligible, List.of(), List.of(new ApprovalStage(approvers, approvals)), selfApproval);
  }

  static Policy policy(ApprovalStage... stages) {
    return policy(eligible(), List.of(), List.of(stages), false);
  }

  static Policy policy(
      List<Principal> eligible,
      List<Principal> excluded,
      List<ApprovalStage> stages,
      boolean selfApproval) {
    return new Policy(
        eligible,
        excluded,
        false,
        stages,
        List.of(Duration.ofMinutes(30), HOUR),
        HOUR,
        Limits.NONE,
        Optional.empty(),
        Duration.ofHours(4),
        List.of(),
        Duration.ofMinutes(10),
        new Justification(10, Optional.of("[A-Z]+-[0-9]+.*"), Optional.of("INC-42: disk full")),
        Risk.NORMAL,
        selfApproval,
        List.of());
  }

  static List<Principal> eligible() {
    return List.of(new Principal.Group("engineering", "engineering"));
  }

  static List<Principal> approvers() {
    return List.of(new Principal.Group("sre-leads", "sre-leads"));
  }

  static SubjectStatus enabled(Subject subject) {
    return new SubjectStatus.Enabled(subject);
  }

  static Subject as(UserType userType, Subject one) {
    return new Subject(
        one.person(),
        one.names(),
        one.groups(),
        one.tools(),
        one.manager(),
        userType,
        one.chatGuest());
  }

  static Subject chatGuest(Subject one) {
    return new Subject(
        one.person(), one.names(), one.groups(), one.tools(), one.manager(), one.userType(), true);
  }

  static Subject person(String name, Set<String> groups, Optional<String> manager) {
    return new Subject(
        new PersonId(name),
        Set.of(name, name + "@example.com"),
        groups,
        ToolAnswers.NONE,
        manager.map(PersonId::new),
        UserType.MEMBER,
        false);
  }
}
