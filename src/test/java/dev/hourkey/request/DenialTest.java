package dev.hourkey.request;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hourkey.person.PersonId;
import dev.hourkey.sandbox.directory.DirectoryStandIn;
import dev.hourkey.sandbox.slack.Fault;
import dev.hourkey.sandbox.slack.UserProfile;
import dev.hourkey.support.HourkeySandbox;
import dev.hourkey.support.NoBackgroundWork;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import java.sql.SQLException;
import java.time.Duration;
import java.util.UUID;
import java.util.function.UnaryOperator;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * A denial waits for nothing that it does not depend on. Dana requests, and Bruno or Chloé, her
 * manager, denies: in Slack, or signed in to the console without ever having used Slack.
 */
@QuarkusTest
@TestProfile(NoBackgroundWork.class)
@QuarkusTestResource(HourkeySandbox.class)
class DenialTest extends RequestDatabaseTest {
  private static final PersonId BRUNO_SIGNED_IN = person("2");
  private static final PersonId DANA_SIGNED_IN = person("4");
  private static final PersonId CHLOE_SIGNED_IN = person("3");

  /** What the directories do not answer, or not any more. */
  enum Situation {
    NOTHING_MISSING,
    REQUESTER_UNCONFIRMED,
    REQUESTER_DISABLED,
    REQUESTER_HIDDEN,
    REVIEWER_UNCONFIRMED,
    REVIEWER_GUEST,
    CHAT_SILENT,
    MANAGERS_SILENT
  }

  enum Outcome {
    DENIED,
    WAITS,
    REFUSED
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "NOTHING_MISSING       | group:sre-leads                | U0BRUNO | DENIED",
        "NOTHING_MISSING       | manager                        | U0BRUNO | REFUSED",
        "NOTHING_MISSING       | manager                        | chloe   | DENIED",
        "NOTHING_MISSING       | slack_group:sre                | bruno   | DENIED",
        "REQUESTER_UNCONFIRMED | group:sre-leads                | U0BRUNO | DENIED",
        "REQUESTER_UNCONFIRMED | manager                        | chloe   | DENIED",
        "REQUESTER_DISABLED    | group:sre-leads                | U0BRUNO | DENIED",
        "REQUESTER_HIDDEN      | group:sre-leads                | U0BRUNO | DENIED",
        "REVIEWER_UNCONFIRMED  | group:sre-leads                | bruno   | DENIED",
        "REVIEWER_UNCONFIRMED  | slack_group:sre                | bruno   | WAITS",
        "REVIEWER_UNCONFIRMED  | slack_group:sre, manager       | chloe   | DENIED",
        "REVIEWER_GUEST        | group:sre-leads                | bruno   | REFUSED",
        "CHAT_SILENT           | group:sre-leads                | bruno   | DENIED",
        "CHAT_SILENT           | slack_group:sre, group:sre-leads | bruno | DENIED",
        "CHAT_SILENT           | manager                        | chloe   | DENIED",
        "CHAT_SILENT           | group:sre-leads                | U0BRUNO | WAITS",
        "MANAGERS_SILENT       | manager, group:sre-leads       | U0BRUNO | DENIED",
        "MANAGERS_SILENT       | manager                        | chloe   | WAITS",
      })
  void a_denial_waits_only_for_facts_that_it_depends_on(
      Situation situation, String approvers, String reviewer, Outcome outcome) throws SQLException {
    HourkeySandbox.get().slack().userGroup("S0SRE", "sre", BRUNO);
    HourkeySandbox.get().slack().userGroup("S0CONTRACTORS", "contractors", ANA);
    HourkeySandbox.policy(
        example ->
            example.replaceFirst(
                    "approvers: .group:sre-leads.",
                    """
                    approvers: [%s]
                        excluded: [slack_group:contractors]
                        overrides: [{ when: 'requester.on_call("platform")', risk: high }]"""
                        .formatted(approvers))
                + "on_call: { platform: { slack_user_group: S0CONTRACTORS } }\n");
    assertThat(catalog.refresh().problems()).isEmpty();
    submit(DANA_SIGNED_IN, request("prod-readonly"));
    UUID request = request().id();
    clock.advance(Duration.ofMinutes(1)); // Slack's answers may be half a minute old.
    if (reviewer.startsWith("U")) {
      submit(reviewer, new SubmissionCommand.Nudge(UUID.randomUUID())); // Links them.
      clock.advance(Duration.ofMinutes(1));
    }
    bring(situation);

    var denial = new SubmissionCommand.Deny(request, "Use the dashboards");
    Submission sent =
        switch (reviewer) {
          case "bruno" -> submit(BRUNO_SIGNED_IN, denial);
          case "chloe" -> submit(CHLOE_SIGNED_IN, denial);
          default -> submit(reviewer, denial);
        };
    assertThat(sent.open() ? Outcome.WAITS : sent.refused() ? Outcome.REFUSED : Outcome.DENIED)
        .as("%s", sent.answer())
        .isEqualTo(outcome);
    assertThat(request().state() instanceof RequestState.Denied)
        .isEqualTo(outcome == Outcome.DENIED);
  }

  private static void bring(Situation situation) {
    var entra = HourkeySandbox.get().entra();
    var slack = HourkeySandbox.get().slack();
    switch (situation) {
      case NOTHING_MISSING -> {}
      case REQUESTER_UNCONFIRMED -> change(DANA, dana -> dana.address(dana.email(), false));
      case REQUESTER_DISABLED -> disable("4", "dana@example.com");
      case REQUESTER_HIDDEN -> entra.deleteUser("dana@example.com");
      case REVIEWER_UNCONFIRMED -> {
        change(BRUNO, bruno -> bruno.address(bruno.email(), false));
        change(CHLOE, chloe -> chloe.address(chloe.email(), false));
      }
      case REVIEWER_GUEST -> change(BRUNO, DenialTest::asGuest);
      case CHAT_SILENT -> slack.fail(new Fault("*", Fault.Kind.HTML, Fault.ALWAYS, ""));
      case MANAGERS_SILENT -> entra.fail("GET */manager*", DirectoryStandIn.ALWAYS, 503);
    }
  }

  private static void change(String user, UnaryOperator<UserProfile> change) {
    var slack = HourkeySandbox.get().slack();
    slack.people().stream()
        .filter(person -> person.id().equals(user))
        .map(change)
        .forEach(slack::change);
  }

  private static UserProfile asGuest(UserProfile one) {
    return new UserProfile(
        one.id(),
        one.team(),
        one.name(),
        one.realName(),
        one.email(),
        one.bot(),
        true,
        one.stranger(),
        one.deleted(),
        one.unconfirmed(),
        one.grid(),
        one.title());
  }

  private static PersonId person(String end) {
    return new PersonId("11111111-0000-4000-8000-00000000000" + end);
  }
}
