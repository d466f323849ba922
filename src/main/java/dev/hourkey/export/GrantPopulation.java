package dev.hourkey.export;

import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Instant;
import java.time.ZoneOffset;
import javax.sql.DataSource;

/**
 * Reads all grants that overlap a period, as they are at one moment, with what the audit trail says
 * of each. PostgreSQL sends them through a cursor, so that memory does not grow with their number.
 */
@ApplicationScoped
class GrantPopulation {
  private static final int FETCHED_AT_ONCE = 500;

  /** Longer than usual: a caller may read slowly, but not hold the snapshot forever. */
  private static final String WAIT_FOR_READER =
      "set local idle_in_transaction_session_timeout = '30s'";

  /**
   * Leaves out grants that ended before the period: every open grant is newer, and no ended grant
   * lasted longer. One day is added, because a day of an interval may have 25 hours.
   */
  private static final String GRANTS =
      """
      select g.id, g.request, g.holder, holder.name, holder.principal_name, g.entitlement,
        g.entitlement_name, g.group_id, g.group_name, g.opens, r.high_risk, r.requested_at, r.sent_by,
        r.by_chat_guest, r.justification, r.ticket, r.judged_by, g.opened_at, g.starts_at, g.added_at,
        g.live_since, coalesce(g.ends_at, g.deadline) as planned_end, g.due_at, g.removed_at, g.ended_at,
        g.phase, g.cause, g.revoked_by, g.revoke_reason, g.extensions, g.returned_at,
        exists (select from break_glass_review where request = g.request) as break_glass,
        trail.first, trail.last, trail.payloads
      from access_grant g
        join access_request r on r.id = g.request
        join person holder on holder.id = g.holder
        cross join lateral (
          select min(seq) as first, max(seq) as last,
            array_agg(payload order by seq) filter (
              where type in ('access_requested', 'request_reviewed', 'request_approved')) as payloads
          from audit_event
          where subject in (g.id::text, g.request::text, g.extended_by::text) and seq <= ?) trail
      where g.opened_at < ? and (g.ended_at is null or g.ended_at > ?) and g.opened_at >= least(
        (select min(opened_at) from access_grant where ended_at is null),
        cast(? as timestamptz) - interval '1 day'
          - (select max(ended_at - opened_at) from access_grant where ended_at is not null))
      order by g.opened_at desc, g.id
      """;

  private final DataSource database;

  GrantPopulation(DataSource database) {
    this.database = database;
  }

  /** What is done with each row. */
  @FunctionalInterface
  interface Visitor {
    void visit(String row) throws IOException;
  }

  /** Visits the grants of the period, the newest first. */
  void read(ExportHeader header, Visitor visitor) throws IOException {
    try (var connection = database.getConnection()) {
      connection.setAutoCommit(false); // The driver uses a cursor only within a transaction.
      try {
        read(connection, header, visitor);
      } finally {
        connection.rollback();
        connection.setAutoCommit(true);
      }
    } catch (SQLException e) {
      throw new IllegalStateException("read the grants of a period", e);
    }
  }

  private static void read(Connection connection, ExportHeader header, Visitor visitor)
      throws SQLException, IOException {
    try (var settings = connection.createStatement();
        var sql = connection.prepareStatement(GRANTS)) {
      settings.execute("set transaction isolation level repeatable read read only");
      settings.execute(WAIT_FOR_READER);
      sql.setFetchSize(FETCHED_AT_ONCE);
      sql.setLong(1, header.through());
      set(sql, 2, header.spec().to().orElseThrow());
      set(sql, 3, header.spec().from().orElseThrow());
      set(sql, 4, header.spec().from().orElseThrow());
      try (var rows = sql.executeQuery()) {
        while (rows.next()) {
          visitor.visit(GrantRecord.csv(rows, header.at()));
        }
      }
    }
  }

  private static void set(PreparedStatement sql, int parameter, Instant time) throws SQLException {
    sql.setObject(parameter, time.atOffset(ZoneOffset.UTC));
  }
}
