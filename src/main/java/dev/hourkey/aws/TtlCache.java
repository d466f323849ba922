package dev.hourkey.aws;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;

/**
 * Keeps answers for a short time, so that one pass over the policy file asks each question only
 * once. A caller that needs a fresher answer says how old it may be.
 */
final class TtlCache<K, V> {
  private final Map<K, Entry<V>> answers = new ConcurrentHashMap<>();
  private final Clock clock;
  private final Function<V, Duration> time;

  TtlCache(Clock clock, Duration time) {
    this(clock, _ -> time);
  }

  /** Keeps each answer for a time that depends on the answer. */
  TtlCache(Clock clock, Function<V, Duration> time) {
    this.clock = clock;
    this.time = time;
  }

  V get(K key, Function<K, V> ask) {
    return get(key, ask, Instant.MIN);
  }

  /** An answer from {@code since} or later that has not expired. */
  V get(K key, Function<K, V> ask, Instant since) {
    Instant now = clock.instant();
    Entry<V> kept = answers.get(key);
    if (kept == null
        || kept.at().isBefore(since)
        || kept.at().isAfter(now) // The clock was set back.
        || !now.isBefore(kept.at().plus(time.apply(kept.answer())))) {
      kept = new Entry<>(ask.apply(key), now);
      answers.put(key, kept);
    }
    return kept.answer();
  }

  private record Entry<V>(V answer, Instant at) {}
}
