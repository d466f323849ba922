package dev.hourkey.request;

import static java.util.stream.Collectors.toSet;
import static org.assertj.core.api.Assertions.assertThat;

import dev.hourkey.grant.RevocationScope;
import dev.hourkey.person.ChatUser;
import dev.hourkey.person.PersonId;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class SubmissionTest {
  private static final Instant NOON = Instant.parse("2026-03-02T12:00:00Z");
  private static final UUID SUBJECT = UUID.fromString("00000000-0000-4000-8000-000000000001");

  static SubmissionCommand[] commands() {
    return new SubmissionCommand[] {
      new SubmissionCommand.NewRequest(
          List.of("prod-readonly"),
          Duration.ofHours(1),
          "INC-42: disk full",
          Optional.empty(),
          true),
      new SubmissionCommand.Approve(SUBJECT),
      new SubmissionCommand.Approve(
          SUBJECT, Optional.of(Duration.ofMinutes(30)), "half an hour is enough"),
      new SubmissionCommand.Deny(SUBJECT, "no"),
      new SubmissionCommand.Cancel(SUBJECT),
      new SubmissionCommand.Nudge(SUBJECT),
      new SubmissionCommand.EndEarly(SUBJECT),
      new SubmissionCommand.Revoke(SUBJECT, "INC-99"),
      new SubmissionCommand.RevokeAll(
          SUBJECT, new RevocationScope.OfEntitlement("prod-readonly"), "INC-99"),
      new SubmissionCommand.RevokeAll(
          SUBJECT, new RevocationScope.OfPerson(new PersonId("ana")), "INC-99"),
      new SubmissionCommand.ReviewBreakGlass(SUBJECT, false, "no incident"),
      new SubmissionCommand.SwitchGranting(true, "INC-99"),
      new SubmissionCommand.SwitchGranting(false, "INC-99 is over"),
    };
  }

  @ParameterizedTest
  @MethodSource("commands")
  void a_command_is_stored_in_columns_and_read_back(SubmissionCommand command) {
    Submission submission = submission(command);
    assertThat(submission.command()).isEqualTo(command);
    assertThat(submission.subject().isPresent())
        .isEqualTo(
            !(command instanceof SubmissionCommand.NewRequest
                || command instanceof SubmissionCommand.SwitchGranting));
  }

  @Test
  void every_command_is_in_the_table() {
    assertThat(Stream.of(commands()).map(Object::getClass).collect(toSet()))
        .isEqualTo(records(SubmissionCommand.class).collect(toSet()));
  }

  private static Stream<Class<?>> records(Class<?> type) {
    return type.isRecord()
        ? Stream.of(type)
        : Stream.of(type.getPermittedSubclasses()).flatMap(SubmissionTest::records);
  }

  @Test
  void the_first_short_failure_is_retried_without_a_word_and_the_second_is_answered() {
    Submission submission = submission(new SubmissionCommand.Approve(SUBJECT));
    assertThat(submission.postpone("Entra is silent", Duration.ZERO, NOON)).isFalse();
    assertThat(submission.answer()).isEmpty();
    assertThat(submission.postpone("Entra is silent", Duration.ZERO, NOON)).isTrue();
    assertThat(submission.answer()).hasValue("Entra is silent");
    assertThat(submission.postpone("AWS is silent", Duration.ZERO, NOON)).as("once").isFalse();
    assertThat(submission.answer()).hasValue("Entra is silent");
    assertThat(submission.open()).isTrue();
    assertThat(submission.refused()).isFalse();
  }

  @Test
  void a_long_pause_is_answered_at_once() {
    Submission submission = submission(new SubmissionCommand.Approve(SUBJECT));
    assertThat(submission.postpone("Entra is busy", Duration.ofSeconds(6), NOON)).isTrue();
  }

  @ParameterizedTest
  @CsvSource({
    "1,0,1",
    "2,0,2",
    "3,0,4",
    "4,0,5",
    "9,0,5",
    "1,3,3",
    "4,3,5",
    "1,30,30",
    "1,3600,300"
  })
  void the_pause_grows_and_follows_the_vendor_up_to_a_limit(
      int failure, int vendorSeconds, int seconds) {
    Submission submission = submission(new SubmissionCommand.Approve(SUBJECT));
    for (int i = 1; i <= failure; i++) {
      boolean _ = submission.postpone("busy", Duration.ofSeconds(vendorSeconds), NOON);
    }
    assertThat(submission.nextTryAt()).isEqualTo(NOON.plusSeconds(seconds));
  }

  @Test
  void a_submission_is_finished_with_or_without_an_answer() {
    Submission silent = submission(new SubmissionCommand.Approve(SUBJECT));
    silent.finish(Optional.empty());
    assertThat(silent.open()).isFalse();
    assertThat(silent.refused()).isFalse();

    Submission refused = submission(new SubmissionCommand.Approve(SUBJECT));
    refused.finish(Optional.of("no"));
    assertThat(refused.refused()).isTrue();
    assertThat(refused.answer()).hasValue("no");
    assertThat(refused.tooLateFor()).isEmpty();
  }

  @Test
  void a_decision_that_came_too_late_may_offer_to_revoke() {
    Submission late = submission(new SubmissionCommand.Approve(SUBJECT));
    late.offerRevocation(Optional.of(new UUID(0, 2)));
    assertThat(late.tooLateFor()).hasValue(SUBJECT);
    assertThat(late.offers()).hasValue(new UUID(0, 2));
  }

  private static Submission submission(SubmissionCommand command) {
    return new Submission(
        "key",
        Optional.empty(),
        new ChatUser("T0HOURKEY", "U0ANA"),
        Optional.of("C0"),
        command,
        NOON);
  }
}
