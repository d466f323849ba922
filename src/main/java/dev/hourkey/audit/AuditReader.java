package dev.hourkey.audit;

import dev.hourkey.retry.Retries;
import dev.hourkey.retry.UrgentWork;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import javax.sql.DataSource;

/**
 * Reads long stretches of the audit trail in constant memory. Each page is a query of its own, so
 * no transaction stays open while the caller reads slowly, and a page can be read again. Reading
 * gives way to urgent work.
 */
@ApplicationScoped
public class AuditReader {
  private static final int PAGE = 1000;

  /**
   * Returns all rows as one value, in PostgreSQL's binary format: the driver takes four times as
   * long for separate rows, and PostgreSQL takes longer as well.
   */
  private static final String ONE_VALUE =
      """
      select string_agg(record_send(entry), '') from
        (select seq, payload, prev_hash, hash from audit_event where %s limit ?) entry
      """;

  private static final String ENTRIES = ONE_VALUE.formatted("seq > ? and seq <= ? order by seq");

  private static final String LATEST =
      ONE_VALUE.formatted("type = ? and seq < ? order by seq desc");

  private static final String FOLLOWING = ONE_VALUE.formatted("type = ? and seq > ? order by seq");

  private static final String TIME =
      """
      select seq, payload::jsonb ->> 'at' from audit_event
      where seq <= ? order by seq desc limit 1
      """;

  /**
   * By how many microseconds an entry's time may precede the time of an earlier entry. An entry is
   * written when its transaction commits, at most a minute after the entry's time.
   */
  private static final String DISORDER =
      "select (extract(epoch from greatest(set_back, '1 minute')) * 1000000)::bigint from audit_head";

  private final DataSource database;
  private final int pageLength;
  private final Retries retries;
  private final UrgentWork urgent;

  @Inject
  AuditReader(DataSource database, UrgentWork urgent) {
    this(database, PAGE, Retries.ofDatabase(Thread::sleep), urgent);
  }

  AuditReader(DataSource database, int pageLength, Retries retries, UrgentWork urgent) {
    this.database = database;
    this.pageLength = pageLength;
    this.retries = retries;
    this.urgent = urgent;
  }

  /** Called with each entry. */
  @FunctionalInterface
  public interface Visitor {
    void visit(AuditEntry entry) throws IOException;
  }

  /**
   * Visits entries in their order.
   *
   * @param after the number of the last entry that is left out
   * @param through the number of the last entry that is visited
   */
  public void read(long after, long through, Visitor visitor) throws IOException {
    AuditPages pages = new AuditPages(this::page, retries, after, through, pageLength);
    for (List<AuditEntry> page = pages.next(); !page.isEmpty(); page = pages.next()) {
      for (AuditEntry entry : page) {
        urgent.giveWay();
        visitor.visit(entry);
      }
    }
  }

  /**
   * Visits all entries in their order, until something is found.
   *
   * @param after the number of the last entry that is left out
   */
  <T> Optional<T> find(long after, Function<AuditEntry, Optional<? extends T>> visitor) {
    AuditPages pages = new AuditPages(this::page, retries, after, Long.MAX_VALUE, pageLength);
    for (List<AuditEntry> page = pages.next(); !page.isEmpty(); page = pages.next()) {
      for (AuditEntry entry : page) {
        urgent.giveWay();
        Optional<? extends T> found = visitor.apply(entry);
        if (found.isPresent()) {
          return Optional.of(found.get());
        }
      }
    }
    return Optional.empty();
  }

  /** At most {@code limit} of the entries after a number, up to another one, in their order. */
  public List<AuditEntry> page(long after, long through, int limit) {
    try (var connection = database.getConnection();
        var sql = connection.prepareStatement(ENTRIES)) {
      sql.setLong(1, after);
      sql.setLong(2, through);
      sql.setInt(3, limit);
      return entries(sql);
    } catch (SQLException e) {
      throw new IllegalStateException("read the audit trail after entry " + after, e);
    }
  }

  /** The last changes to the policy file before an entry, the latest first. */
  public List<AuditEntry> policyChanges(long before, int limit) {
    return ofType(LATEST, "policy_changed", before, limit);
  }

  /** The first change of the policy file after an entry. */
  public Optional<AuditEntry> nextPolicyChange(long after) {
    return ofType(FOLLOWING, "policy_changed", after, 1).stream().findFirst();
  }

  /** The last exports that were begun before an entry, the latest first. */
  public List<AuditEntry> exports(long before, int limit) {
    return ofType(LATEST, "export_begun", before, limit);
  }

  private List<AuditEntry> ofType(String query, String type, long seq, int limit) {
    try (var connection = database.getConnection();
        var sql = connection.prepareStatement(query)) {
      sql.setString(1, type);
      sql.setLong(2, seq);
      sql.setInt(3, limit);
      return entries(sql);
    } catch (SQLException e) {
      throw new IllegalStateException("read the audit trail around entry " + seq, e);
    }
  }

  private static List<AuditEntry> entries(PreparedStatement query) throws SQLException {
    List<AuditEntry> entries = new ArrayList<>();
    try (var rows = query.executeQuery()) {
      rows.next();
      byte[] all = rows.getBytes(1);
      ByteBuffer unread = ByteBuffer.wrap(all == null ? new byte[0] : all);
      while (unread.hasRemaining()) {
        unread.getInt(); // The number of columns.
        entries.add(
            new AuditEntry(
                ByteBuffer.wrap(column(unread)).getLong(),
                column(unread),
                column(unread),
                column(unread)));
      }
    }
    return entries;
  }

  private static byte[] column(ByteBuffer row) {
    row.getInt(); // The column's type.
    byte[] bytes = new byte[row.getInt()];
    row.get(bytes);
    return bytes;
  }

  /**
   * An entry such that all entries before it are earlier than this time, found by binary search.
   *
   * @param head the number of the trail's last entry
   */
  public long before(Instant time, long head) {
    return lastEarlierThan(time.minus(disorder()), head);
  }

  /** An entry such that no entry after it is earlier than this time; at most {@code head}. */
  public long through(Instant time, long head) {
    return lastEarlierThan(time.plus(disorder()), head);
  }

  private Duration disorder() {
    try (var connection = database.getConnection();
        var sql = connection.createStatement();
        var rows = sql.executeQuery(DISORDER)) {
      rows.next();
      return Duration.of(rows.getLong(1), ChronoUnit.MICROS);
    } catch (SQLException e) {
      throw new IllegalStateException("read by how much the clock was set back", e);
    }
  }

  private long lastEarlierThan(Instant time, long head) {
    try (var connection = database.getConnection()) {
      long earlier = 0;
      long later = head + 1;
      while (later - earlier > 1) {
        long middle = (earlier + later) >>> 1;
        if (timeOf(middle, connection).isBefore(time)) {
          earlier = middle;
        } else {
          later = middle;
        }
      }
      return earlier;
    } catch (SQLException e) {
      throw new IllegalStateException("find the audit entries of " + time, e);
    }
  }

  /** The time of an entry or, if it is missing or has no time, of the previous entry. */
  private static Instant timeOf(long seq, Connection connection) throws SQLException {
    try (var sql = connection.prepareStatement(TIME)) {
      for (long next = seq; ; ) {
        sql.setLong(1, next);
        try (var rows = sql.executeQuery()) {
          if (!rows.next()) {
            return Instant.MIN;
          }
          Optional<Instant> time = StoredEvent.time(rows.getString(2));
          if (time.isPresent()) {
            return time.get();
          }
          next = rows.getLong(1) - 1;
        }
      }
    }
  }
}
