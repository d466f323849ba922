package dev.hourkey.slack;

import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Limits the actions of each person. The whole workspace shares one quota for Slack and one for
 * Graph, and a script or a stuck key must not use it up for everybody else. Each replica counts
 * separately.
 */
@ApplicationScoped
class ActionRateLimiter {
  private static final int MOST_PEOPLE = 5_000;

  /** A clock that goes back by more than this was reset, and the counts are void. */
  private static final Duration SET_ANEW = Duration.ofMinutes(1);

  private final SlackConfig config;
  private final Clock clock;
  private final Map<Key, Bucket> buckets = new HashMap<>();

  ActionRateLimiter(SlackConfig config, Clock clock) {
    this.config = config;
    this.clock = clock;
  }

  /** Kinds are counted separately, so that a person who requests too often can still end access. */
  enum Kind {
    /** Requests and decisions, and the forms for them: each needs calls of Slack and Graph. */
    REQUESTING,

    /** Ending access, or cancelling a request for it. */
    ENDING,

    /** Messages about a refusal, because they are calls of Slack as well. */
    EXPLAINING
  }

  private record Key(String user, Kind kind) {}

  /** How many of its tokens were left when it was last used. */
  private record Bucket(double tokens, Instant at) {}

  /** Counts one more action; returns the reason for a refusal if there were too many. */
  Optional<String> refusal(String user, Kind kind) {
    return allows(user, kind)
        ? Optional.empty()
        : Optional.of(
            "That was more than %d actions in a minute, and Hourkey leaves room for others. Nothing was changed. Wait a few seconds and try again."
                .formatted(aMinute(kind)));
  }

  /** Whether one more refusal may be explained in a separate message. */
  boolean mayExplain(String user) {
    return allows(user, Kind.EXPLAINING);
  }

  /** How many counts are kept. */
  synchronized int size() {
    return buckets.size();
  }

  private synchronized boolean allows(String user, Kind kind) {
    Key key = new Key(user, kind);
    Instant now = clock.instant();
    double tokens = tokens(key, now);
    if (tokens < 1) {
      return false;
    }
    if (buckets.size() >= MOST_PEOPLE) {
      buckets.keySet().removeIf(one -> tokens(one, now) >= aMinute(one.kind));
    }
    buckets.put(key, new Bucket(tokens - 1, now));
    return true;
  }

  /** A minute's worth at first, and refilled evenly within a minute. */
  private double tokens(Key key, Instant now) {
    Bucket bucket = buckets.get(key);
    if (bucket == null || bucket.at.minus(SET_ANEW).isAfter(now)) {
      return aMinute(key.kind);
    }
    double minutes = Math.max(0, Duration.between(bucket.at, now).toMillis()) / 60_000.0;
    return Math.min(aMinute(key.kind), bucket.tokens + minutes * aMinute(key.kind));
  }

  private int aMinute(Kind kind) {
    return switch (kind) {
      case REQUESTING, ENDING -> config.actionsPerMinute();
      case EXPLAINING -> 6;
    };
  }
}
