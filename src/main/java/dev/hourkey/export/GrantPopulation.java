package dev.hourkey.export;

import dev.hourkey.audit.AccessHistory;
import dev.hourkey.audit.AuditReader;
import dev.hourkey.audit.StoredEvent;
import dev.hourkey.export.GrantHistory.Entry;
import dev.hourkey.retry.Retries;
import dev.hourkey.retry.UrgentWork;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.io.IOException;
import java.sql.Array;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Supplier;
import java.util.stream.Gatherers;
import javax.sql.DataSource;
import org.jboss.logging.Logger;

/**
 * All grants that overlap a period, reconstructed from the audit trail alone, because the owner of
 * the database can change the rows of grants. Each page is a separate query over entries that do
 * not change, so all rows show the same moment, and a page can be read again.
 */
@ApplicationScoped
class GrantPopulation {
  private static final Logger LOG = Logger.getLogger(GrantPopulation.class);

  /** Few enough that the events of a page take little memory. */
  private static final int AT_ONCE = 100;

  private static final String OPENED =
      """
      select seq, subject from audit_event
      where type = 'grant_opened' and seq > ? and seq <= ? order by seq limit ?
      """;

  private static final String RETURNED =
      """
      select distinct subject from audit_event
      where type = 'member_returned' and seq > ? and seq <= ?
      """;

  private static final String OPENINGS =
      """
      select seq, subject from audit_event
      where type = 'grant_opened' and subject = any(?) and seq > ? and seq <= ? order by seq
      """;

  private static final String ENTRIES =
      """
      select seq, subject, payload from audit_event where subject = any(?) and seq <= ? order by seq
      """;

  private static final String POLICIES =
      """
      select seq, payload::jsonb ->> 'digest' from audit_event
      where type = 'policy_changed' and seq <= ?
      """;

  private final DataSource database;
  private final AuditReader reader;
  private final AccessHistory history;
  private final Retries retries;
  private final UrgentWork urgent;

  @Inject
  GrantPopulation(
      DataSource database, AuditReader reader, AccessHistory history, UrgentWork urgent) {
    this(database, reader, history, Retries.ofDatabase(Thread::sleep), urgent);
  }

  GrantPopulation(
      DataSource database,
      AuditReader reader,
      AccessHistory history,
      Retries retries,
      UrgentWork urgent) {
    this.database = database;
    this.reader = reader;
    this.history = history;
    this.retries = retries;
    this.urgent = urgent;
  }

  /** Called with each row. */
  @FunctionalInterface
  interface Visitor {
    void visit(String row) throws IOException;
  }

  /** The entry that opened a grant. */
  private record Opening(long seq, String grant) {}

  /** Visits the grants of the period, in the order in which they were opened. */
  void read(ExportHeader header, Visitor visitor) throws IOException {
    long head = header.through();
    long before = reader.before(header.spec().from().orElseThrow(), head);
    long last = reader.through(header.spec().to().orElseThrow(), head);
    NavigableMap<Long, String> policies = again(() -> policies(head));
    for (List<Opening> some :
        again(() -> earlier(header.after(), before, last)).stream()
            .gather(Gatherers.windowFixed(AT_ONCE))
            .toList()) {
      visit(some, header, policies, visitor);
    }
    long after = Math.max(before, header.after());
    List<Opening> page = opened(after, last);
    while (!page.isEmpty()) {
      visit(page, header, policies, visitor);
      page = opened(page.getLast().seq(), last);
    }
  }

  private void visit(
      List<Opening> some, ExportHeader header, NavigableMap<Long, String> policies, Visitor visitor)
      throws IOException {
    for (GrantHistory history : again(() -> histories(some, header.through()))) {
      urgent.giveWay();
      if (history.overlaps(header.spec())) {
        Optional<String> policy =
            Optional.ofNullable(policies.floorEntry(history.openedBy())).map(Map.Entry::getValue);
        visitor.visit(GrantRecord.csv(history, policy, header.at()));
      }
    }
  }

  private <T> T again(Supplier<T> read) {
    try {
      return retries.call(
          read, failure -> LOG.warnf("grants could not be read (%s); trying again", failure));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while grants were read", e);
    }
  }

  private List<Opening> opened(long after, long last) {
    return again(
        () ->
            openings(
                OPENED,
                sql -> {
                  sql.setLong(1, after);
                  sql.setLong(2, last);
                  sql.setInt(3, AT_ONCE);
                }));
  }

  /** Grants that were opened before the period and were still open in it, or came back in it. */
  private List<Opening> earlier(long after, long before, long last) {
    Set<String> grants = new LinkedHashSet<>(history.openAfter(before));
    query(
        RETURNED,
        sql -> {
          sql.setLong(1, before);
          sql.setLong(2, last);
        },
        row -> grants.add(row.getString(1)));
    return openings(
        OPENINGS,
        sql -> {
          sql.setArray(1, array(sql, grants));
          sql.setLong(2, after);
          sql.setLong(3, before);
        });
  }

  private List<Opening> openings(String statement, Parameters parameters) {
    List<Opening> found = new ArrayList<>();
    query(statement, parameters, row -> found.add(new Opening(row.getLong(1), row.getString(2))));
    return found;
  }

  private NavigableMap<Long, String> policies(long through) {
    NavigableMap<Long, String> found = new TreeMap<>();
    query(
        POLICIES,
        sql -> sql.setLong(1, through),
        row -> found.put(row.getLong(1), String.valueOf(row.getString(2))));
    return found;
  }

  private List<GrantHistory> histories(List<Opening> some, long through) {
    Map<String, List<Entry>> own = entries(some.stream().map(Opening::grant).toList(), through);
    Map<String, List<Entry>> ofRequests =
        entries(own.values().stream().flatMap(GrantHistory::requests).distinct().toList(), through);
    return some.stream()
        .map(one -> GrantHistory.of(own.getOrDefault(one.grant(), List.of()), ofRequests))
        .toList();
  }

  private Map<String, List<Entry>> entries(Collection<String> subjects, long through) {
    Map<String, List<Entry>> found = new HashMap<>();
    query(
        ENTRIES,
        sql -> {
          sql.setArray(1, array(sql, subjects));
          sql.setLong(2, through);
        },
        row ->
            found
                .computeIfAbsent(row.getString(2), _ -> new ArrayList<>())
                .add(new Entry(row.getLong(1), StoredEvent.read(row.getBytes(3)))));
    return found;
  }

  private static Array array(PreparedStatement sql, Collection<String> texts) throws SQLException {
    return sql.getConnection().createArrayOf("text", texts.toArray());
  }

  /** Sets the parameters of a query. */
  private interface Parameters {
    void set(PreparedStatement sql) throws SQLException;
  }

  /** Called with each row of an answer. */
  private interface Row {
    void read(ResultSet row) throws SQLException;
  }

  private void query(String statement, Parameters parameters, Row each) {
    try (var connection = database.getConnection();
        var sql = connection.prepareStatement(statement)) {
      parameters.set(sql);
      try (var rows = sql.executeQuery()) {
        while (rows.next()) {
          each.read(rows);
        }
      }
    } catch (SQLException e) {
      throw new IllegalStateException("read the grants of a period", e);
    }
  }
}
