package dev.hourkey.catalog;

import dev.hourkey.catalog.GroupDirectory.FoundGroup;
import dev.hourkey.person.DirectoryFailure;
import dev.hourkey.retry.ClockSkew;
import dev.hourkey.text.PlainText;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * A directory's last answer to a question. If the directory stops answering, the answer stays in
 * use for a limited time, so that a short outage does not empty the list of entitlements.
 *
 * @param value empty until it has answered once
 * @param at when it last gave this answer
 * @param askedAt when it was last asked
 * @param silence present if it did not answer at that time
 * @param held a suspiciously smaller answer that is not used yet ({@link SuddenDrop})
 */
record StoredAnswer(
    Optional<Value> value,
    Instant at,
    Instant askedAt,
    Optional<Silence> silence,
    Optional<Held> held) {
  /**
   * After this time, operators are alerted. Microsoft and AWS recover from most incidents in
   * minutes; an outage that lasts longer, or a permission that is missing, needs a person.
   */
  static final Duration WARN_AFTER = Duration.ofMinutes(10);

  /**
   * After this time, Hourkey grants nothing based on the answer. So if an administrator changes a
   * group's assignments, or gives its name to another group, no grant follows the old state an hour
   * later.
   */
  static final Duration REFUSE_AFTER = Duration.ofHours(1);

  /** The state before the question was first asked. */
  static final StoredAnswer NONE =
      new StoredAnswer(
          Optional.empty(), Instant.EPOCH, Instant.EPOCH, Optional.empty(), Optional.empty());

  private static final int MAX_LENGTH = 400;

  /** An answer to one of the questions. */
  sealed interface Value {
    record Groups(List<FoundGroup> found) implements Value {}

    record Nested(Set<String> groupIds) implements Value {}

    /** Empty when Identity Center has no such group. */
    record Access(Optional<AwsAccess> opens) implements Value {}

    /**
     * The groups by Entra's object id, or by display name if Identity Center does not have that id.
     */
    record AwsGroups(Set<String> namesOrIds) implements Value {}

    /** The paths of the accounts' organizational units, by account id. */
    record OuPaths(Map<String, String> paths) implements Value {}

    record Tags(Map<String, String> tags) implements Value {}
  }

  /** An answer that is not used until it is believed. */
  record Held(Value.Access value, Instant since) {}

  /**
   * A directory that does not answer.
   *
   * @param reason the reason of the first failure; later reasons differ in their request id
   */
  record Silence(Instant since, String reason, String sentence, String forPeople, boolean lasting) {
    private Silence noLaterThan(Instant now) {
      return new Silence(earlier(since, now), reason, sentence, forPeople, lasting);
    }

    DirectoryFailure failure() {
      Throwable cause = new IllegalStateException(reason);
      return (lasting
              ? DirectoryFailure.lasting(sentence, cause)
              : DirectoryFailure.temporary(sentence, null, cause))
          .withUserText(forPeople);
    }
  }

  /**
   * If the clock was set back since the question was asked, it is due at once. The answer stays in
   * use, but its age is unknown, so it counts as given now.
   */
  StoredAnswer asOf(Instant now) {
    return ClockSkew.setBackSince(askedAt, now)
        ? new StoredAnswer(
            value,
            earlier(at, now),
            Instant.EPOCH,
            silence.map(one -> one.noLaterThan(now)),
            held.map(one -> new Held(one.value, earlier(one.since, now))))
        : this;
  }

  private static Instant earlier(Instant one, Instant other) {
    return one.isBefore(other) ? one : other;
  }

  StoredAnswer answered(Value answer, Instant now) {
    return new StoredAnswer(Optional.of(answer), now, now, Optional.empty(), Optional.empty());
  }

  StoredAnswer failed(DirectoryFailure failure, Instant now) {
    Instant since = silence.map(Silence::since).orElse(now);
    String reason = silence.map(Silence::reason).orElseGet(() -> reason(failure));
    return new StoredAnswer(
        value,
        at,
        now,
        Optional.of(
            new Silence(
                since, reason, failure.sentence(), failure.userSentenceStart(), failure.lasting())),
        held);
  }

  StoredAnswer holding(Value.Access smaller, Instant now) {
    Instant since = held.map(Held::since).orElse(now);
    return new StoredAnswer(
        value, at, now, Optional.empty(), Optional.of(new Held(smaller, since)));
  }

  /** Accepts the answer that was held back, if there is one. */
  StoredAnswer released() {
    return held.map(
            one ->
                new StoredAnswer(
                    Optional.of(one.value), askedAt, askedAt, silence, Optional.empty()))
        .orElse(this);
  }

  /** Whether Entra has shown at least one group. */
  boolean showsGroups() {
    return value
        .filter(one -> one instanceof Value.Groups(var found) && !found.isEmpty())
        .isPresent();
  }

  /** What AWS assigned; empty if that is unknown, old, or AWS has stopped answering. */
  Optional<AssignedAccess> assigned(Instant now) {
    return value
        .filter(_ -> silence.isEmpty() && !tooOld(now))
        .flatMap(one -> one instanceof Value.Access(var opens) ? opens : Optional.empty())
        .map(opens -> new AssignedAccess(opens, Duration.between(at, now)));
  }

  boolean tooOld(Instant now) {
    return !now.isBefore(at.plus(REFUSE_AFTER));
  }

  /**
   * A warning for operators. It stays the same while the directory does not answer, so that it is
   * logged once.
   */
  Optional<String> warning(String directory, Instant now) {
    return silence
        .filter(one -> value.isPresent() && !now.isBefore(one.since.plus(WARN_AFTER)))
        .map(
            one ->
                "%s has not answered since %s (%s); its last answer is used until %s"
                    .formatted(
                        directory,
                        at.truncatedTo(ChronoUnit.SECONDS),
                        one.reason,
                        at.plus(REFUSE_AFTER).truncatedTo(ChronoUnit.SECONDS)));
  }

  /** Why the answer can't be used, as the rest of a sentence about an entitlement. */
  String refusal(String directory) {
    return "%s has not answered since %s%s, and its last answer is too old to grant on"
        .formatted(
            directory,
            at.truncatedTo(ChronoUnit.SECONDS),
            silence.map(one -> " (" + one.reason + ")").orElse(""));
  }

  private static String reason(DirectoryFailure failure) {
    Throwable cause = failure.getCause();
    String said =
        failure.vendorError().isPresent() || cause == null || cause.getMessage() == null
            ? ""
            : ": " + cause.getMessage();
    String all = (failure.sentence() + said).replaceAll("\\s+", " ");
    return PlainText.cut(all, MAX_LENGTH);
  }
}
