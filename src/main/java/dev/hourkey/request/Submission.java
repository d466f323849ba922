package dev.hourkey.request;

import static java.util.Objects.requireNonNull;

import dev.hourkey.person.ChatUser;
import jakarta.persistence.Column;
import jakarta.persistence.Embedded;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A form or a click that a person sent: stored before the chat gets its acknowledgement, processed
 * afterwards, and answered in the end.
 */
@Entity
public class Submission {
  /** From this failure on, the sender is told that their submission waits. */
  private static final int ANSWERED_AFTER_FAILURES = 2;

  private static final Duration LONGEST_PAUSE = Duration.ofSeconds(5);

  /** The sender waits, so a vendor's request for a longer pause is not honoured. */
  private static final Duration LONGEST_VENDOR_PAUSE = Duration.ofMinutes(5);

  @Id private UUID id = new UUID(0, 0);

  @Column private String key = "";
  private String teamId = "";
  private String chatId = "";
  private @Nullable String channel;

  @Embedded private CommandColumns command = new CommandColumns();
  private @Nullable String form;
  private Instant receivedAt = Instant.EPOCH;
  private int failures;
  private @Nullable Instant nextTryAt;
  private @Nullable String answer;
  private boolean needsHelp;
  private boolean tooLate;
  private @Nullable UUID offers;

  /** What the sender wants. */
  public sealed interface Command {
    record NewRequest(String entitlement, Duration duration, String justification)
        implements Command {}

    record Approve(UUID request) implements Command {}

    /** Approves it for less time than was requested. */
    record ApproveShorter(UUID request, Duration duration) implements Command {}

    record Deny(UUID request, String reason) implements Command {}

    record Cancel(UUID request) implements Command {}

    record EndEarly(UUID grant) implements Command {}

    record Revoke(UUID grant, String reason) implements Command {}
  }

  protected Submission() {}

  /**
   * @param key the same for the same click or form, so that a redelivery has no second effect
   * @param form the form it was sent with, which may be sent again with a correction
   */
  Submission(
      String key,
      Optional<String> form,
      ChatUser user,
      Optional<String> channel,
      Command command,
      Instant now) {
    this.id = UUID.randomUUID();
    this.key = key;
    this.form = form.orElse(null);
    this.teamId = user.teamId();
    this.chatId = user.userId();
    this.channel = channel.orElse(null);
    this.receivedAt = now;
    this.nextTryAt = now;
    this.command = new CommandColumns(command);
  }

  public UUID id() {
    return id;
  }

  public ChatUser user() {
    return new ChatUser(teamId, chatId);
  }

  /** The channel it was sent from, if the chat said so. */
  public Optional<String> channel() {
    return Optional.ofNullable(channel);
  }

  Optional<String> form() {
    return Optional.ofNullable(form);
  }

  Instant receivedAt() {
    return receivedAt;
  }

  /** The request or grant that it is about. */
  Optional<UUID> subject() {
    return command.subject();
  }

  /** What it is, for the audit trail. */
  String kindName() {
    return command.kindName();
  }

  Command command() {
    return command.command();
  }

  /** Whether it is still to be processed. */
  boolean open() {
    return nextTryAt != null;
  }

  /** The sentence for its sender, if there is one. */
  public Optional<String> answer() {
    return Optional.ofNullable(answer);
  }

  /** Whether its sender can't mend the reason for the answer alone, but others can. */
  public boolean needsHelp() {
    return needsHelp;
  }

  /** Notes that. */
  void offerHelp() {
    needsHelp = true;
  }

  /** The request that was already decided before this decision. */
  public Optional<UUID> tooLateFor() {
    return tooLate ? command.subject() : Optional.empty();
  }

  /** The grant that the sender can revoke instead, because their decision came too late. */
  public Optional<UUID> offers() {
    return Optional.ofNullable(offers);
  }

  /** Whether it was refused, and its sender was told. */
  boolean refused() {
    return !open() && answer != null;
  }

  /** Closes it. */
  void finish(Optional<String> finalAnswer) {
    nextTryAt = null;
    finalAnswer.ifPresent(text -> answer = text);
  }

  /** Notes that it is a decision that came too late, and the grant that can be revoked instead. */
  void offerRevocation(Optional<UUID> grant) {
    tooLate = true;
    offers = grant.orElse(null);
  }

  /**
   * Has it retried later. The sender is told once: when the pause is long, or after several
   * failures.
   *
   * @param vendorPause how long the vendor asks not to be called again, zero if it does not say
   * @return whether the sender has to be told now
   */
  boolean postpone(String why, Duration vendorPause, Instant now) {
    failures++;
    Duration backoff = shorter(Duration.ofSeconds(failures), LONGEST_PAUSE);
    Duration asked = shorter(vendorPause, LONGEST_VENDOR_PAUSE);
    nextTryAt = now.plus(asked.compareTo(backoff) > 0 ? asked : backoff);
    boolean takesLong = failures >= ANSWERED_AFTER_FAILURES || asked.compareTo(LONGEST_PAUSE) > 0;
    if (!takesLong || answer != null) {
      return false;
    }
    answer = why;
    return true;
  }

  /** When it is processed next; only while it is open. */
  Instant nextTryAt() {
    return requireNonNull(nextTryAt);
  }

  private static Duration shorter(Duration one, Duration other) {
    return one.compareTo(other) < 0 ? one : other;
  }
}
