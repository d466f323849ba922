package dev.hourkey.sandbox.entra;

import dev.hourkey.sandbox.directory.DirectoryStandIn;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.Map;

/**
 * The replica of Entra that answers Graph's calls, which may not have seen yet what another one
 * accepted. It does not lag until that is set.
 */
final class LaggingReplica {
  private final Clock clock;
  private final Map<String, Instant> created = new HashMap<>();
  private final Map<Missing, Integer> missing = new EnumMap<>(Missing.class);
  private Duration readLag = Duration.ZERO;
  private int laggingReads;
  private Duration writeLag = Duration.ZERO;

  LaggingReplica(Clock clock) {
    this.clock = clock;
  }

  /** What a write does not find although it exists. */
  enum Missing {
    GROUP,
    PERSON,
    MEMBERSHIP
  }

  /** Makes everything known to every replica. */
  synchronized void reset() {
    created.clear();
    missing.clear();
    readLag = Duration.ZERO;
    laggingReads = 0;
    writeLag = Duration.ZERO;
  }

  /** Notes that a user or a group is created. */
  synchronized void created(String id) {
    created.putIfAbsent(id, clock.instant());
  }

  /** The next {@code times} reads of members, and every read of an object, lag by this much. */
  synchronized void reads(Duration lag, int times) {
    readLag = lag;
    laggingReads = lag.isZero() ? 0 : times;
  }

  /** Every write lags by this much. */
  synchronized void writes(Duration lag) {
    writeLag = lag;
  }

  /** The next writes find this missing. */
  synchronized void miss(Missing what, int times) {
    missing.put(what, times);
  }

  /** How far this read of members lags. */
  synchronized Duration nextRead() {
    if (laggingReads == 0) {
      return Duration.ZERO;
    }
    if (laggingReads != DirectoryStandIn.ALWAYS) {
      laggingReads--;
    }
    return readLag;
  }

  synchronized Duration write() {
    return writeLag;
  }

  /** Whether reads see this user or group. */
  synchronized boolean shows(String id) {
    return laggingReads == 0 || isOlder(id, readLag);
  }

  /** Whether this write finds that missing. */
  synchronized boolean misses(Missing what) {
    int times = missing.getOrDefault(what, 0);
    if (times > 0 && times != DirectoryStandIn.ALWAYS) {
      missing.put(what, times - 1);
    }
    return times > 0;
  }

  /** As {@link #misses(Missing)}, for a group or a person that may be too new for it. */
  synchronized boolean misses(Missing what, String id) {
    return misses(what) || !isOlder(id, writeLag);
  }

  private boolean isOlder(String id, Duration lag) {
    Instant since = created.get(id);
    return since == null || lag.isZero() || !since.plus(lag).isAfter(clock.instant());
  }
}
