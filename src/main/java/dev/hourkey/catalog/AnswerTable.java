package dev.hourkey.catalog;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.hourkey.catalog.StoredAnswer.Held;
import dev.hourkey.catalog.StoredAnswer.Silence;
import dev.hourkey.catalog.StoredAnswer.Value;
import dev.hourkey.retry.ClockSkew;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/**
 * Stores the answers in the database, so that all replicas share them and a new replica has them at
 * once. Times are the database's: a replica with a wrong clock must not mistake an old answer for a
 * new one.
 */
@ApplicationScoped
class AnswerTable implements AnswerStore {
  private static final ObjectMapper JSON = AwsAccessColumn.JSON;

  /**
   * Rows that were written this long before the last read are read again, because a transaction
   * that was open then may have committed since.
   */
  private static final String OVERLAP = "interval '1 minute'";

  private static final String NOW = "select clock_timestamp()";

  /**
   * The rows that were written since the last read, or all rows if the clock was set back since
   * then.
   */
  private static final String CHANGED =
      """
      select kind, key, answer, answered_at, asked_at, silence, held, held_since, written_at
      from directory_answer where written_at >
        (select case when at > statement_timestamp() then '-infinity' else at - %s end
         from (select ?::timestamptz as at) read_up_to)
      """
          .formatted(OVERLAP);

  private static final String PUT =
      """
      insert into directory_answer as known
        (kind, key, answer, answered_at, asked_at, silence, held, held_since, written_at)
        values (?, ?, ?, ?, ?, ?, ?, ?, clock_timestamp())
      on conflict (kind, key) do update set answer = excluded.answer,
        answered_at = excluded.answered_at, asked_at = excluded.asked_at,
        silence = excluded.silence, held = excluded.held, held_since = excluded.held_since,
        written_at = excluded.written_at
      where known.asked_at <= excluded.asked_at
        or known.asked_at > clock_timestamp() + interval '%d seconds' -- The clock was set back.
      """
          .formatted(ClockSkew.TOLERATED.toSeconds());

  private final DataSource database;
  private final Map<DirectoryQuery, Row> rows = new HashMap<>();
  private final Map<AccountAssignment, AccountAssignment> shared = new ConcurrentHashMap<>();

  private Instant readUpTo = Instant.EPOCH;

  AnswerTable(DataSource database) {
    this.database = database;
  }

  /** An answer, and when it was stored. The same row is not parsed twice. */
  private record Row(StoredAnswer answer, Instant writtenAt) {}

  @Override
  public synchronized DirectorySnapshot load() {
    try (var connection = database.getConnection();
        var now = connection.prepareStatement(NOW);
        var changed = connection.prepareStatement(CHANGED)) {
      changed.setObject(1, readUpTo.atOffset(ZoneOffset.UTC));
      try (var found = changed.executeQuery()) {
        while (found.next()) {
          read(found);
        }
      }
      try (var time = now.executeQuery()) {
        time.next();
        Instant read = instant(time, 1).orElseThrow();
        // Otherwise, a row from before the clock was set back would cause all rows to be read each
        // time.
        readUpTo = readUpTo.isAfter(read) ? read : readUpTo;
        return new DirectorySnapshot(answers(), read);
      }
    } catch (SQLException e) {
      throw new IllegalStateException("read the directories' answers", e);
    }
  }

  private Map<DirectoryQuery, StoredAnswer> answers() {
    Map<DirectoryQuery, StoredAnswer> answers = HashMap.newHashMap(rows.size());
    rows.forEach((question, row) -> answers.put(question, row.answer));
    return answers;
  }

  private void read(ResultSet found) throws SQLException {
    DirectoryQuery question =
        new DirectoryQuery(DirectoryQuery.Kind.valueOf(found.getString(1)), found.getString(2));
    Instant writtenAt = instant(found, 9).orElseThrow();
    Row known = rows.get(question);
    if (known == null || !known.writtenAt.equals(writtenAt)) {
      rows.put(question, new Row(answer(question, found), writtenAt));
    }
    if (writtenAt.isAfter(readUpTo)) {
      readUpTo = writtenAt;
    }
  }

  private StoredAnswer answer(DirectoryQuery question, ResultSet found) throws SQLException {
    Optional<Value> held = value(question, found.getString(7));
    Optional<Instant> heldSince = instant(found, 8);
    return new StoredAnswer(
        value(question, found.getString(3)),
        instant(found, 4).orElse(Instant.EPOCH),
        instant(found, 5).orElseThrow(),
        Optional.ofNullable(parse(found.getString(6), Silence.class)),
        held.map(value -> new Held((Value.Access) value, heldSince.orElseThrow())));
  }

  private Optional<Value> value(DirectoryQuery question, @Nullable String json) {
    Value value =
        switch (question.kind()) {
          case GROUP -> parse(json, Value.Groups.class);
          case NESTED -> parse(json, Value.Nested.class);
          case ACCESS -> parse(json, Value.Access.class);
          case AWS_GROUPS -> parse(json, Value.AwsGroups.class);
          case OU_PATHS -> parse(json, Value.OuPaths.class);
          case ACCOUNT_TAGS, PERMISSION_SET_TAGS -> parse(json, Value.Tags.class);
        };
    return Optional.ofNullable(value instanceof Value.Access access ? shared(access) : value);
  }

  /** Thousands of groups open the same few assignments, so each of these exists only once. */
  private Value.Access shared(Value.Access access) {
    return new Value.Access(
        access
            .opens()
            .map(
                opens ->
                    new AwsAccess(
                        opens.targets().stream()
                            .map(one -> shared.computeIfAbsent(one, same -> same))
                            .toList(),
                        opens.complete())));
  }

  @Override
  public void put(Map<DirectoryQuery, StoredAnswer> answers) {
    try (var connection = database.getConnection();
        var sql = connection.prepareStatement(PUT)) {
      for (var one : answers.entrySet()) {
        bind(sql, one.getKey(), one.getValue());
        sql.addBatch();
      }
      sql.executeBatch();
    } catch (SQLException e) {
      throw new IllegalStateException("store what a directory answered", e);
    }
  }

  private static void bind(PreparedStatement sql, DirectoryQuery question, StoredAnswer answer)
      throws SQLException {
    sql.setString(1, question.kind().name());
    sql.setString(2, question.key());
    sql.setString(3, answer.value().map(AnswerTable::json).orElse(null));
    sql.setObject(4, answer.value().map(_ -> time(answer.at())).orElse(null));
    sql.setObject(5, time(answer.askedAt()));
    sql.setString(6, answer.silence().map(AnswerTable::json).orElse(null));
    sql.setString(7, answer.held().map(Held::value).map(AnswerTable::json).orElse(null));
    sql.setObject(8, answer.held().map(Held::since).map(AnswerTable::time).orElse(null));
  }

  private static OffsetDateTime time(Instant instant) {
    return instant.atOffset(ZoneOffset.UTC);
  }

  private static Optional<Instant> instant(ResultSet found, int column) throws SQLException {
    return Optional.ofNullable(found.getObject(column, OffsetDateTime.class))
        .map(OffsetDateTime::toInstant);
  }

  private static String json(Object value) {
    try {
      return JSON.writeValueAsString(value);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("write what a directory answered", e);
    }
  }

  private static <T> @Nullable T parse(@Nullable String json, Class<T> type) {
    try {
      return json == null ? null : JSON.readValue(json, type);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("read what a directory answered", e);
    }
  }
}
