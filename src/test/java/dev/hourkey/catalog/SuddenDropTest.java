package dev.hourkey.catalog;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hourkey.catalog.StoredAnswer.Value;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SuddenDropTest {
  private static final Instant NOON = Instant.parse("2026-03-02T12:00:00Z");
  private static final Instant LATER = NOON.plus(Duration.ofMinutes(5));

  /** Groups with some assignments each, of which AWS now shows fewer for the first ones. */
  @ParameterizedTest
  @CsvSource({
    "20, 2, 0, 0, false", // Nothing has changed.
    "20, 2, 9, 0, false",
    "20, 2, 11, 0, true", // Most groups open nothing.
    "20, 4, 20, 2, false", // Half of it is left.
    "20, 4, 20, 1, true",
    "10, 1, 6, 0, true",
    "9, 1, 9, 0, false", // Half of a few groups may well change at once.
  })
  void an_answer_with_less_than_half_is_suspicious(
      int groups, int each, int shrunken, int left, boolean suspicious) {
    assertThat(SuddenDrop.of(answers(groups, each, shrunken, left, LATER).values()).suspicious())
        .isEqualTo(suspicious);
  }

  @Test
  void a_smaller_answer_is_used_once_all_groups_were_read() {
    assertThat(SuddenDrop.believed(answers(20, 2, 3, 0, NOON), LATER)).isEmpty();
    assertThat(SuddenDrop.believed(answers(20, 2, 3, 0, LATER), LATER)).hasSize(3);
  }

  @Test
  void a_suspicious_answer_is_used_only_after_a_day() {
    Map<DirectoryQuery, StoredAnswer> suspicious = answers(20, 2, 20, 0, LATER);
    assertThat(SuddenDrop.believed(suspicious, LATER)).isEmpty();
    assertThat(SuddenDrop.believed(suspicious, LATER.plus(Duration.ofDays(1)))).hasSize(20);
  }

  @Test
  void only_a_much_smaller_answer_about_enough_groups_is_held_back() {
    SuddenDrop many = SuddenDrop.of(answers(10, 2, 0, 0, NOON).values());
    SuddenDrop few = SuddenDrop.of(answers(9, 2, 0, 0, NOON).values());
    StoredAnswer two = StoredAnswer.NONE.answered(opens(2), NOON);
    assertThat(many.holds(two, opens(1))).isTrue();
    assertThat(many.holds(two, new Value.Access(Optional.empty()))).isTrue();
    assertThat(many.holds(two, opens(2))).isFalse();
    assertThat(many.holds(two, opens(3))).isFalse();
    assertThat(many.holds(StoredAnswer.NONE, opens(0))).isFalse();
    assertThat(few.holds(two, opens(1))).isFalse();
  }

  /** The shrunken ones were asked last, half a minute after noon; the others at {@code others}. */
  private static Map<DirectoryQuery, StoredAnswer> answers(
      int groups, int each, int shrunken, int left, Instant others) {
    Map<DirectoryQuery, StoredAnswer> answers = new LinkedHashMap<>();
    for (int i = 0; i < groups; i++) {
      StoredAnswer known = StoredAnswer.NONE.answered(opens(each), i < shrunken ? NOON : others);
      answers.put(
          DirectoryQuery.access("group-" + i),
          i < shrunken ? known.holding(opens(left), NOON.plusSeconds(30)) : known);
    }
    return answers;
  }

  private static Value.Access opens(int assignments) {
    List<AccountAssignment> targets =
        IntStream.range(0, assignments)
            .mapToObj(
                i ->
                    new AccountAssignment(
                        "%012d".formatted(i),
                        "Account " + i,
                        "ReadOnlyAccess",
                        Optional.empty(),
                        AwsAccountState.ACTIVE))
            .toList();
    return new Value.Access(Optional.of(new AwsAccess(targets, true)));
  }
}
