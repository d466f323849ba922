package dev.hourkey.request;

import dev.hourkey.retry.RateLimit;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Limits the actions of each person, in the chat and in the console, and those of each program. All
 * share one quota for Slack and one for Graph, and a script or a stuck key must not use them up for
 * everybody else. Each replica counts separately.
 */
@ApplicationScoped
public class ActionRateLimiter {
  private static final int MAX_PEOPLE = 5_000;
  private static final Duration MINUTE = Duration.ofMinutes(1);

  private final ActionRateConfig config;
  private final Clock clock;

  private final Map<Key, Count> counts = new HashMap<>();

  ActionRateLimiter(ActionRateConfig config, Clock clock) {
    this.config = config;
    this.clock = clock;
  }

  /** Kinds are counted separately, so that a person who requests too often can still end access. */
  public enum Kind {
    /** Requests and decisions, and the forms for them: each needs calls to Slack and Graph. */
    REQUESTING,

    /** Ending access, or cancelling a request for it. */
    ENDING,

    /** Opening the Home or the status, which asks Slack and Graph. */
    OPENING,

    /** Opening a console page, which asks Graph for the person's role. */
    VIEWING,

    /** Writing about a request: each message is stored and passed on. */
    WRITING,

    /** Requests of one program: anybody who has its token can send them. */
    PROGRAM_REQUESTING,

    /** Requests of programs for one person. They do not count towards the person's own limit. */
    REQUESTED_BY_PROGRAMS,

    /**
     * Requests that workflows propose to one person. Anybody who runs a workflow can name anybody,
     * so these don't count towards the named person's own limit.
     */
    PROPOSED_BY_WORKFLOWS,

    /** Messages about a refusal, because each needs a call to Slack as well. */
    EXPLAINING
  }

  private record Key(String user, Kind kind) {}

  /** When a person's next action is due at the even rate, and when the last one was. */
  private record Count(Instant due, Instant last) {
    /** Whether it still limits the person; false if the clock was set back since then. */
    boolean limits(Instant now) {
      return due.isAfter(now) && !last.isAfter(now);
    }
  }

  /** Counts one more action; returns the reason for a refusal if there were too many. */
  public Optional<String> refusal(String user, Kind kind) {
    return delay(user, kind)
        .map(
            _ ->
                "That was more than %d actions in a minute. Nothing was changed. Wait a few seconds and try again."
                    .formatted(limitPerMinute(kind)));
  }

  /** Whether one more refusal may be explained in a separate message. */
  public boolean mayExplain(String user) {
    return delay(user, Kind.EXPLAINING).isEmpty();
  }

  /** Counts one more action; if there were too many, returns how long to wait for the next. */
  public synchronized Optional<Duration> delay(String user, Kind kind) {
    Key key = new Key(user, kind);
    Instant now = clock.instant();
    RateLimit rate = RateLimit.of(limitPerMinute(kind), MINUTE);
    Instant due =
        Optional.ofNullable(counts.get(key))
            .filter(count -> count.limits(now))
            .map(Count::due)
            .orElse(now);
    Instant next = rate.next(due, now);
    if (next.isAfter(now)) {
      return Optional.of(Duration.between(now, next));
    }
    if (counts.size() >= MAX_PEOPLE) {
      counts.values().removeIf(count -> !count.limits(now));
    }
    counts.put(key, new Count(rate.dueAfter(due, now), now));
    return Optional.empty();
  }

  private int limitPerMinute(Kind kind) {
    return switch (kind) {
      case REQUESTING, ENDING, PROGRAM_REQUESTING -> config.actionsPerMinute();
      case OPENING, WRITING -> 20;
      case VIEWING -> 3 * config.actionsPerMinute(); // A page may refresh itself every two seconds.
      case REQUESTED_BY_PROGRAMS, PROPOSED_BY_WORKFLOWS -> 10;
      case EXPLAINING -> 6;
    };
  }
}
