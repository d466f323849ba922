package dev.hourkey.audit;

import dev.hourkey.retry.ClockSkew;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Gatherers;
import javax.sql.DataSource;
import org.jboss.logging.Logger;

/** Who held what at a point in time, reconstructed from the audit trail alone. */
@ApplicationScoped
public class AccessHistory {
  private static final Logger LOG = Logger.getLogger(AccessHistory.class);

  /** Few enough that PostgreSQL reads their entries in time, even from a slow disk. */
  private static final int GRANTS_AT_ONCE = 500;

  /**
   * Each pause is this many times as long as the previous stretch took, because PostgreSQL has
   * other work.
   */
  private static final int PAUSE_FOR_STRETCH = 4;

  private static final String ENTRIES =
      """
      select subject, payload from audit_event
      where subject = any(?) and seq <= ? order by seq
      """;

  private final DataSource database;
  private final AuditReader reader;
  private final AuditTrail trail;
  private final OpenGrants open;
  private final Clock clock;
  private final AtomicBoolean preparing = new AtomicBoolean();

  AccessHistory(
      DataSource database, AuditReader reader, AuditTrail trail, OpenGrants open, Clock clock) {
    this.database = database;
    this.reader = reader;
    this.trail = trail;
    this.open = open;
    this.clock = clock;
  }

  /** Whether a time is in the future, so that the trail can't say yet who will hold what. */
  public boolean isAhead(Instant moment) {
    return moment.isAfter(clock.instant().plus(ClockSkew.TOLERATED));
  }

  /**
   * Follows the trail in the background, so that the first question does not take long. Only one
   * thread of a replica does so, and most of the time it pauses. A question that arrives meanwhile
   * uses what has already been read.
   */
  public void prepare() {
    long head = trail.head().seq();
    if (open.behind(head) && preparing.compareAndSet(false, true)) {
      Thread _ = Thread.ofVirtual().name("access-history").start(() -> follow(head));
    }
  }

  private void follow(long head) {
    try {
      for (long begun = System.nanoTime(); open.advance(head); begun = System.nanoTime()) {
        Thread.sleep(Duration.ofNanos(PAUSE_FOR_STRETCH * (System.nanoTime() - begun)));
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (SQLException e) {
      LOG.warnf("could not read ahead in the audit trail (%s); retrying", e);
    } finally {
      preparing.set(false);
    }
  }

  /**
   * The grants that were opened by this moment and had not ended, in the order in which they were
   * opened.
   */
  public List<PointInTimeGrant> at(Instant moment) {
    long head = trail.head().seq();
    long before = reader.before(moment, head);
    long through = reader.through(moment, head);
    try {
      return open.between(before, through).stream()
          .gather(Gatherers.windowFixed(GRANTS_AT_ONCE))
          .flatMap(grants -> entries(grants, through).entrySet().stream())
          .flatMap(one -> PointInTimeGrant.of(one.getKey(), one.getValue(), moment).stream())
          .sorted(
              Comparator.comparing((PointInTimeGrant held) -> held.openedAt().orElse(Instant.MIN))
                  .thenComparing(PointInTimeGrant::grant))
          .toList();
    } catch (SQLException e) {
      throw new IllegalStateException("reconstruct who held what at " + moment, e);
    }
  }

  /** The grants that were opened by this entry and had not ended. */
  public Set<String> openAfter(long entry) {
    try {
      return open.between(entry, entry);
    } catch (SQLException e) {
      throw new IllegalStateException("reconstruct which grants were open after " + entry, e);
    }
  }

  private Map<String, List<String>> entries(List<String> grants, long through) {
    Map<String, List<String>> entries = new LinkedHashMap<>();
    try (var connection = database.getConnection();
        var sql = connection.prepareStatement(ENTRIES)) {
      sql.setArray(1, connection.createArrayOf("text", grants.toArray()));
      sql.setLong(2, through);
      try (var rows = sql.executeQuery()) {
        while (rows.next()) {
          entries.computeIfAbsent(rows.getString(1), _ -> new ArrayList<>()).add(rows.getString(2));
        }
      }
    } catch (SQLException e) {
      throw new IllegalStateException("read the entries about grants", e);
    }
    return entries;
  }
}
