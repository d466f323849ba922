package dev.hourkey.bench;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.hourkey.catalog.AccountAssignment;
import dev.hourkey.person.Person;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.PriorityQueue;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Consumer;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.postgresql.PGConnection;
import org.postgresql.copy.CopyIn;

/**
 * Fills a migrated database with the requests, decisions, grants and audit events of some years:
 * eight events for each grant, as Hourkey writes them, in one chain that verifies. A few grants are
 * open for a century, so that nothing happens to them meanwhile.
 *
 * @param grants about how many
 * @param span the time from the oldest request to the newest
 * @param last when the newest request was made
 */
public record ManyGrants(int grants, Duration span, Instant last) {
  private static final int OPEN = 100;
  private static final ObjectMapper JSON = new ObjectMapper();

  /** All but primary keys, in an order in which they can be dropped. */
  private static final String INDEXES =
      """
      select tablename, indexname, indexdef, conname, pg_get_constraintdef(pg_constraint.oid)
      from pg_indexes left join pg_constraint
        on conname = indexname and conrelid = tablename::regclass
      where tablename = any(?) and contype is distinct from 'p'
      """;

  private static final List<String> ROWS = List.of("access_request", "access_grant", "review");
  private static final List<String> TRAIL = List.of("audit_event");

  /** How many requests there are: some were denied. */
  long requests() {
    return grants + grants / 20L;
  }

  OldRequest request(long number) {
    return OldRequest.of(number, requests(), OPEN, last.minus(span), last);
  }

  /** The newest one that has ended, or one that was about this share of all earlier. */
  OldRequest at(double share) {
    long number = Math.max(1, (long) ((requests() - 10 * OPEN) * share));
    OldRequest found = request(number);
    return found.denied() ? request(number + 1) : found;
  }

  /** Uses as many connections as there are cores for it: one writes the trail, another the rest. */
  public void fill(DataSource database) throws Exception {
    try (var both = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<?>> parts =
          List.of(
              both.submit(() -> part(database, TRAIL, this::putTrail)),
              both.submit(() -> part(database, ROWS, this::putRows)));
      for (Future<?> part : parts) {
        var _ = part.get();
      }
    }
    try (var connection = database.getConnection();
        var sql = connection.createStatement()) {
      sql.execute("vacuum analyze");
      sql.execute("checkpoint");
    }
  }

  /** What fills some tables. */
  private interface Part {
    void put(Connection database) throws Exception;
  }

  /**
   * Without triggers and foreign keys, and with indexes that are made afterwards. PostgreSQL does
   * not log what is written to a table that was emptied in the same transaction, if {@code
   * wal_level} is minimal.
   */
  private static @Nullable Void part(DataSource database, List<String> tables, Part part)
      throws Exception {
    try (var connection = database.getConnection();
        var sql = connection.createStatement()) {
      sql.execute("set session_replication_role = replica");
      connection.setAutoCommit(false);
      List<String> indexes = dropIndexes(connection, tables);
      sql.execute("truncate %s cascade".formatted(String.join(", ", tables)));
      part.put(connection);
      for (String index : indexes) {
        sql.execute(index);
      }
      connection.commit();
    }
    return null;
  }

  private void putRows(Connection database) throws Exception {
    copy(
        database,
        "person (id, name, principal_name, linked_at) from stdin",
        rows -> {
          for (int i = 0; i < OldRequest.PEOPLE; i++) {
            Person person = OldRequest.person(i);
            rows.put(person.id(), person.name(), person.principalName(), last.minus(span));
          }
        });
    copy(database, REQUEST, rows -> each(one -> putRequest(one, rows)));
    copy(
        database,
        "review (request, number, reviewer, approved, reason, reviewed_at) from stdin (freeze)",
        rows ->
            each(
                one ->
                    rows.put(
                        one.request(),
                        1,
                        OldRequest.person(one.approver()).id(),
                        !one.denied(),
                        "",
                        one.decidedAt())));
    copy(database, GRANT, rows -> each(one -> putGrant(one, rows)));
  }

  /** Returns the statements that make them again. */
  private static List<String> dropIndexes(Connection database, List<String> tables)
      throws SQLException {
    List<String> again = new ArrayList<>();
    List<String> drops = new ArrayList<>();
    try (var query = database.prepareStatement(INDEXES);
        var sql = database.createStatement()) {
      query.setArray(1, database.createArrayOf("text", tables.toArray()));
      try (var rows = query.executeQuery()) {
        while (rows.next()) {
          boolean constraint = rows.getString(4) != null;
          drops.add(
              constraint
                  ? "alter table %s drop constraint %s"
                      .formatted(rows.getString(1), rows.getString(4))
                  : "drop index " + rows.getString(2));
          again.add(
              constraint
                  ? "alter table %s add constraint %s %s"
                      .formatted(rows.getString(1), rows.getString(4), rows.getString(5))
                  : rows.getString(3));
        }
      }
      for (String drop : drops) {
        sql.execute(drop);
      }
    }
    return again;
  }

  private void each(Consumer<OldRequest> work) {
    for (long number = 1; number <= requests(); number++) {
      work.accept(request(number));
    }
  }

  private static final String REQUEST =
      """
      access_request (id, requester, entitlement, entitlement_name, group_id, group_name, opens,
        high_risk, duration_seconds, justification, requested_at, expires_at,
        remind_after_seconds, phase, decided_at, last_approved_at, decided_by, reason, evaluated_against)
      from stdin (freeze)\
      """;

  private static void putRequest(OldRequest one, Rows rows) {
    rows.put(
        one.request(),
        OldRequest.person(one.requester()).id(),
        OldRequest.entitlementId(one.entitlement()),
        one.entitlementName(),
        one.group().id(),
        one.group().name(),
        stored(one),
        false,
        one.duration().toSeconds(),
        one.justification(),
        one.requestedAt(),
        one.requestedAt().plus(Duration.ofHours(4)),
        "{}",
        one.denied() ? "DENIED" : "APPROVED",
        one.decidedAt(),
        one.denied() ? null : one.decidedAt(),
        one.denied() ? OldRequest.person(one.approver()).id() : null,
        one.denied() ? "Not today" : null,
        "ab".repeat(32));
  }

  private static final String GRANT =
      """
      access_grant (id, request, holder, entitlement, entitlement_name, group_id, group_name, opens,
        duration_seconds, warn_before_seconds, opened_at, deadline, phase, added_at, live_since,
        ends_at, cause, due_at, removed_at, ended_at, aws_user_id, aws_presence, next_check_at)
      from stdin (freeze)\
      """;

  private static void putGrant(OldRequest one, Rows rows) {
    if (!one.denied()) {
      rows.put(
          one.grant(),
          one.request(),
          OldRequest.person(one.requester()).id(),
          OldRequest.entitlementId(one.entitlement()),
          one.entitlementName(),
          one.group().id(),
          one.group().name(),
          stored(one),
          one.duration().toSeconds(),
          600,
          one.decidedAt(),
          one.endsAt().plus(Duration.ofMinutes(90)),
          one.open() ? "LIVE" : "ENDED",
          one.decidedAt().plusMillis(400),
          one.activeAt(),
          one.endsAt(),
          one.open() ? null : "EXPIRED",
          one.endsAt(),
          one.open() ? null : one.removedAt(),
          one.open() ? null : one.endedAt(),
          "user-" + one.requester(),
          one.open() ? "MEMBER" : "NOT_MEMBER",
          one.open() ? one.endsAt() : null);
    }
  }

  private static String stored(OldRequest one) {
    ObjectNode opens = JSON.createObjectNode();
    AccountAssignment target = one.opens().targets().getFirst();
    opens
        .putArray("targets")
        .addObject()
        .put("accountId", target.accountId())
        .put("accountName", target.accountName())
        .put("permissionSet", target.permissionSet())
        .put("session", target.session().orElseThrow().toString())
        .put("state", target.state().name());
    return opens.put("complete", true).toString();
  }

  /** An event that is to be written when everything before it is. */
  private record Waiting(Instant at, long order, String payload) {}

  /** Events of different grants are interleaved, as they happened. */
  private void putTrail(Connection database) throws Exception {
    Chain chain = new Chain();
    copy(
        database,
        "audit_event (seq, payload, prev_hash, hash) from stdin (freeze)",
        rows -> {
          var waiting =
              new PriorityQueue<>(
                  Comparator.comparing(Waiting::at).thenComparingLong(Waiting::order));
          long[] order = new long[1];
          each(
              one -> {
                while (!waiting.isEmpty() && waiting.element().at().isBefore(one.requestedAt())) {
                  chain.append(waiting.remove().payload(), rows);
                }
                one.tell((at, payload) -> waiting.add(new Waiting(at, order[0]++, payload)));
              });
          while (!waiting.isEmpty()) {
            chain.append(waiting.remove().payload(), rows);
          }
        });
    try (var sql = database.prepareStatement("update audit_head set seq = ?, hash = ?")) {
      sql.setLong(1, chain.seq);
      sql.setBytes(2, chain.hash);
      sql.execute();
    }
  }

  /** The hashes as {@code audit_append_all} makes them. */
  private static final class Chain {
    private final MessageDigest sha256;
    private long seq;
    private byte[] hash = {};

    Chain() throws NoSuchAlgorithmException {
      sha256 = MessageDigest.getInstance("SHA-256");
    }

    void append(String payload, Rows rows) {
      byte[] previous = hash;
      seq++;
      sha256.update(previous);
      sha256.update(ByteBuffer.allocate(Long.BYTES).putLong(0, seq));
      hash = sha256.digest(payload.getBytes(StandardCharsets.UTF_8));
      rows.put(seq, payload, bytea(previous), bytea(hash));
    }

    private static String bytea(byte[] bytes) {
      return "\\x" + HexFormat.of().formatHex(bytes);
    }
  }

  private interface Source {
    void write(Rows rows) throws Exception;
  }

  private static void copy(Connection database, String table, Source source) throws Exception {
    CopyIn copy = database.unwrap(PGConnection.class).getCopyAPI().copyIn("copy " + table);
    try {
      Rows rows = new Rows(copy);
      source.write(rows);
      rows.flush();
      copy.endCopy();
    } finally {
      if (copy.isActive()) {
        copy.cancelCopy();
      }
    }
  }

  /** Rows in the text format of COPY. */
  private static final class Rows {
    private static final int BUFFER = 1 << 16;

    private final CopyIn copy;
    private final StringBuilder buffer = new StringBuilder();

    Rows(CopyIn copy) {
      this.copy = copy;
    }

    void put(@Nullable Object... columns) {
      for (int i = 0; i < columns.length; i++) {
        buffer.append(i == 0 ? "" : "\t").append(text(columns[i]));
      }
      buffer.append('\n');
      if (buffer.length() > BUFFER) {
        flush();
      }
    }

    private static String text(@Nullable Object value) {
      return value == null ? "\\N" : value.toString().replace("\\", "\\\\").replace("\n", "\\n");
    }

    void flush() {
      byte[] bytes = buffer.toString().getBytes(StandardCharsets.UTF_8);
      buffer.setLength(0);
      try {
        copy.writeToCopy(bytes, 0, bytes.length);
      } catch (SQLException e) {
        throw new IllegalStateException("fill the database", e);
      }
    }
  }
}
