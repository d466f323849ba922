package dev.hourkey.request;

import dev.hourkey.grant.RevocationScope;
import dev.hourkey.person.SignInProof;
import dev.hourkey.policy.ReviewType;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** What the sender of a {@link Submission} wants. */
public sealed interface SubmissionCommand {
  /**
   * Requests each of these entitlements, by its id.
   *
   * @param entitlements at least one, each once
   * @param startsAt when the access is to start, if not at once
   * @param breakGlass whether they want it at once, without approvals, to be reviewed afterwards
   * @param forOther the person it is for, unless that is the sender
   * @param extending the active grant to extend, if any; the duration is then that of the whole
   *     access
   */
  record NewRequest(
      List<String> entitlements,
      Duration duration,
      String justification,
      Optional<Instant> startsAt,
      boolean breakGlass,
      Optional<Beneficiary> forOther,
      Optional<UUID> extending)
      implements SubmissionCommand {
    /** A request for new access for the sender. */
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

    /** The same request, for this long. */
    NewRequest lasting(Duration granted) {
      return new NewRequest(
          entitlements, granted, justification, startsAt, breakGlass, forOther, extending);
    }
  }

  /** Approves or denies a request. */
  sealed interface ReviewRequest extends SubmissionCommand {
    UUID request();

    /** The comment with an approval, which may be empty, or the reason for a denial. */
    default String text() {
      return switch (this) {
        case Approve approval -> approval.comment();
        case Deny denial -> denial.reason();
      };
    }

    default ReviewType reviewType() {
      return this instanceof Deny ? ReviewType.DENY : ReviewType.APPROVE;
    }

    /** The sign-in that proves this decision; empty for a click in the chat. */
    Optional<SignInProof> signIn();

    /** For how long the access would be granted. */
    default Duration duration(AccessRequest request) {
      return this instanceof Approve approval
          ? approval.shorter().orElse(request.duration())
          : request.duration();
    }
  }

  /**
   * Approves a request.
   *
   * @param shorter for how long, if for less time than was requested
   * @param comment for the requester; may be empty
   */
  record Approve(
      UUID request, Optional<Duration> shorter, String comment, Optional<SignInProof> signIn)
      implements ReviewRequest {
    /** Approves it as it was requested. */
    public Approve(UUID request) {
      this(request, Optional.empty(), "");
    }

    /** Approves it with a click in the chat. */
    public Approve(UUID request, Optional<Duration> shorter, String comment) {
      this(request, shorter, comment, Optional.empty());
    }
  }

  /** Denies a request. */
  record Deny(UUID request, String reason, Optional<SignInProof> signIn) implements ReviewRequest {
    /** Denies it with a click in the chat. */
    public Deny(UUID request, String reason) {
      this(request, reason, Optional.empty());
    }
  }

  record Cancel(UUID request) implements SubmissionCommand {}

  /** Reminds the approvers of a request. */
  record Nudge(UUID request) implements SubmissionCommand {}

  record EndEarly(UUID grant) implements SubmissionCommand {}

  record Revoke(UUID grant, String reason) implements SubmissionCommand {}

  /**
   * Revokes all of a person's access, or all access to an entitlement.
   *
   * @param id the id of the bulk revocation, the same however often the form is sent
   */
  record RevokeAll(UUID id, RevocationScope scope, String reason) implements SubmissionCommand {}

  /**
   * Pauses granting for everybody, or resumes it.
   *
   * @param paused whether it is to be paused
   */
  record SwitchGranting(boolean paused, String reason) implements SubmissionCommand {}

  /** Reviews break-glass access. */
  record ReviewBreakGlass(UUID request, boolean justified, String comment)
      implements SubmissionCommand {}
}
