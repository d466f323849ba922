package dev.hourkey.request;

import static java.util.Objects.requireNonNull;

import dev.hourkey.request.Submission.Command;
import jakarta.persistence.Embeddable;
import jakarta.persistence.EnumType;
import jakarta.persistence.Enumerated;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** The command of a submission, in the columns of its row. */
@Embeddable
class CommandColumns {
  @Enumerated(EnumType.STRING)
  private Kind kind = Kind.REQUEST;

  private @Nullable UUID subject;
  private @Nullable String entitlement;
  private @Nullable Long durationSeconds;
  private String reason = "";

  private enum Kind {
    REQUEST,
    APPROVE,
    APPROVE_SHORTER,
    DENY,
    CANCEL,
    END,
    REVOKE
  }

  protected CommandColumns() {}

  CommandColumns(Command command) {
    switch (command) {
      case Command.NewRequest(String requested, Duration duration, String justification) -> {
        this.kind = Kind.REQUEST;
        this.entitlement = requested;
        this.durationSeconds = duration.toSeconds();
        this.reason = justification;
      }
      case Command.Approve(UUID request) -> about(Kind.APPROVE, request, "");
      case Command.ApproveShorter(UUID request, Duration duration) -> {
        about(Kind.APPROVE_SHORTER, request, "");
        this.durationSeconds = duration.toSeconds();
      }
      case Command.Deny(UUID request, String why) -> about(Kind.DENY, request, why);
      case Command.Cancel(UUID request) -> about(Kind.CANCEL, request, "");
      case Command.EndEarly(UUID grant) -> about(Kind.END, grant, "");
      case Command.Revoke(UUID grant, String why) -> about(Kind.REVOKE, grant, why);
    }
  }

  private void about(Kind what, UUID requestOrGrant, String why) {
    kind = what;
    subject = requestOrGrant;
    reason = why;
  }

  Optional<UUID> subject() {
    return Optional.ofNullable(subject);
  }

  String kindName() {
    return kind.name().toLowerCase(Locale.ROOT);
  }

  Command command() {
    return switch (kind) {
      case REQUEST ->
          new Command.NewRequest(
              requireNonNull(entitlement),
              Duration.ofSeconds(requireNonNull(durationSeconds)),
              reason);
      case APPROVE -> new Command.Approve(requireNonNull(subject));
      case APPROVE_SHORTER ->
          new Command.ApproveShorter(
              requireNonNull(subject), Duration.ofSeconds(requireNonNull(durationSeconds)));
      case DENY -> new Command.Deny(requireNonNull(subject), reason);
      case CANCEL -> new Command.Cancel(requireNonNull(subject));
      case END -> new Command.EndEarly(requireNonNull(subject));
      case REVOKE -> new Command.Revoke(requireNonNull(subject), reason);
    };
  }
}
