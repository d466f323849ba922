package dev.hourkey.app;

import static java.util.Objects.requireNonNull;

import jakarta.enterprise.context.ApplicationScoped;
import java.sql.Array;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.sql.DataSource;

/**
 * Records which replica works on which due row. Claims only keep two replicas from doing the same
 * work at the same time. If a claim is lost or duplicated, the fences of the rows make that
 * harmless, so claims need not reach the disk before the work begins.
 */
@ApplicationScoped
class WorkClaims {
  private static final String RELEASE =
      "delete from work_claim where queue = ? and replica = ? and item <> all (?)";

  /** Skips rows that another transaction is changing, and does not wait for the disk. */
  private static final String CLAIM =
      """
      with not_waiting_for_the_disk as (
        select set_config('synchronous_commit', 'off', true)
      )
      insert into work_claim (queue, item, replica)
      select ?, due.item, ? from not_waiting_for_the_disk, (
        select %2$s::text as item from %1$s
        where %3$s <= ? and %4$s and %2$s::text <> all (?)
          and not exists (select from work_claim where queue = ? and item = %1$s.%2$s::text)
        order by %3$s limit ? for no key update of %1$s skip locked
      ) due
      on conflict do nothing
      returning item
      """;

  private static final String OLDEST =
      """
      select min(%3$s) from %1$s where %3$s <= ? and %4$s
        and not exists (select from work_claim where queue = ? and item = %1$s.%2$s::text)
      """;

  /** The order makes PostgreSQL use the index on the due column, however many rows it expects. */
  private static final String IS_DUE =
      """
      select '%5$s' where (
        select %3$s from %1$s where %3$s <= ? and %4$s
          and not exists (select from work_claim where queue = '%5$s' and item = %1$s.%2$s::text)
        order by %3$s limit 1) is not null
      """;

  private static final String DUE =
      Stream.of(WorkQueue.values())
          .map(queue -> of(queue, IS_DUE))
          .collect(Collectors.joining("union all "));

  /** Built once, because a replica claims work many times a second. */
  private final Map<WorkQueue, String> claims = new EnumMap<>(WorkQueue.class);

  private final DataSource database;

  WorkClaims(DataSource database) {
    this.database = database;
    for (WorkQueue queue : WorkQueue.values()) {
      claims.put(queue, of(queue, CLAIM));
    }
  }

  /**
   * Claims what is due, the longest due first.
   *
   * @param excluded items not to claim now, even if no claim shows that they are being worked on
   * @param max how many to claim at most
   * @return the claimed items
   */
  List<String> claim(
      WorkQueue queue, String replica, Collection<String> excluded, int max, Instant now) {
    try (Connection connection = database.getConnection()) {
      return claim(connection, queue, replica, excluded, max, now);
    } catch (SQLException e) {
      throw failed(queue, e);
    }
  }

  /**
   * Releases what a replica has finished, and claims what is due, as {@link #claim} does.
   *
   * @param running the items that the replica is still working on
   */
  List<String> releaseAndClaim(
      WorkQueue queue,
      String replica,
      Collection<String> running,
      Collection<String> excluded,
      int max,
      Instant now) {
    try (Connection connection = database.getConnection()) {
      connection.setAutoCommit(false);
      try {
        release(connection, queue, replica, running);
        List<String> claimed = claim(connection, queue, replica, excluded, max, now);
        connection.commit();
        return claimed;
      } catch (SQLException | RuntimeException e) {
        connection.rollback();
        throw e;
      } finally {
        connection.setAutoCommit(true);
      }
    } catch (SQLException e) {
      throw failed(queue, e);
    }
  }

  private static IllegalStateException failed(WorkQueue queue, SQLException why) {
    return new IllegalStateException("claim work of " + queue, why);
  }

  private static void release(
      Connection connection, WorkQueue queue, String replica, Collection<String> running)
      throws SQLException {
    try (var sql = connection.prepareStatement(RELEASE)) {
      sql.setString(1, queue.name());
      sql.setString(2, replica);
      sql.setArray(3, texts(connection, running));
      sql.executeUpdate();
    }
  }

  private List<String> claim(
      Connection connection,
      WorkQueue queue,
      String replica,
      Collection<String> excluded,
      int max,
      Instant now)
      throws SQLException {
    try (var sql = connection.prepareStatement(requireNonNull(claims.get(queue)))) {
      sql.setString(1, queue.name());
      sql.setString(2, replica);
      sql.setObject(3, now.atOffset(ZoneOffset.UTC));
      sql.setArray(4, texts(connection, excluded));
      sql.setString(5, queue.name());
      sql.setInt(6, max);
      List<String> claimed = new ArrayList<>();
      try (var rows = sql.executeQuery()) {
        while (rows.next()) {
          claimed.add(rows.getString(1));
        }
      }
      return claimed;
    }
  }

  /** The queues with work that is due and that no replica has claimed. */
  Set<WorkQueue> due(Connection connection, Instant now) throws SQLException {
    try (var sql = connection.prepareStatement(DUE)) {
      for (int i = 1; i <= WorkQueue.values().length; i++) {
        sql.setObject(i, now.atOffset(ZoneOffset.UTC));
      }
      Set<WorkQueue> due = EnumSet.noneOf(WorkQueue.class);
      try (var rows = sql.executeQuery()) {
        while (rows.next()) {
          due.add(WorkQueue.valueOf(rows.getString(1)));
        }
      }
      return due;
    }
  }

  /** How long the oldest due row has waited for a worker. */
  Duration oldest(WorkQueue queue, Instant now) {
    try (var connection = database.getConnection();
        var sql = connection.prepareStatement(of(queue, OLDEST))) {
      sql.setObject(1, now.atOffset(ZoneOffset.UTC));
      sql.setString(2, queue.name());
      try (var rows = sql.executeQuery()) {
        rows.next();
        return Optional.ofNullable(rows.getObject(1, OffsetDateTime.class))
            .map(due -> Duration.between(due.toInstant(), now))
            .orElse(Duration.ZERO);
      }
    } catch (SQLException e) {
      throw new IllegalStateException("look for the oldest work of " + queue, e);
    }
  }

  private static String of(WorkQueue queue, String statement) {
    return statement.formatted(queue.table, queue.id, queue.due, queue.condition, queue.name());
  }

  private static Array texts(Connection connection, Collection<String> texts) throws SQLException {
    return connection.createArrayOf("text", texts.toArray());
  }
}
