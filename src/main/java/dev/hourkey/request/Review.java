package dev.hourkey.request;

import dev.hourkey.audit.AuditEvent;
import dev.hourkey.audit.StageProgress;
import dev.hourkey.person.PersonId;
import dev.hourkey.person.SignInProof;
import dev.hourkey.policy.ApprovalProgress;
import dev.hourkey.policy.PolicyOverride;
import dev.hourkey.policy.ReviewType;
import jakarta.persistence.Column;
import jakarta.persistence.Embeddable;
import jakarta.persistence.Embedded;
import jakarta.persistence.EmbeddedId;
import jakarta.persistence.Entity;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** One person's approval or denial of a request. */
@Entity
public class Review {
  @EmbeddedId private Key key = new Key(new UUID(0, 0), "");

  // The order of the reviews. Their times can't give it: the clocks of two replicas differ.
  private int number;

  private boolean approved;
  @Column private String reason = "";
  private Instant reviewedAt = Instant.EPOCH;
  @Embedded private @Nullable SignInColumns signIn;

  @Embeddable
  record Key(UUID request, String reviewer) {}

  protected Review() {}

  Review(int number, PersonId reviewer, SubmissionCommand.ReviewRequest wanted, Instant now) {
    this.key = new Key(wanted.request(), reviewer.value());
    this.number = number;
    this.approved = wanted.reviewType() == ReviewType.APPROVE;
    this.reason = wanted.text();
    this.signIn = SignInColumns.of(wanted.signIn());
    this.reviewedAt = now;
  }

  int number() {
    return number;
  }

  UUID request() {
    return key.request();
  }

  public PersonId reviewer() {
    return new PersonId(key.reviewer());
  }

  public boolean approved() {
    return approved;
  }

  /** Why the request was denied, or the comment on an approval, which may be empty. */
  public String reason() {
    return reason;
  }

  /** The sign-in for it; empty for a click in the chat. */
  Optional<SignInProof> signIn() {
    return SignInColumns.proof(signIn);
  }

  public Instant reviewedAt() {
    return reviewedAt;
  }

  /**
   * The audit event of this review.
   *
   * @param duration the approved duration or, if it is denied, the requested one
   * @param after the progress of the approval after this review
   * @param stage the index of the stage of this review
   */
  AuditEvent event(
      Duration duration, ApprovalProgress after, int stage, Optional<PolicyOverride> override) {
    ApprovalProgress.Stage of = after.stages().get(stage);
    return new AuditEvent.RequestReviewed(
        key.request(),
        reviewer(),
        approved,
        duration,
        reason,
        new StageProgress(
            stage + 1,
            after.stages().size(),
            of.approved(),
            of.needed(),
            after.escalatedStages().contains(stage)),
        override.map(PolicyOverride::words),
        signIn());
  }
}
