package dev.hourkey.request;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hourkey.request.Recipients.Approver;
import dev.hourkey.request.Recipients.Candidates;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class DecidersTest {
  private static final Instant NOW = Instant.parse("2026-03-02T08:40:00Z");

  @Test
  void people_on_call_are_named_first() {
    assertThat(of(user("Ana", false), user("Zoe", true), user("Bo", false)).named())
        .extracting(Approver::name)
        .containsExactly("Zoe", "Ana", "Bo");
  }

  @Test
  void a_person_of_two_entries_is_named_once_and_is_on_call_if_one_says_so() {
    assertThat(of(user("Bo", false), user("Bo", true)).named()).containsExactly(user("Bo", true));
    assertThat(of(noUser("Bo"), noUser("Bo")).named()).containsExactly(noUser("Bo"));
  }

  @Test
  void a_few_of_two_hundred_deciders_are_named_and_the_others_are_counted() {
    Deciders many =
        of(IntStream.range(0, 200).mapToObj(i -> user("a" + i, false)).toArray(Approver[]::new));
    assertThat(many.named()).hasSize(4);
    assertThat(many.more()).isEqualTo(196);
  }

  @Test
  void deciders_are_stored_and_read_back_unchanged() {
    DecidersColumn column = new DecidersColumn();
    Deciders known = of(user("Zoe", true), noUser("Bo"));
    assertThat(column.convertToEntityAttribute(column.convertToDatabaseColumn(known)))
        .isEqualTo(known);
    assertThat(column.convertToEntityAttribute(null)).isNull();
  }

  private static Deciders of(Approver... people) {
    return Deciders.of(new Candidates(List.of(people), List.of(), false, true), NOW);
  }

  private static Approver user(String name, boolean onCall) {
    return new Approver(Optional.of("U0" + name), name, onCall);
  }

  private static Approver noUser(String name) {
    return new Approver(Optional.empty(), name, false);
  }
}
