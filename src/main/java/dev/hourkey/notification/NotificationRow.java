package dev.hourkey.notification;

import static java.util.Objects.requireNonNullElse;

import dev.hourkey.notification.Deliveries.Attempt;
import dev.hourkey.notification.Messenger.MessageRef;
import dev.hourkey.notification.Messenger.Posted;
import dev.hourkey.notification.RateLimiter.Reservation;
import dev.hourkey.retry.Backoff;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A notification in the outbox. {@code wanted} counts its versions; {@code sent} is the version
 * that was delivered last.
 */
@Entity
@Table(name = "notification")
class NotificationRow {
  private static final Backoff BACKOFF =
      new Backoff(Duration.ofSeconds(1), Duration.ofSeconds(60), 0.25);

  @Id private String key = "";
  private String kind = "";
  private UUID subject = new UUID(0, 0);
  private int number;
  private int wanted = 1;
  private int sent;
  private @Nullable String channel;
  private @Nullable String message;
  private @Nullable String digest;
  private int attempts;
  private int fence;
  private @Nullable String reservationKey;
  private @Nullable Instant reservationAt;
  private @Nullable String givenUp;
  private Instant createdAt = Instant.EPOCH;
  @Column private @Nullable Instant wantedAt;
  private @Nullable Instant nextTryAt;
  private @Nullable String alarm;
  private @Nullable String operator;
  private @Nullable Instant since;
  private @Nullable Instant overAt;
  private int changes;

  Notification notification() {
    return new NotificationColumns(kind, subject, number, alarm, operator).notification();
  }

  String key() {
    return key;
  }

  /** When to try again; empty when there is nothing to deliver. */
  Optional<Instant> nextTryAt() {
    return Optional.ofNullable(nextTryAt);
  }

  /** The state of this alarm. */
  AlarmState alarmState() {
    return new AlarmState(
        requireNonNullElse(since, createdAt), Optional.ofNullable(overAt), changes);
  }

  /** Whether a later attempt has begun. */
  boolean hasNewerAttemptThan(Attempt attempt) {
    return fence != attempt.fence();
  }

  Optional<Posted> posted() {
    return channel == null || message == null
        ? Optional.empty()
        : Optional.of(new Posted(new MessageRef(channel, message), Optional.ofNullable(digest)));
  }

  /** Whether its message is still the one that the attempt would have updated. */
  boolean sameMessageAs(Attempt attempt) {
    return posted().map(Posted::at).equals(attempt.posted().map(Posted::at));
  }

  void postedAs(Posted shown) {
    channel = shown.at().channel();
    message = shown.at().message();
  }

  Optional<Reservation> reservation() {
    return reservationKey == null || reservationAt == null
        ? Optional.empty()
        : Optional.of(new Reservation(reservationKey, reservationAt));
  }

  /** Waits until the time of a reservation, and keeps the reservation until then. */
  void waitFor(Reservation reservation) {
    reservationKey = reservation.key();
    reservationAt = reservation.at();
    nextTryAt = reservation.at();
  }

  /**
   * Begins an attempt, which supersedes any earlier one that has not reported yet. Until the
   * attempt reports a delivery, it is unknown what the message shows.
   */
  Attempt begin(Optional<String> probed) {
    Attempt attempt = new Attempt(key, notification(), wanted, ++fence, posted(), probed);
    reservationKey = null;
    reservationAt = null;
    digest = null;
    return attempt;
  }

  /**
   * Records a delivered version. The digest of what it shows is kept only for the newest version. A
   * newer version may be wanted because a superseded attempt has replaced the text.
   */
  void delivered(int version, Optional<Posted> shown, Instant now) {
    sent = version;
    attempts = 0;
    nextTryAt = sent == wanted ? null : now;
    digest = sent == wanted ? shown.flatMap(Posted::digest).orElse(null) : null;
  }

  /** Plans another attempt after a pause, and not before {@code earliest}. */
  void tryAgain(Instant earliest, Instant now, double chance) {
    attempts++;
    Instant then = now.plus(BACKOFF.after(attempts, chance));
    nextTryAt = then.isAfter(earliest) ? then : earliest;
  }

  /** The chat limits the rate. That does not count as a failure of this notification. */
  void rateLimited(Instant until) {
    nextTryAt = until;
  }

  /** Gives up on a version. A later version may be deliverable. */
  void refused(int version, String why, Instant now) {
    if (wanted == version) {
      givenUp = why;
      nextTryAt = null;
    } else {
      nextTryAt = now;
    }
  }

  /**
   * Plans another update of the message after a superseded attempt. Nothing stops a late call to
   * the chat, so the older text of that attempt may have replaced newer text, even the text of an
   * attempt that is still under way.
   */
  void sendAgain(Instant now) {
    if (givenUp != null) {
      return;
    }
    wanted++;
    digest = null;
    if (nextTryAt == null) {
      wantedAt = now;
      nextTryAt = now;
    }
  }
}
