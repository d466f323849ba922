package dev.hourkey.request;

import dev.hourkey.grant.RevocationScope;
import dev.hourkey.person.ChatUser;
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
  @Id private UUID id = new UUID(0, 0);

  @Column private String key = "";
  private String teamId = "";
  private String chatId = "";
  private @Nullable String channel;

  @Embedded private CommandColumns command = new CommandColumns();
  private @Nullable String form;
  private Instant receivedAt = Instant.EPOCH;
  @Embedded private SubmissionRetries retries = new SubmissionRetries();
  @Embedded private SubmissionAnswer answer = new SubmissionAnswer();
  private @Nullable UUID partOf;

  /** What the sender wants. */
  public sealed interface Command {
    /**
     * Requests each of these entitlements, by its id.
     *
     * @param entitlements at least one, each once
     * @param startsAt when the access is to start, if not at once
     * @param breakGlass whether they want it at once, without approvals, to be reviewed afterwards
     * @param forOther whom it is for, unless the sender requests it for themselves
     * @param extending the active grant that it extends to the duration in all, if it does
     */
    record NewRequest(
        List<String> entitlements,
        Duration duration,
        String justification,
        Optional<Instant> startsAt,
        boolean breakGlass,
        Optional<Beneficiary> forOther,
        Optional<UUID> extending)
        implements Command {
      /** A request of new access for oneself. */
      public NewRequest(
          List<String> entitlements,
          Duration duration,
          String justification,
          Optional<Instant> startsAt,
          boolean breakGlass) {
        this(
            entitlements,
            duration,
            justification,
            startsAt,
            breakGlass,
            Optional.empty(),
            Optional.empty());
      }

      public NewRequest {
        entitlements = List.copyOf(entitlements);
      }

      /** The same for this long. */
      NewRequest lasting(Duration granted) {
        return new NewRequest(
            entitlements, granted, justification, startsAt, breakGlass, forOther, extending);
      }
    }

    /**
     * Approves a request.
     *
     * @param shorter for how long, if for less time than was requested
     * @param comment for the requester; may be empty
     */
    record Approve(UUID request, Optional<Duration> shorter, String comment) implements Command {
      /** Approves it as it was requested. */
      public Approve(UUID request) {
        this(request, Optional.empty(), "");
      }
    }

    record Deny(UUID request, String reason) implements Command {}

    record Cancel(UUID request) implements Command {}

    record EndEarly(UUID grant) implements Command {}

    record Revoke(UUID grant, String reason) implements Command {}

    /**
     * Revokes everything of a person or of an entitlement.
     *
     * @param id that of the bulk revocation, the same however often the form is sent
     */
    record RevokeAll(UUID id, RevocationScope scope, String reason) implements Command {}

    /** Reviews break-glass access. */
    record ReviewBreakGlass(UUID request, boolean justified, String comment) implements Command {}
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
    this.retries = new SubmissionRetries(now);
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

  /** What it is, for the audit trail. */
  String kindName() {
    return command.kindName();
  }

  Command command() {
    return command.command();
  }

  /** The submission for several requests of which this is the part for one. */
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
  boolean open() {
    return retries.open();
  }

  /** The sentence for its sender, if there is one. */
  public Optional<String> answer() {
    return answer.sentence();
  }

  /** Whether its sender can't mend the reason for the answer alone, but others can. */
  public boolean needsHelp() {
    return answer.needsHelp();
  }

  void offerHelp() {
    answer.offerHelp();
  }

  /** The request that was already decided before this decision. */
  public Optional<UUID> tooLateFor() {
    return answer.tooLate() ? command.subject() : Optional.empty();
  }

  /** The grant that the sender can revoke instead, because their decision came too late. */
  public Optional<UUID> offers() {
    return answer.offers();
  }

  /** Whether it was refused, and its sender was told. */
  public boolean refused() {
    return answer.refused();
  }

  /** Closes it. */
  void finish(Optional<String> finalAnswer) {
    retries.finish();
    finalAnswer.ifPresent(answer::refuse);
  }

  /** Notes that it is a decision that came too late, and the grant that can be revoked instead. */
  void offerRevocation(Optional<UUID> grant) {
    answer.tooLate(grant);
  }

  /**
   * Has it retried later. The sender is told once: when the pause is long, or after several
   * failures.
   *
   * @param vendorPause how long the vendor asks not to be called again, zero if it does not say
   * @return whether the sender has to be told now
   */
  boolean postpone(String why, Duration vendorPause, Instant now) {
    if (!retries.postpone(vendorPause, now) || answer.sentence().isPresent()) {
      return false;
    }
    answer.is(why);
    return true;
  }

  /** When it is processed next; only while it is open. */
  Instant nextTryAt() {
    return retries.nextTryAt();
  }
}
