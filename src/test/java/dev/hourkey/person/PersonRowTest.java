package dev.hourkey.person;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.Field;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class PersonRowTest {
  private static final Instant NOON = Instant.parse("2026-03-02T12:00:00Z");
  private static final Duration MINUTE = Duration.ofMinutes(1);
  private static final ChatUser CHAT = new ChatUser("T0HOURKEY", "U0ANA");

  private final PersonRow row = account("ana");

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
  void a_link_ends_that_the_account_was_missing_but_not_that_it_was_replaced() {
    PersonRow successor = account("successor");
    row.noteMissing(NOON);
    row.unlink();
    row.noteReplacedBy(successor);
    assertThat(row.chat()).isEmpty();
    assertThat(row.latest()).isEqualTo(successor);
    row.link(CHAT, NOON);
    assertThat(row.chat()).hasValue(CHAT);
    assertThat(row.missing()).isFalse();
    assertThat(row.latest()).isEqualTo(successor);
    row.forgetReplacement();
    assertThat(row.latest()).isEqualTo(row);
  }

  @Test
  void messages_go_to_the_next_account_with_a_chat_user() {
    PersonRow first = account("first");
    PersonRow second = account("second");
    PersonRow third = account("third");
    first.noteReplacedBy(second);
    second.noteReplacedBy(third);
    assertThat(first.person().chat()).isEmpty();
    third.link(CHAT, NOON);
    assertThat(first.person().chat()).hasValue(CHAT);
    ChatUser again = new ChatUser("T0HOURKEY", "U0AGAIN");
    first.link(again, NOON);
    assertThat(first.person().chat()).as("its own chat user comes first").hasValue(again);
    assertThat(first.latest()).isEqualTo(third);
  }

  /** All orders in which four accounts can replace each other three times. */
  @Test
  void accounts_stay_connected_however_they_replace_each_other() {
    for (int order = 0; order < 16 * 16 * 16; order++) {
      List<PersonRow> rows = List.of(account("a"), account("b"), account("c"), account("d"));
      List<Set<PersonRow>> people = new ArrayList<>();
      rows.forEach(row -> people.add(Set.of(row)));
      for (int step = order; step > 0; step /= 16) {
        PersonRow former = rows.get(step % 4);
        PersonRow successor = rows.get(step / 4 % 4);
        if (!former.equals(successor)) {
          former.noteReplacedBy(successor);
          Set<PersonRow> all = new HashSet<>(person(people, former));
          all.addAll(person(people, successor));
          people.removeIf(one -> !Collections.disjoint(one, all));
          people.add(all);
        }
      }
      assertThat(rows.stream().collect(Collectors.groupingBy(PersonRow::latest)).values())
          .as("order %s", order)
          .map(Set::copyOf)
          .containsExactlyInAnyOrderElementsOf(people);
    }
  }

  private static Set<PersonRow> person(List<Set<PersonRow>> people, PersonRow row) {
    return people.stream().filter(one -> one.contains(row)).findFirst().orElseThrow();
  }

  private static PersonRow account(String id) {
    PersonRow row = new PersonRow();
    try {
      Field field = PersonRow.class.getDeclaredField("id");
      field.setAccessible(true);
      field.set(row, id);
    } catch (ReflectiveOperationException e) {
      throw new LinkageError(e.getMessage(), e);
    }
    return row;
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
