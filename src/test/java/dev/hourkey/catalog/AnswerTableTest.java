package dev.hourkey.catalog;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hourkey.catalog.GroupDirectory.FoundGroup;
import dev.hourkey.catalog.StoredAnswer.Value;
import dev.hourkey.person.DirectoryFailure;
import dev.hourkey.support.HourkeySandbox;
import dev.hourkey.support.NoBackgroundWork;
import dev.hourkey.support.Sql;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import jakarta.inject.Inject;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import javax.sql.DataSource;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
@TestProfile(NoBackgroundWork.class)
@QuarkusTestResource(HourkeySandbox.class)
class AnswerTableTest {
  private static final Instant NOON = Instant.parse("2026-03-02T12:00:00Z");
  private static final EntraGroup LOGS = new EntraGroup("id-of-logs", "logs");

  @Inject DataSource database;

  @BeforeEach
  void empty() throws SQLException {
    Sql.empty(database, "directory_answer");
  }

  @Test
  void every_kind_of_answer_comes_back_on_another_replica() {
    StoredAnswer group =
        StoredAnswer.NONE.answered(
            new Value.Groups(List.of(new FoundGroup(LOGS, Optional.of("is dynamic")))), NOON);
    StoredAnswer nested = StoredAnswer.NONE.answered(new Value.Nested(Set.of("a", "b")), NOON);
    StoredAnswer opens = StoredAnswer.NONE.answered(opens(1), NOON);
    StoredAnswer gone = StoredAnswer.NONE.answered(new Value.Access(Optional.empty()), NOON);
    StoredAnswer silent = opens.failed(failure(), NOON.plusSeconds(1));
    StoredAnswer held = silent.holding(new Value.Access(Optional.empty()), NOON.plusSeconds(2));
    StoredAnswer never = StoredAnswer.NONE.failed(failure(), NOON);
    Map<DirectoryQuery, StoredAnswer> all =
        Map.of(
            DirectoryQuery.group("logs"), group,
            DirectoryQuery.nested("all"), nested,
            DirectoryQuery.access("1"), opens,
            DirectoryQuery.access("2"), gone,
            DirectoryQuery.access("3"), silent,
            DirectoryQuery.access("4"), held,
            DirectoryQuery.access("5"), never);
    new AnswerTable(database).put(all);
    assertThat(new AnswerTable(database).load().answers()).isEqualTo(all);
  }

  @Test
  void a_replica_sees_what_others_have_stored_since() {
    AnswerTable here = new AnswerTable(database);
    AnswerTable there = new AnswerTable(database);
    assertThat(here.load().answers()).isEmpty();
    StoredAnswer first = StoredAnswer.NONE.answered(opens(1), NOON);
    there.put(Map.of(DirectoryQuery.access("1"), first));
    assertThat(here.load().to(DirectoryQuery.access("1"))).isEqualTo(first);
    StoredAnswer second = first.answered(opens(2), NOON.plusSeconds(1));
    there.put(Map.of(DirectoryQuery.access("1"), second));
    assertThat(here.load().to(DirectoryQuery.access("1"))).isEqualTo(second);
  }

  @Test
  void an_answer_to_an_earlier_question_does_not_replace_a_later_one() {
    AnswerTable table = new AnswerTable(database);
    StoredAnswer later = StoredAnswer.NONE.answered(opens(2), NOON.plusSeconds(1));
    table.put(Map.of(DirectoryQuery.access("1"), later));
    table.put(Map.of(DirectoryQuery.access("1"), StoredAnswer.NONE.answered(opens(1), NOON)));
    assertThat(table.load().to(DirectoryQuery.access("1"))).isEqualTo(later);
  }

  @Test
  void a_new_answer_replaces_one_from_before_the_clock_was_set_back() throws SQLException {
    AnswerTable table = new AnswerTable(database);
    table.put(answeredNow(table, "1", 1));
    setClockBack();
    table.put(answeredNow(table, "1", 2));
    assertThat(table.load().to(DirectoryQuery.access("1")).value()).contains(opens(2));
  }

  @Test
  void a_replica_sees_new_answers_after_the_clock_was_set_back() throws SQLException {
    AnswerTable here = new AnswerTable(database);
    AnswerTable there = new AnswerTable(database);
    there.put(answeredNow(there, "1", 1));
    setClockBack();
    assertThat(here.load().answers()).hasSize(1);
    there.put(answeredNow(there, "2", 2));
    assertThat(here.load().to(DirectoryQuery.access("2")).value()).contains(opens(2));
  }

  private static Map<DirectoryQuery, StoredAnswer> answeredNow(
      AnswerTable table, String group, int number) {
    StoredAnswer answer = StoredAnswer.NONE.answered(opens(number), table.load().now());
    return Map.of(DirectoryQuery.access(group), answer);
  }

  /** Everything that is stored is half an hour ahead. */
  private void setClockBack() throws SQLException {
    for (String time : List.of("answered_at", "asked_at", "written_at")) {
      Sql.execute(
          database,
          "update directory_answer set %1$s = %1$s + interval '30 minutes'".formatted(time));
    }
  }

  @Test
  void the_same_assignment_of_two_groups_is_one_object() {
    new AnswerTable(database)
        .put(
            Map.of(
                DirectoryQuery.access("1"), StoredAnswer.NONE.answered(opens(1), NOON),
                DirectoryQuery.access("2"), StoredAnswer.NONE.answered(opens(1), NOON)));
    DirectorySnapshot loaded = new AnswerTable(database).load();
    assertThat(target(loaded, "1")).isSameAs(target(loaded, "2"));
  }

  @Test
  void answers_have_the_databases_time() {
    assertThat(new AnswerTable(database).load().now())
        .isCloseTo(Instant.now(), org.assertj.core.api.Assertions.within(5, ChronoUnit.SECONDS));
  }

  private static AccountAssignment target(DirectorySnapshot snapshot, String group) {
    return snapshot
        .to(DirectoryQuery.access(group))
        .value()
        .map(value -> ((Value.Access) value).opens().orElseThrow().targets().getFirst())
        .orElseThrow();
  }

  private static Value.Access opens(int account) {
    return new Value.Access(
        Optional.of(
            new AwsAccess(
                List.of(
                    new AccountAssignment(
                        "00000000000" + account,
                        "Account",
                        "ReadOnlyAccess",
                        Optional.of(Duration.ofHours(1)),
                        AwsAccountState.ACTIVE)),
                true)));
  }

  private static DirectoryFailure failure() {
    return DirectoryFailure.lasting("read it", new IllegalStateException("denied"));
  }
}
