package dev.hourkey.app;

import dev.hourkey.retry.CallPacing;
import dev.hourkey.retry.CallPacing.Vendor;
import dev.hourkey.retry.ClockSkew;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Locale;
import java.util.function.Supplier;
import javax.sql.DataSource;

/**
 * Limits how often background work calls a vendor, across all replicas. AWS allows 20 calls a
 * second for a whole organization. Each call reserves the next turn in the database. Unused turns
 * are lost. A turn that is more than {@link ClockSkew#TOLERATED} away was reserved before the clock
 * was set back, and is ignored.
 */
@ApplicationScoped
public class CallBudget {
  /** Just under 5 calls a second. */
  static final Duration BETWEEN_CALLS = Duration.ofMillis(210);

  private static final String RESERVE =
      """
      update call_budget set next_call_at =
        greatest(least(next_call_at, clock_timestamp() + interval '%d seconds'), clock_timestamp())
          + ? * interval '1 millisecond'
      where vendor = ?
      returning extract(milliseconds from
        next_call_at - clock_timestamp() - ? * interval '1 millisecond')::bigint
      """
          .formatted(ClockSkew.TOLERATED.toSeconds());

  private final DataSource database;

  CallBudget(DataSource database) {
    this.database = database;
  }

  /** Runs work whose calls to vendors wait for their turns. */
  public <T> T within(Supplier<T> work) {
    return CallPacing.with(this::await, work);
  }

  private void await(Vendor vendor) {
    try {
      Thread.sleep(reserve(vendor));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Reserves a turn; returns how long to wait for it. */
  Duration reserve(Vendor vendor) {
    try (var connection = database.getConnection();
        var sql = connection.prepareStatement(RESERVE)) {
      sql.setLong(1, BETWEEN_CALLS.toMillis());
      sql.setString(2, vendor.name().toLowerCase(Locale.ROOT));
      sql.setLong(3, BETWEEN_CALLS.toMillis());
      try (var rows = sql.executeQuery()) {
        rows.next();
        return Duration.ofMillis(Math.max(0, rows.getLong(1)));
      }
    } catch (SQLException e) {
      throw new IllegalStateException("wait for a turn to call " + vendor, e);
    }
  }
}
