package dev.hourkey.catalog;

import dev.hourkey.person.DirectoryFailure;
import dev.hourkey.text.PlainText;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The last answers of one directory. When the directory stops answering, they stay in use for a
 * limited time, so that a short outage does not empty the list of entitlements.
 */
final class AnswerCache<Q, A> {
  /**
   * After this, operators are told. Microsoft and AWS recover from most incidents in minutes; an
   * outage that lasts longer, or a permission that is missing, needs a person.
   */
  static final Duration WARN_AFTER = Duration.ofMinutes(10);

  /**
   * After this, nothing is granted on the answer. An administrator who changes a group's
   * assignments, or gives its name to another group, can rely on that: an hour later no grant
   * follows the old state.
   */
  static final Duration REFUSE_AFTER = Duration.ofHours(1);

  private static final int MOST_CHARACTERS = 400;

  private final String directory;
  private final Function<Q, A> source;
  private final Clock clock;
  private final Map<Q, Kept<A>> answers = new ConcurrentHashMap<>();

  AnswerCache(String directory, Function<Q, A> source, Clock clock) {
    this.directory = directory;
    this.source = source;
    this.clock = clock;
  }

  /**
   * An answer.
   *
   * @param silence present when the directory did not answer, so that this is its previous answer
   */
  record Answer<A>(A value, Optional<Silence> silence) {}

  /**
   * A question that a directory has stopped answering.
   *
   * @param since when it last answered
   * @param reason that of the first failure
   * @param failure the latest one
   */
  record Silence(
      String directory, Instant since, Duration age, String reason, DirectoryFailure failure) {
    boolean worthAWarning() {
      return age.compareTo(WARN_AFTER) >= 0;
    }

    boolean tooOld() {
      return age.compareTo(REFUSE_AFTER) >= 0;
    }

    /** A sentence that stays the same while the directory is silent, so that it is logged once. */
    String warning() {
      return "%s has not answered since %s (%s); its last answer is used until %s"
          .formatted(
              directory,
              since.truncatedTo(ChronoUnit.SECONDS),
              reason,
              since.plus(REFUSE_AFTER).truncatedTo(ChronoUnit.SECONDS));
    }

    /** The rest of a sentence about an entitlement. */
    String refusal() {
      return "%s has not answered since %s (%s), and its last answer is too old to grant on"
          .formatted(directory, since.truncatedTo(ChronoUnit.SECONDS), reason);
    }
  }

  /**
   * Asks the directory.
   *
   * @throws DirectoryFailure when it does not answer and has never answered this question
   */
  Answer<A> ask(Q question) {
    Instant now = clock.instant();
    try {
      A value = source.apply(question);
      answers.put(question, new Kept<>(value, now, null));
      return new Answer<>(value, Optional.empty());
    } catch (DirectoryFailure failure) {
      Kept<A> kept =
          answers.computeIfPresent(question, (_, before) -> before.failing(reason(failure)));
      if (kept == null) {
        throw failure;
      }
      return new Answer<>(kept.value, Optional.of(silence(kept, now, failure)));
    }
  }

  private Silence silence(Kept<A> kept, Instant now, DirectoryFailure failure) {
    return new Silence(
        directory, kept.at, Duration.between(kept.at, now), String.valueOf(kept.reason), failure);
  }

  private static String reason(DirectoryFailure failure) {
    Throwable cause = failure.getCause();
    String said =
        failure.vendorError().isPresent() || cause == null || cause.getMessage() == null
            ? ""
            : ": " + cause.getMessage();
    String all = (failure.sentence() + said).replaceAll("\\s+", " ");
    return PlainText.cut(all, MOST_CHARACTERS);
  }

  /**
   * @param reason that of the first failure; later ones differ in their request id and would be
   *     logged again
   */
  private record Kept<A>(A value, Instant at, @Nullable String reason) {
    Kept<A> failing(String why) {
      return reason == null ? new Kept<>(value, at, why) : this;
    }
  }
}
