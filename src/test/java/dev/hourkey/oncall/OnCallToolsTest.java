package dev.hourkey.oncall;

import static dev.hourkey.sandbox.oncall.OnCallStandIn.ANA;
import static dev.hourkey.sandbox.oncall.OnCallStandIn.BRUNO;
import static dev.hourkey.sandbox.oncall.OnCallStandIn.CHLOE;
import static dev.hourkey.sandbox.oncall.OnCallStandIn.PLATFORM;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.hourkey.person.DirectoryFailure;
import dev.hourkey.policy.OnCallSchedule.Tool;
import dev.hourkey.sandbox.http.Answer;
import dev.hourkey.sandbox.http.LoopbackServer;
import dev.hourkey.sandbox.oncall.Duty;
import dev.hourkey.sandbox.oncall.OnCallStandIn;
import dev.hourkey.sandbox.oncall.Responder;
import dev.hourkey.support.MovableClock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** The three tools, over the wire of their stand-ins. */
class OnCallToolsTest {
  private static final Set<Tool> TOOLS = EnumSet.complementOf(EnumSet.of(Tool.CHAT_GROUP));

  private final MovableClock clock = new MovableClock();
  private final LoopbackServer http = new LoopbackServer(0);
  private final OnCallStandIn standIn = new OnCallStandIn(http, clock);

  @AfterEach
  void close() {
    http.close();
  }

  @ParameterizedTest
  @EnumSource(names = "CHAT_GROUP", mode = EnumSource.Mode.EXCLUDE)
  void everybody_on_call_now_is_named_by_mail_address(Tool tool) {
    standIn.onCall(PLATFORM, BRUNO, CHLOE);
    assertThat(at(tool).now(PLATFORM).mails())
        .containsExactlyInAnyOrder("bruno@example.com", "head-of-ops@example.com");
  }

  @ParameterizedTest
  @EnumSource(names = "CHAT_GROUP", mode = EnumSource.Mode.EXCLUDE)
  void an_override_takes_the_place_of_the_rotation(Tool tool) {
    standIn.override(PLATFORM, new Duty(ANA, now(), now().plus(Duration.ofHours(1))));
    assertThat(at(tool).now(PLATFORM).mails()).containsExactly("ana@example.com");
    clock.advance(Duration.ofHours(1));
    assertThat(at(tool).now(PLATFORM).mails()).containsExactly("bruno@example.com");
  }

  @ParameterizedTest
  @EnumSource(names = "CHAT_GROUP", mode = EnumSource.Mode.EXCLUDE)
  void nobody_is_on_call_during_a_gap_in_the_schedule(Tool tool) {
    standIn.onCall(PLATFORM);
    assertThat(at(tool).now(PLATFORM).mails()).isEmpty();
  }

  @ParameterizedTest
  @EnumSource(names = "CHAT_GROUP", mode = EnumSource.Mode.EXCLUDE)
  void a_schedule_that_is_gone_or_hidden_is_unknown_and_not_nobody(Tool tool) {
    standIn.hide(PLATFORM);
    DirectoryFailure failure = failure(tool);
    assertThat(failure.lasting()).isTrue();
    assertThat(failure.forLog()).contains("404", "not allowed to see it");
  }

  @ParameterizedTest
  @EnumSource(names = "CHAT_GROUP", mode = EnumSource.Mode.EXCLUDE)
  void somebody_whose_address_the_tool_hides_makes_the_answer_unknown(Tool tool) {
    standIn.onCall(PLATFORM, BRUNO, new Responder(9, "Hidden", ""));
    assertThat(failure(tool).forLog()).contains("address");
  }

  @ParameterizedTest
  @EnumSource(names = "CHAT_GROUP", mode = EnumSource.Mode.EXCLUDE)
  void a_wrong_token_is_unknown_and_names_the_setting(Tool tool) {
    DirectoryFailure failure = failure(at(tool, new OnCallAt(http.uri(), Optional.of("wrong"))));
    assertThat(failure.lasting()).isTrue();
    assertThat(failure.forLog()).contains("401", "hourkey.oncall.").doesNotContain("wrong");
  }

  @ParameterizedTest
  @EnumSource(names = "CHAT_GROUP", mode = EnumSource.Mode.EXCLUDE)
  void without_a_token_the_tool_is_not_called(Tool tool) {
    DirectoryFailure failure = failure(at(tool, new OnCallAt(http.uri(), Optional.empty())));
    assertThat(failure.forLog()).contains("-token is not set");
    assertThat(failure.userSentenceStart()).contains("no credentials for " + tool.label());
    assertThat(standIn.calls()).isZero();
  }

  @ParameterizedTest
  @CsvSource({"500", "503", "408", "403", "302"})
  void any_other_answer_is_unknown(int status) {
    for (Tool tool : TOOLS) {
      standIn.faults().answer(Answer.empty(status).header("Location", "/elsewhere"), 1);
      assertThat(failure(tool).forLog()).contains(String.valueOf(status));
    }
    assertThat(standIn.calls()).as("no redirect is followed").isEqualTo(TOOLS.size());
  }

  @ParameterizedTest
  @EnumSource(names = "CHAT_GROUP", mode = EnumSource.Mode.EXCLUDE)
  void an_answer_of_another_shape_is_unknown(Tool tool) {
    for (String odd : List.of("<html>", "{}", "[]", "{\"oncalls\":\"x\"}")) {
      standIn.faults().answer(Answer.text(200, odd), 1);
      assertThat(failure(tool).lasting()).isFalse();
    }
  }

  @ParameterizedTest
  @EnumSource(names = "CHAT_GROUP", mode = EnumSource.Mode.EXCLUDE)
  void an_answer_without_end_is_given_up(Tool tool) {
    standIn.faults().answer(Answer.text(200, "[" + " ".repeat(1_100_000) + "]"), 1);
    assertThat(failure(tool).forLog()).contains("could not be read");
  }

  @Test
  void while_a_tool_asks_to_wait_it_is_not_called() {
    for (Tool tool : TOOLS) {
      standIn.reset();
      standIn
          .faults()
          .answer(
              Answer.empty(429)
                  .header(tool == Tool.PAGERDUTY ? "ratelimit-reset" : "Retry-After", "30"),
              1);
      OnCallTool asked = at(tool);
      assertThat(failure(asked).retryAfter()).contains(Duration.ofSeconds(30));
      clock.advance(Duration.ofSeconds(10));
      assertThat(failure(asked).retryAfter()).contains(Duration.ofSeconds(20));
      assertThat(standIn.calls()).isEqualTo(1);
      clock.advance(Duration.ofSeconds(20));
      assertThat(asked.now(PLATFORM).mails()).isNotEmpty();
    }
  }

  @Test
  void a_person_counts_once_however_many_policies_and_pages_name_them() {
    List<Duty> many =
        IntStream.range(10, 160)
            .mapToObj(n -> duty(new Responder(n, "P" + n, "P" + n + "@example.com")))
            .toList();
    standIn.put(PLATFORM, many);
    standIn.policies(PLATFORM, 3);
    assertThat(at(Tool.PAGERDUTY).now(PLATFORM).mails()).hasSize(150).contains("p159@example.com");
    assertThat(standIn.calls()).isEqualTo(5);
  }

  @Test
  void a_schedule_without_escalation_policy_is_read_by_its_users() {
    standIn.policies(PLATFORM, 0);
    standIn.override(PLATFORM, duty(CHLOE));
    assertThat(at(Tool.PAGERDUTY).now(PLATFORM).mails()).containsExactly("head-of-ops@example.com");
  }

  @Test
  void the_first_end_of_a_shift_is_told_whatever_its_time_zone() {
    standIn.put(PLATFORM, List.of(duty(BRUNO), new Duty(ANA, now(), now().plusSeconds(600))));
    assertThat(at(Tool.PAGERDUTY).now(PLATFORM).until()).contains(now().plusSeconds(600));
    assertThat(at(Tool.INCIDENT_IO).now(PLATFORM).until()).contains(now().plusSeconds(600));
  }

  private Duty duty(Responder who) {
    return new Duty(who, now().minus(1, ChronoUnit.DAYS), now().plus(1, ChronoUnit.DAYS));
  }

  private Instant now() {
    return clock.instant();
  }

  private DirectoryFailure failure(Tool tool) {
    return failure(at(tool));
  }

  private static DirectoryFailure failure(OnCallTool tool) {
    return catchThrowableOfType(DirectoryFailure.class, () -> tool.now(PLATFORM));
  }

  private OnCallTool at(Tool tool) {
    return at(tool, new OnCallAt(http.uri()));
  }

  private OnCallTool at(Tool tool, OnCallConfig config) {
    return switch (tool) {
      case PAGERDUTY -> new PagerDuty(config, clock);
      case JSM -> new JsmOperations(config, clock);
      case INCIDENT_IO -> new IncidentIo(config, clock);
      case CHAT_GROUP -> throw new IllegalArgumentException("has no HTTP API of its own here");
    };
  }
}
