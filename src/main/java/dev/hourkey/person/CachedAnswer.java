package dev.hourkey.person;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The last answer to one question, used for half a minute, so that many clicks in a short time do
 * not all ask the question. Only one caller at a time asks. An answer that is too old is never
 * used: if asking fails, all callers get that failure for a moment.
 */
public final class CachedAnswer<A> {
  /** How long an answer is used. */
  public static final Duration KEPT = Duration.ofSeconds(30);

  /** How long nobody asks again after a failure, so that callers do not queue for the next one. */
  public static final Duration FAILURE_KEPT = Duration.ofSeconds(5);

  private final Clock clock;
  private @Nullable A answer;
  private @Nullable DirectoryFailure failure;
  private Instant since = Instant.MAX;
  private Instant until = Instant.MIN;

  public CachedAnswer(Clock clock) {
    this.clock = clock;
  }

  /**
   * A new answer.
   *
   * @param until when it stops being true, if that is known
   */
  public record Fresh<A>(A answer, Optional<Instant> until) {}

  /**
   * The answer; asks the question if the last answer is too old.
   *
   * @throws DirectoryFailure when asking failed
   */
  public synchronized A get(Supplier<Fresh<A>> question) {
    Instant now = clock.instant();
    A kept = answer;
    if (kept != null && valid(now)) {
      return kept;
    }
    if (failure != null && valid(now)) {
      throw failure;
    }
    return ask(now, question);
  }

  /**
   * Whether the answer may be used. An answer from the future may not, because the clock was set
   * back.
   */
  private boolean valid(Instant now) {
    return !now.isBefore(since) && now.isBefore(until);
  }

  private A ask(Instant now, Supplier<Fresh<A>> question) {
    since = now;
    answer = null;
    failure = null;
    try {
      Fresh<A> fresh = question.get();
      Instant longest = now.plus(KEPT);
      until = fresh.until().filter(longest::isAfter).orElse(longest);
      answer = fresh.answer();
      return fresh.answer();
    } catch (DirectoryFailure e) {
      until = now.plus(FAILURE_KEPT);
      failure = e;
      throw e;
    }
  }
}
