package dev.hourkey.slack;

import dev.hourkey.retry.Rate;
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
  private static final Duration MINUTE = Duration.ofMinutes(1);

  private final SlackConfig config;
  private final Clock clock;

  /** When each person's next action is due at the even rate. */
  private final Map<Key, Instant> due = new HashMap<>();

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
    return due.size();
  }

  private synchronized boolean allows(String user, Kind kind) {
    Key key = new Key(user, kind);
    Instant now = clock.instant();
    Rate rate = Rate.of(aMinute(kind), MINUTE);
    Instant at = Optional.ofNullable(due.get(key)).filter(one -> limits(one, now)).orElse(now);
    if (rate.next(at, now).isAfter(now)) {
      return false;
    }
    if (due.size() >= MOST_PEOPLE) {
      due.values().removeIf(one -> !limits(one, now));
    }
    due.put(key, rate.dueAfter(at, now));
    return true;
  }

  /**
   * Whether it takes anything off a minute's worth of actions. No more than those can be counted, so
   * an action that is due even later was counted before the clock was set back.
   */
  private static boolean limits(Instant due, Instant now) {
    return due.isAfter(now) && !due.isAfter(now.plus(MINUTE));
  }

  private int aMinute(Kind kind) {
    return switch (kind) {
      case REQUESTING, ENDING -> config.actionsPerMinute();
      case EXPLAINING -> 6;
    };
  }
}
