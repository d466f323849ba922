package dev.hourkey.request;

import static java.util.Objects.requireNonNull;

import dev.hourkey.person.ChatUser;
import jakarta.persistence.Entity;
import jakarta.persistence.EnumType;
import jakarta.persistence.Enumerated;
import jakarta.persistence.Id;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Something a person sent in: written down before the chat is answered, judged afterwards, and
 * answered in the end.
 */
@Entity
public class Submission {
  @Id UUID id = new UUID(0, 0);
  String key = "";
  String teamId = "";
  String chatId = "";
  @Nullable String channel;

  @Enumerated(EnumType.STRING)
  Kind kind = Kind.REQUEST;

  @Nullable String form;
  @Nullable UUID subject;
  @Nullable String entitlement;
  @Nullable Long durationSeconds;
  String reason = "";
  Instant receivedAt = Instant.EPOCH;
  int failures;
  @Nullable Instant nextTryAt;
  @Nullable String answer;
  boolean tooLate;
  @Nullable UUID offers;

  enum Kind {
    REQUEST,
    APPROVE,
    DENY,
    CANCEL,
    END,
    REVOKE
  }

  /** What is wanted. */
  public sealed interface Wish {
    record NewRequest(String entitlement, Duration duration, String why) implements Wish {}

    record Approve(UUID request) implements Wish {}

    record Deny(UUID request, String reason) implements Wish {}

    record Cancel(UUID request) implements Wish {}

    record EndEarly(UUID grant) implements Wish {}

    record Revoke(UUID grant, String reason) implements Wish {}
  }

  protected Submission() {}

  Submission(String key, ChatUser user, Optional<String> channel, Wish command, Instant now) {
    this.id = UUID.randomUUID();
    this.key = key;
    this.teamId = user.teamId();
    this.chatId = user.userId();
    this.channel = channel.orElse(null);
    this.receivedAt = now;
    this.nextTryAt = now;
    switch (command) {
      case Wish.NewRequest(String wanted, Duration duration, String why) -> {
        this.kind = Kind.REQUEST;
        this.entitlement = wanted;
        this.durationSeconds = duration.toSeconds();
        this.reason = why;
      }
      case Wish.Approve(UUID request) -> about(Kind.APPROVE, request, "");
      case Wish.Deny(UUID request, String why) -> about(Kind.DENY, request, why);
      case Wish.Cancel(UUID request) -> about(Kind.CANCEL, request, "");
      case Wish.EndEarly(UUID grant) -> about(Kind.END, grant, "");
      case Wish.Revoke(UUID grant, String why) -> about(Kind.REVOKE, grant, why);
    }
  }

  private void about(Kind what, UUID which, String why) {
    kind = what;
    subject = which;
    reason = why;
  }

  public UUID id() {
    return id;
  }

  public ChatUser user() {
    return new ChatUser(teamId, chatId);
  }

  /** Where it was sent from, if the chat said so. */
  public Optional<String> channel() {
    return Optional.ofNullable(channel);
  }

  /** The sentence its sender gets, if there is something to say. */
  public Optional<String> answer() {
    return Optional.ofNullable(answer);
  }

  /** The request that was already decided before this decision. */
  public Optional<UUID> tooLateFor() {
    return tooLate ? Optional.ofNullable(subject) : Optional.empty();
  }

  /** The grant that the sender can revoke instead, because their decision came too late. */
  public Optional<UUID> offers() {
    return Optional.ofNullable(offers);
  }

  /** Whether it was refused, and its sender was told. */
  boolean refused() {
    return nextTryAt == null && answer != null;
  }

  Wish command() {
    return switch (kind) {
      case REQUEST ->
          new Wish.NewRequest(
              requireNonNull(entitlement),
              Duration.ofSeconds(requireNonNull(durationSeconds)),
              reason);
      case APPROVE -> new Wish.Approve(requireNonNull(subject));
      case DENY -> new Wish.Deny(requireNonNull(subject), reason);
      case CANCEL -> new Wish.Cancel(requireNonNull(subject));
      case END -> new Wish.EndEarly(requireNonNull(subject));
      case REVOKE -> new Wish.Revoke(requireNonNull(subject), reason);
    };
  }
}
