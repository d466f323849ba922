package dev.hourkey.audit;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentSkipListMap;
import javax.sql.DataSource;

/**
 * Which grants were open after an entry, found by following the trail. The answers for some entries
 * are remembered, so that only the first question follows the whole trail. The hash of an entry
 * shows that the trail up to it is still the one that was followed, for example after a restore.
 */
@ApplicationScoped
class OpenGrants {
  /** Few enough that PostgreSQL answers in time even if it has to read them from a slow disk. */
  private static final int STRETCH = 50_000;

  /** Leaves out the grants that both began and ended within the stretch. */
  private static final String CHANGES =
      """
      select subject, max(seq) > coalesce(max(seq) filter (where type = 'grant_ended'), 0)
      from audit_event
      where seq > ? and seq <= ? and type in ('grant_opened', 'member_returned', 'grant_ended')
      group by subject
      having max(seq) > coalesce(max(seq) filter (where type = 'grant_ended'), 0)
        or not bool_or(type = 'grant_opened')
      """;

  private static final String BEGUN =
      """
      select subject from audit_event
      where seq > ? and seq <= ? and type in ('grant_opened', 'member_returned')
      """;

  /** Few enough that a long trail with many open grants takes little memory. */
  private static final int MAX_REMEMBERED = 64;

  private static final String HASH = "select encode(hash, 'hex') from audit_event where seq = ?";

  private final DataSource database;
  private final int stretch;
  private final ConcurrentSkipListMap<Long, Answer> remembered = new ConcurrentSkipListMap<>();

  @Inject
  OpenGrants(DataSource database) {
    this(database, STRETCH);
  }

  /**
   * @param stretch how many entries lie between two that are remembered
   */
  OpenGrants(DataSource database, int stretch) {
    this.database = database;
    this.stretch = stretch;
  }

  /** The open grants after the entry with this hash; the hash is empty before the first entry. */
  private record Answer(long seq, Optional<String> hash, Set<String> grants) {
    static final Answer BEFORE_ALL = new Answer(0, Optional.empty(), Set.of());
  }

  /**
   * The grants that were open after the first of these entries, or after any later one up to the
   * second.
   */
  Set<String> between(long before, long through) throws SQLException {
    Set<String> found = new HashSet<>(after(before));
    try (var connection = database.getConnection();
        var sql = connection.prepareStatement(BEGUN)) {
      sql.setLong(1, before);
      sql.setLong(2, through);
      try (var rows = sql.executeQuery()) {
        while (rows.next()) {
          found.add(rows.getString(1));
        }
      }
    }
    return found;
  }

  /** One at a time: the first question follows the whole trail, and all others use the result. */
  private synchronized Set<String> after(long seq) throws SQLException {
    Answer answer = latest(seq);
    while (seq - answer.seq() >= stretch) {
      answer = readNextStretch(answer);
    }
    return next(answer, seq).grants();
  }

  /** Whether at least one stretch up to this entry was not followed yet. */
  boolean behind(long head) {
    return head - (remembered.isEmpty() ? 0 : remembered.lastKey()) >= stretch;
  }

  /**
   * Reads one more stretch of the trail in advance, so that the next question does not have to. A
   * question waits for at most one stretch, and continues where that stretch ended.
   *
   * @return false if less than a stretch was left up to this entry
   */
  synchronized boolean advance(long head) throws SQLException {
    Answer answer = latest(head);
    return head - answer.seq() >= stretch && readNextStretch(answer).hash().isPresent();
  }

  private Answer readNextStretch(Answer answer) throws SQLException {
    Answer further = next(answer, answer.seq() + stretch);
    if (further.hash().isPresent()) {
      remember(further);
    }
    return further;
  }

  private void remember(Answer answer) {
    remembered.put(answer.seq(), answer);
    if (remembered.size() > MAX_REMEMBERED) {
      List<Long> all = List.copyOf(remembered.keySet());
      for (int i = 1; i < all.size() - 1; i += 2) { // Keeps an even spread.
        remembered.remove(all.get(i));
      }
    }
  }

  /** The latest remembered answer up to an entry that the trail still has. */
  private Answer latest(long seq) throws SQLException {
    for (Map.Entry<Long, Answer> floor = remembered.floorEntry(seq);
        floor != null;
        floor = remembered.floorEntry(seq)) {
      Answer answer = floor.getValue();
      try (var connection = database.getConnection()) {
        if (hash(answer.seq(), connection).equals(answer.hash())) {
          return answer;
        }
      }
      remembered.remove(floor.getKey(), answer);
    }
    return Answer.BEFORE_ALL;
  }

  /**
   * Reads the hash first, so that an answer for a trail that is replaced meanwhile is not mistaken
   * for the new trail's.
   */
  private Answer next(Answer earlier, long seq) throws SQLException {
    Set<String> grants = new HashSet<>(earlier.grants());
    try (var connection = database.getConnection();
        var sql = connection.prepareStatement(CHANGES)) {
      Optional<String> hash = hash(seq, connection);
      sql.setLong(1, earlier.seq());
      sql.setLong(2, seq);
      try (var rows = sql.executeQuery()) {
        while (rows.next()) {
          if (rows.getBoolean(2)) {
            grants.add(rows.getString(1));
          } else {
            grants.remove(rows.getString(1));
          }
        }
      }
      return new Answer(seq, hash, grants);
    }
  }

  private static Optional<String> hash(long seq, Connection connection) throws SQLException {
    try (var sql = connection.prepareStatement(HASH)) {
      sql.setLong(1, seq);
      try (var rows = sql.executeQuery()) {
        return rows.next() ? Optional.of(rows.getString(1)) : Optional.empty();
      }
    }
  }
}
