package dev.hourkey.audit;

import jakarta.enterprise.context.ApplicationScoped;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import javax.sql.DataSource;

/** Who held what at a moment, reconstructed from the audit trail alone. */
@ApplicationScoped
public class AccessHistory {
  /** Grants that were open at an entry, and those that began until a later one. */
  private static final String OPEN =
      """
      select subject from audit_event
      where seq <= ? and type in ('grant_opened', 'member_returned', 'grant_ended')
      group by subject
      having max(seq) filter (where type <> 'grant_ended')
        > coalesce(max(seq) filter (where type = 'grant_ended'), 0)
      union
      select subject from audit_event
      where seq > ? and seq <= ? and type in ('grant_opened', 'member_returned')
      """;

  private static final String ENTRIES =
      """
      select subject, payload from audit_event
      where subject = any(?) and seq <= ? order by seq
      """;

  private final DataSource database;
  private final AuditReader reader;
  private final AuditTrail trail;

  AccessHistory(DataSource database, AuditReader reader, AuditTrail trail) {
    this.database = database;
    this.reader = reader;
    this.trail = trail;
  }

  /** The grants that were opened by this moment and had not ended, the first ones first. */
  public List<HeldAccess> at(Instant moment) {
    long head = trail.head().seq();
    long before = reader.before(moment, head);
    long through = reader.through(moment, head);
    try (var connection = database.getConnection()) {
      Map<String, List<String>> found = entries(connection, before, through);
      return found.entrySet().stream()
          .flatMap(one -> HeldAccess.of(one.getKey(), one.getValue(), moment).stream())
          .sorted(
              Comparator.comparing((HeldAccess held) -> held.openedAt().orElse(Instant.MIN))
                  .thenComparing(HeldAccess::grant))
          .toList();
    } catch (SQLException e) {
      throw new IllegalStateException("reconstruct who held what at " + moment, e);
    }
  }

  private static Map<String, List<String>> entries(Connection connection, long before, long through)
      throws SQLException {
    List<String> grants = new ArrayList<>();
    try (var sql = connection.prepareStatement(OPEN)) {
      sql.setLong(1, before);
      sql.setLong(2, before);
      sql.setLong(3, through);
      try (var rows = sql.executeQuery()) {
        while (rows.next()) {
          grants.add(rows.getString(1));
        }
      }
    }
    Map<String, List<String>> entries = new LinkedHashMap<>();
    try (var sql = connection.prepareStatement(ENTRIES)) {
      sql.setArray(1, connection.createArrayOf("text", grants.toArray()));
      sql.setLong(2, through);
      try (var rows = sql.executeQuery()) {
        while (rows.next()) {
          entries.computeIfAbsent(rows.getString(1), _ -> new ArrayList<>()).add(rows.getString(2));
        }
      }
    }
    return entries;
  }
}
