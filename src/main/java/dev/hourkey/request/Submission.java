package dev.hourkey.request;

import static java.util.Objects.requireNonNull;

import dev.hourkey.person.ChatUser;
import dev.hourkey.retry.Backoff;
import jakarta.persistence.Column;
import jakarta.persistence.Embedded;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A form or a click that a person sent: stored before the chat gets its acknowledgement, processed
 * afterwards, and answered in the end.
 */
@Entity
public class Submission {
  /** After this many failures, the sender is told that their submission waits. */
  private static final int ANSWERED_AFTER_FAILURES = 2;

  private static final Backoff BACKOFF = new Backoff(Duration.ofSeconds(1), Duration.ofSeconds(5));

  /** The sender waits, so the pause that a vendor asks for is honoured up to this long. */
  private static final Duration LONGEST_VENDOR_PAUSE = Duration.ofMinutes(5);

  @Id private UUID id = new UUID(0, 0);

  @Column private String key = "";
  private String teamId = "";
  private String chatId = "";
  private @Nullable String channel;

  @Embedded private CommandColumns command = new CommandColumns();
  private @Nullable String form;
  private Instant receivedAt = Instant.EPOCH;

  // How often processing it has failed, and when it is processed next; null once it is closed.
  private int failures;
  private @Nullable Instant nextTryAt;

  // What its sender is told, if it was refused or has to wait.
  private @Nullable String answer;
  private boolean refused;
  private boolean needsHelp;
  private boolean tooLate;
  private @Nullable UUID offers;

  private @Nullable UUID partOf;

  protected Submission() {}

  /**
   * @param key identifies the click or form, so that a redelivery has no further effect
   * @param form the form it was sent with, which may be sent again with a correction
   */
  Submission(
      String key,
      Optional<String> form,
      ChatUser user,
      Optional<String> channel,
      SubmissionCommand command,
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

  /** The same click or form, for one of the requests that it is about. */
  Submission part(UUID request, Instant now) {
    Submission part =
        new Submission(key + ":" + request, form(), user(), channel(), command(), now);
    part.command = command.about(request);
    part.receivedAt = receivedAt;
    part.partOf = id;
    return part;
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
  public Optional<UUID> subject() {
    return command.subject();
  }

  /** The kind of submission, for the audit trail. */
  String kindName() {
    return command.kindName();
  }

  public SubmissionCommand command() {
    return command.command();
  }

  /** The submission for several requests that this one is a part of. */
  Optional<UUID> partOf() {
    return Optional.ofNullable(partOf);
  }

  /** The entitlements that it requests; none unless it is a new request. */
  RequestedEntitlements entitlements() {
    return command.entitlements();
  }

  /** Why some of several entitlements are not requested, one sentence each. */
  public List<String> refusals() {
    return entitlements().refusals();
  }

  /** Whether it is still to be processed. */
  public boolean open() {
    return nextTryAt != null;
  }

  /** The sentence for its sender, if there is one. */
  public Optional<String> answer() {
    return Optional.ofNullable(answer);
  }

  /** Whether others can fix the cause of the answer, but its sender can't. */
  public boolean needsHelp() {
    return needsHelp;
  }

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
  public boolean refused() {
    return refused;
  }

  /** Closes it, and stores what its sender is told. */
  void finish(Optional<String> finalAnswer) {
    nextTryAt = null;
    if (finalAnswer.isPresent()) {
      answer = finalAnswer.get();
      refused = true;
    }
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
    Duration pause = BACKOFF.after(failures, Optional.of(vendorPause), LONGEST_VENDOR_PAUSE);
    nextTryAt = now.plus(pause);
    boolean tells =
        answer == null
            && (failures >= ANSWERED_AFTER_FAILURES || pause.compareTo(BACKOFF.longest()) > 0);
    answer = tells ? why : answer;
    return tells;
  }

  /** When it is processed next; only while it is open. */
  Instant nextTryAt() {
    return requireNonNull(nextTryAt);
  }
}
