package dev.hourkey.audit;

import jakarta.enterprise.context.ApplicationScoped;
import java.sql.SQLException;
import java.util.function.Consumer;
import javax.sql.DataSource;

/**
 * Reads the hashes of the trail's entries, which are the entries of its Merkle tree. Each page is a
 * query of its own, so no transaction stays open.
 */
@ApplicationScoped
public class EntryHashes {
  private static final int PAGE = 20_000;

  private static final String HASHES =
      "select seq, hash from audit_event where seq > ? and seq <= ? order by seq limit " + PAGE;

  private final DataSource database;

  EntryHashes(DataSource database) {
    this.database = database;
  }

  /**
   * Reads entries in their order.
   *
   * @param after the number of the last entry that is left out
   * @param through the number of the last entry that is read
   * @return false if an entry is missing
   */
  public boolean read(long after, long through, Consumer<byte[]> entries) {
    long seq = after;
    while (seq < through) {
      long last = page(seq, through, entries);
      if (last == seq || last < 0) {
        return false;
      }
      seq = last;
    }
    return true;
  }

  /** Returns the last number that was read, or a negative one if there is a gap. */
  private long page(long after, long through, Consumer<byte[]> entries) {
    try (var connection = database.getConnection();
        var sql = connection.prepareStatement(HASHES)) {
      sql.setLong(1, after);
      sql.setLong(2, through);
      long seq = after;
      try (var rows = sql.executeQuery()) {
        while (rows.next()) {
          seq++;
          if (rows.getLong(1) != seq) {
            return -1;
          }
          entries.accept(rows.getBytes(2));
        }
      }
      return seq;
    } catch (SQLException e) {
      throw new IllegalStateException("read the audit trail after entry " + after, e);
    }
  }
}
