package dev.hourkey.request;

import static java.util.Objects.requireNonNull;

import dev.hourkey.grant.RevocationScope;
import dev.hourkey.person.PersonId;
import jakarta.persistence.Embeddable;
import jakarta.persistence.Embedded;
import jakarta.persistence.EnumType;
import jakarta.persistence.Enumerated;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
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
  @Embedded private RequestedEntitlements entitlements = new RequestedEntitlements();
  private @Nullable Long durationSeconds;
  private @Nullable Instant startsAt;
  private String reason = "";
  private boolean breakGlass;
  private @Nullable String forChatUser;
  private @Nullable String forAddress;
  private @Nullable UUID extendsGrant;
  private @Nullable String revokedPerson;
  private @Nullable String revokedEntitlement;
  @Embedded private @Nullable SignInColumns signIn;

  private enum Kind {
    REQUEST,
    APPROVE,
    DENY,
    CANCEL,
    NUDGE,
    END,
    REVOKE,
    REVOKE_ALL,
    REVIEW_JUSTIFIED,
    REVIEW_NOT_JUSTIFIED,
    PAUSE,
    RESUME
  }

  protected CommandColumns() {}

  CommandColumns(SubmissionCommand command) {
    switch (command) {
      case SubmissionCommand.NewRequest(
              List<String> requested,
              Duration duration,
              String justification,
              Optional<Instant> start,
              boolean atOnce,
              Optional<Beneficiary> forOther,
              Optional<UUID> extending) -> {
        this.kind = Kind.REQUEST;
        this.entitlements = new RequestedEntitlements(requested);
        this.durationSeconds = duration.toSeconds();
        this.reason = justification;
        this.startsAt = start.orElse(null);
        this.breakGlass = atOnce;
        forOther.ifPresent(this::about);
        this.extendsGrant = extending.orElse(null);
      }
      case SubmissionCommand.Approve approval -> {
        about(Kind.APPROVE, approval.request(), approval.comment());
        this.durationSeconds = approval.shorter().map(Duration::toSeconds).orElse(null);
        this.signIn = SignInColumns.of(approval.signIn());
      }
      case SubmissionCommand.Deny denial -> {
        about(Kind.DENY, denial.request(), denial.reason());
        this.signIn = SignInColumns.of(denial.signIn());
      }
      case SubmissionCommand.Cancel(UUID request) -> about(Kind.CANCEL, request, "");
      case SubmissionCommand.Nudge(UUID request) -> about(Kind.NUDGE, request, "");
      case SubmissionCommand.EndEarly(UUID grant) -> about(Kind.END, grant, "");
      case SubmissionCommand.Revoke(UUID grant, String why) -> about(Kind.REVOKE, grant, why);
      case SubmissionCommand.RevokeAll(UUID id, RevocationScope scope, String why) -> {
        about(Kind.REVOKE_ALL, id, why);
        switch (scope) {
          case RevocationScope.OfPerson(PersonId person) -> revokedPerson = person.value();
          case RevocationScope.OfEntitlement(String entitlement) ->
              revokedEntitlement = entitlement;
        }
      }
      case SubmissionCommand.SwitchGranting(boolean paused, String why) -> {
        this.kind = paused ? Kind.PAUSE : Kind.RESUME;
        this.reason = why;
      }
      case SubmissionCommand.ReviewBreakGlass(UUID request, boolean justified, String comment) ->
          about(justified ? Kind.REVIEW_JUSTIFIED : Kind.REVIEW_NOT_JUSTIFIED, request, comment);
    }
  }

  private void about(Beneficiary beneficiary) {
    switch (beneficiary) {
      case Beneficiary.InChat(String user) -> forChatUser = user;
      case Beneficiary.ByAddress(String address) -> forAddress = address;
    }
  }

  private Optional<Beneficiary> beneficiary() {
    return Optional.<Beneficiary>ofNullable(
            forChatUser == null ? null : new Beneficiary.InChat(forChatUser))
        .or(() -> Optional.ofNullable(forAddress).map(Beneficiary.ByAddress::new));
  }

  private RevocationScope revoked() {
    return revokedPerson != null
        ? new RevocationScope.OfPerson(new PersonId(revokedPerson))
        : new RevocationScope.OfEntitlement(requireNonNull(revokedEntitlement));
  }

  private void about(Kind what, UUID requestOrGrant, String why) {
    kind = what;
    subject = requestOrGrant;
    reason = why;
  }

  /** The same command about another request. */
  CommandColumns about(UUID request) {
    CommandColumns part = new CommandColumns(command());
    part.subject = request;
    return part;
  }

  /** The request or grant that it is about. */
  Optional<UUID> subject() {
    return Optional.ofNullable(subject);
  }

  RequestedEntitlements entitlements() {
    return entitlements;
  }

  /** The kind of command, for the audit trail. */
  String kindName() {
    return kind.name().toLowerCase(Locale.ROOT);
  }

  SubmissionCommand command() {
    return switch (kind) {
      case REQUEST ->
          new SubmissionCommand.NewRequest(
              entitlements.all(),
              Duration.ofSeconds(requireNonNull(durationSeconds)),
              reason,
              Optional.ofNullable(startsAt),
              breakGlass,
              beneficiary(),
              Optional.ofNullable(extendsGrant));
      case APPROVE ->
          new SubmissionCommand.Approve(
              requireNonNull(subject),
              Optional.ofNullable(durationSeconds).map(Duration::ofSeconds),
              reason,
              SignInColumns.proof(signIn));
      case DENY ->
          new SubmissionCommand.Deny(requireNonNull(subject), reason, SignInColumns.proof(signIn));
      case CANCEL -> new SubmissionCommand.Cancel(requireNonNull(subject));
      case NUDGE -> new SubmissionCommand.Nudge(requireNonNull(subject));
      case END -> new SubmissionCommand.EndEarly(requireNonNull(subject));
      case REVOKE -> new SubmissionCommand.Revoke(requireNonNull(subject), reason);
      case REVOKE_ALL ->
          new SubmissionCommand.RevokeAll(requireNonNull(subject), revoked(), reason);
      case PAUSE -> new SubmissionCommand.SwitchGranting(true, reason);
      case RESUME -> new SubmissionCommand.SwitchGranting(false, reason);
      case REVIEW_JUSTIFIED ->
          new SubmissionCommand.ReviewBreakGlass(requireNonNull(subject), true, reason);
      case REVIEW_NOT_JUSTIFIED ->
          new SubmissionCommand.ReviewBreakGlass(requireNonNull(subject), false, reason);
    };
  }
}
