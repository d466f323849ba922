package dev.hourkey.policy;

import static dev.hourkey.policy.TestPolicy.ANA;
import static dev.hourkey.policy.TestPolicy.BRUNO;
import static dev.hourkey.policy.TestPolicy.CHLOE;
import static dev.hourkey.policy.TestPolicy.HOUR;
import static dev.hourkey.policy.TestPolicy.JUSTIFICATION;
import static dev.hourkey.policy.TestPolicy.approvers;
import static dev.hourkey.policy.TestPolicy.chatGuest;
import static org.assertj.core.api.Assertions.assertThat;

import dev.hourkey.person.DirectoryFailure;
import dev.hourkey.person.UserType;
import dev.hourkey.policy.Explanation.Answer;
import dev.hourkey.policy.Explanation.Check;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ExplanationTest {
  private static final Principal ENGINEERING = group("engineering");
  private static final Principal CONTRACTORS = group("contractors");
  private static final MaybeKnown<ConditionFacts.Ticket> NO_TICKET =
      new MaybeKnown.Unknown<>("no ticket is known");
  private static final Principal.OfTool ON_CALL =
      new Principal.OnCall(
          "platform", new OnCallSchedule(OnCallSchedule.Tool.PAGERDUTY, "PSCHED1"));
  private static final Principal.OfTool CHAT_GROUP = new Principal.ChatGroup("sre");
  private static final Principal CHLOE_BY_NAME = new Principal.One("chloe@example.com");

  @Test
  void the_explanation_agrees_with_the_policy_when_everything_is_known() {
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
            new Check("eligible", "engineering", TriState.SATISFIED),
            new Check("eligible", "chloe@example.com", TriState.UNSATISFIED),
            new Check("excluded", "not contractors", TriState.UNKNOWN),
            new Check("durations", "is offered for this long", TriState.SATISFIED),
            new Check("justification", "is accepted", TriState.UNKNOWN));
    assertThat(explain(policy(List.of(), List.of()), ANA, Set.of()).checks())
        .contains(new Check("eligible", "nobody is named", TriState.UNSATISFIED));
    assertThat(explain(policy, chatGuest(ANA), Set.of()).checks())
        .contains(
            new Check("slack_guests", "guests of the workspace may request", TriState.UNSATISFIED));
  }

  @Test
  void an_answer_that_depends_on_an_unknown_group_is_unknown() {
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

  @ParameterizedTest(name = "on call {0}, in the Slack group {1}: {2}")
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "true    | false   | may",
        "true    | true    | may not",
        "false   | false   | may not",
        "unknown | true    | may not",
        "unknown | false   | it is unknown: platform",
        "true    | unknown | it is unknown: sre",
        "false   | unknown | may not",
        "unknown | unknown | it is unknown: platform, and it is unknown: sre",
      })
  void an_answer_that_depends_on_an_unknown_tool_entry_is_unknown(
      String onCall, String slack, String expected) {
    Map<Principal.OfTool, String> said = Map.of(ON_CALL, onCall, CHAT_GROUP, slack);
    Answer answer =
        explain(policy(List.of(ON_CALL), List.of(CHAT_GROUP)), withTools(person(), said), Set.of())
            .answer();
    assertThat(
            switch (answer) {
              case Answer.May _ -> "may";
              case Answer.MayNot _ -> "may not";
              case Answer.Unknown(String why) -> why;
            })
        .isEqualTo(expected);
  }

  @Test
  void an_unknown_entry_of_a_tool_is_an_unknown_condition() {
    Subject person = withTools(person(), Map.of(ON_CALL, "unknown"));
    assertThat(explain(policy(List.of(ON_CALL), List.of()), person, Set.of()).checks())
        .contains(new Check("eligible", "the people on call for platform", TriState.UNKNOWN));
  }

  @ParameterizedTest(name = "{0} and {1}: {2}")
  @CsvSource(
      delimiter = ';',
      quoteCharacter = '`',
      value = {
        "requester.id == 'ana' ; true ; first ; SATISFIED",
        "requester.id == 'bruno' ; true ; second ; UNSATISFIED SATISFIED",
        "requester.id == 'bruno' ; false ; base ; UNSATISFIED UNSATISFIED",
        "'sre' in requester.groups ; true ; unknown ; UNKNOWN",
        "'sre' in requester.groups && false ; true ; second ; UNSATISFIED SATISFIED",
        "'sre' in requester.groups || !('sre' in requester.groups) ; true ; first ; SATISFIED",
        "requester.on_call('platform') ; true ; unknown ; UNKNOWN",
        "requester.on_call('platform') && false ; true ; second ; UNSATISFIED SATISFIED",
        "requester.is_guest ; false ; unknown ; UNKNOWN",
        "size(requester.open_grants) > 0 ; false ; unknown ; UNKNOWN",
        "ticket.open ; false ; unknown ; UNKNOWN",
        "permission_set == 'AdministratorAccess' ; false ; first ; SATISFIED",
        "in_hours('Mon 08:00-18:00 UTC') ; false ; first ; SATISFIED",
        "now > timestamp('2026-03-02T12:00:00Z') ; true ; second ; UNSATISFIED SATISFIED",
      })
  void the_override_that_applies_is_named_or_it_is_unknown(
      String one, String two, String applies, String results) {
    var first = override(11, one, 1);
    var second = override(12, two, 3);
    Subject person =
        TestPolicy.as(
            UserType.UNKNOWN,
            withTools(
                TestPolicy.person("ana", Set.of(), Optional.empty()), Map.of(ON_CALL, "unknown")));
    Explanation explanation =
        Explanation.of(
            policy(List.of(new Principal.Anyone()), List.of()),
            List.of(first, second),
            known(person, Set.of("sre"), HOUR, Optional.empty(), NO_TICKET));
    assertThat(explanation.overrides())
        .extracting(check -> check.result().name())
        .containsExactly(results.split(" "));
    assertThat(explanation.override())
        .isEqualTo(
            switch (applies) {
              case "first" -> Optional.of(first);
              case "second" -> Optional.of(second);
              default -> Optional.empty();
            });
    if (applies.equals("unknown")) {
      assertThat(explanation.answer()).isInstanceOf(Answer.Unknown.class);
      assertThat(explanation.checks()).isEmpty();
    } else {
      assertThat(explanation.answer()).isNotInstanceOf(Answer.Unknown.class);
    }
  }

  @Test
  void the_object_id_of_somebody_known_by_mail_is_unknown() {
    Explanation explanation =
        Explanation.of(
            policy(List.of(new Principal.Anyone()), List.of()),
            List.of(override(11, "requester.id == '0000'", 0)),
            known(
                TestPolicy.person("ana@example.com", Set.of(), Optional.empty()),
                Set.of(),
                HOUR,
                Optional.empty(),
                NO_TICKET));
    assertThat(explanation.answer())
        .isEqualTo(
            new Answer.Unknown(
                "Hourkey can't tell which rules apply: the object id of the requester is unknown"));
  }

  private static Subject withTools(Subject one, Map<Principal.OfTool, String> said) {
    Set<Principal.OfTool> matching = new HashSet<>();
    Map<Principal.OfTool, DirectoryFailure> unknown = new HashMap<>();
    said.forEach(
        (entry, is) -> {
          if (is.equals("true")) {
            matching.add(entry);
          } else if (is.equals("unknown")) {
            String name = entry.equals(ON_CALL) ? "platform" : "sre";
            unknown.put(
                entry,
                DirectoryFailure.temporary("ask", null, new IllegalStateException("no answer"))
                    .withUserText("it is unknown: " + name));
          }
        });
    return new Subject(
        one.person(),
        one.names(),
        one.groups(),
        new ToolAnswers(matching, unknown),
        one.manager(),
        one.userType(),
        one.chatGuest());
  }

  private static PolicyOverride override(int line, String when, int approvals) {
    var scope =
        new ConditionScope(
            Map.of("platform", ((Principal.OnCall) ON_CALL).schedule()), Set.of("OPS"), Map.of());
    return new PolicyOverride(
        line,
        Condition.compile(when, scope, problem -> {}).orElseThrow(),
        TestPolicy.policy(approvals));
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

  @Test
  void the_explanation_agrees_with_the_policy_for_requests_for_others() {
    for (Policy policy : List.of(TestPolicy.policy(1), OnBehalfTest.POLICY)) {
      for (Subject sender : List.of(ANA, BRUNO, CHLOE)) {
        for (Subject person : List.of(ANA, CHLOE)) {
          boolean own = sender.equals(person);
          RequestDecision bot =
              policy.request(
                  own
                      ? person
                      : person.requestedBy(
                          new OnBehalfSender(sender.person(), Optional.of(sender))),
                  HOUR,
                  JUSTIFICATION);
          Answer answer = explain(policy, person, sender, Set.of()).answer();
          assertThat(answer)
              .isEqualTo(
                  bot instanceof RequestDecision.Refused(Refusal why)
                      ? new Answer.MayNot(why)
                      : new Answer.May(1));
        }
      }
    }
  }

  @Test
  void an_unknown_group_of_the_sender_makes_the_answer_unknown_only_if_it_matters() {
    Subject nobody = TestPolicy.person("x", Set.of(), Optional.empty());
    Set<String> unknown = Set.of("sre-leads");
    assertThat(explain(OnBehalfTest.POLICY, ANA, nobody, unknown).answer())
        .isEqualTo(
            new Answer.Unknown(
                "it is unknown whether the person who requests it for them is in sre-leads"));
    assertThat(explain(OnBehalfTest.POLICY, ANA, nobody, unknown).checks())
        .contains(new Check("on_behalf_of", "sre-leads", TriState.UNKNOWN));
    assertThat(explain(OnBehalfTest.POLICY, CHLOE, nobody, unknown).answer())
        .as("not eligible, whoever requests it")
        .isInstanceOf(Answer.MayNot.class);
    assertThat(explain(TestPolicy.policy(1), ANA, nobody, unknown).decidedBy())
        .contains("on_behalf_of");
  }

  private static Explanation explain(
      Policy policy, Subject person, Subject sender, Set<String> unknownOfSender) {
    PartialFacts own = known(person, Set.of(), HOUR, Optional.of(JUSTIFICATION), NO_TICKET);
    return Explanation.of(
        policy,
        List.of(),
        new PartialFacts(
            own.facts(),
            own.unknownGroups(),
            own.usage(),
            own.justification(),
            own.startsAt(),
            Optional.of(new PartialSender(sender, unknownOfSender))));
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
        policy, List.of(), known(person, unknown, duration, justification, NO_TICKET));
  }

  private static PartialFacts known(
      Subject person,
      Set<String> unknown,
      Duration duration,
      Optional<String> justification,
      MaybeKnown<ConditionFacts.Ticket> ticket) {
    return new PartialFacts(
        new ConditionFacts(
            person,
            new MaybeKnown.Unknown<>("nobody knows the grants"),
            "prod",
            Risk.NORMAL,
            new MaybeKnown.Unknown<>("no tags"),
            new MaybeKnown.Known<>("AdministratorAccess"),
            duration,
            ticket,
            Instant.parse("2026-03-02T12:00:00Z")),
        unknown,
        PartialUsage.UNKNOWN,
        justification,
        Optional.empty(),
        Optional.empty());
  }
}
