package dev.hourkey.person;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class PersonRowTest {
  private static final Instant NOON = Instant.parse("2026-03-02T12:00:00Z");
  private static final Duration MINUTE = Duration.ofMinutes(1);
  private static final ChatUser CHAT = new ChatUser("T0HOURKEY", "U0ANA");

  private final PersonRow row = new PersonRow();

  @Test
  void an_account_is_gone_when_it_was_missing_for_long_enough() {
    assertThat(row.noteMissing(NOON)).isFalse();
    assertThat(row.missing()).isTrue();
    assertThat(row.noteMissing(NOON.plus(MINUTE))).isFalse();
    assertThat(row.noteMissing(NOON.plus(PersonRow.GONE_AFTER))).isTrue();
  }

  @Test
  void an_account_that_was_found_in_between_starts_counting_again() {
    row.noteMissing(NOON);
    row.noteFound();
    assertThat(row.missing()).isFalse();
    assertThat(row.noteMissing(NOON.plus(PersonRow.GONE_AFTER))).isFalse();
  }

  @Test
  void look_ups_that_are_far_apart_or_from_the_future_prove_nothing() {
    row.noteMissing(NOON);
    assertThat(row.noteMissing(NOON.plus(MINUTE.multipliedBy(11)))).isFalse();
    assertThat(row.noteMissing(NOON)).as("the clock went back").isFalse();
    assertThat(row.noteMissing(NOON.plus(PersonRow.GONE_AFTER))).isTrue();
  }

  @Test
  void a_link_ends_what_was_known_about_the_account_before() {
    row.noteMissing(NOON);
    row.unlink(new PersonId("successor"));
    assertThat(row.chat()).isEmpty();
    assertThat(row.replacedBy()).hasValue("successor");
    row.link(CHAT, NOON);
    assertThat(row.chat()).hasValue(CHAT);
    assertThat(row.replacedBy()).isEmpty();
    assertThat(row.missing()).isFalse();
    row.unlink(null);
    assertThat(row.chat()).isEmpty();
    assertThat(row.replacedBy()).isEmpty();
  }

  @Test
  void a_person_gets_the_names_of_the_account() {
    EntraAccount account =
        new EntraAccount(
            new PersonId("ana"),
            "Ana Lima",
            "ana@example.com",
            Optional.empty(),
            EntraAccount.Status.ENABLED,
            UserType.MEMBER);
    assertThat(row.isNamed(account)).isFalse();
    row.rename(account);
    assertThat(row.isNamed(account)).isTrue();
  }
}
