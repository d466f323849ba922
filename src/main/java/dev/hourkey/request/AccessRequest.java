package dev.hourkey.request;

import static java.util.Objects.requireNonNull;

import dev.hourkey.catalog.AccessSnapshot;
import dev.hourkey.catalog.Entitlement;
import dev.hourkey.person.PersonId;
import dev.hourkey.policy.ApprovalProgress;
import dev.hourkey.policy.Policy;
import jakarta.persistence.Column;
import jakarta.persistence.Convert;
import jakarta.persistence.Embedded;
import jakarta.persistence.Entity;
import jakarta.persistence.EnumType;
import jakarta.persistence.Enumerated;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * One person's request for an entitlement. It keeps the entitlement as it was then, so that its
 * card can always be drawn, also after the policy file has changed.
 */
@Entity
@Table(name = "access_request")
public class AccessRequest {
  @Id private UUID id = new UUID(0, 0);
  private String requester = "";
  private boolean byChatGuest;
  @Embedded private AccessSnapshot access = AccessSnapshot.NONE;
  private @Nullable String channel;
  private boolean highRisk;
  private String justification = "";

  @Convert(converter = ApprovalProgressColumn.class)
  private ApprovalProgress progress = ApprovalProgress.NONE;

  @Column private @Nullable Long approvedSeconds;
  private Instant requestedAt = Instant.EPOCH;
  private Instant expiresAt = Instant.EPOCH;
  @Embedded private Reminders reminders = new Reminders();
  @Column private @Nullable Instant nextWakeAt;

  @Enumerated(EnumType.STRING)
  private Phase phase = Phase.PENDING;

  @Column private @Nullable String form;
  private @Nullable String cardProblem;
  private @Nullable Instant decidedAt;
  private @Nullable String decidedBy;
  private @Nullable String reason;

  enum Phase {
    PENDING,
    APPROVED,
    DENIED,
    CANCELLED,
    EXPIRED
  }

  protected AccessRequest() {}

  /**
   * @param byChatGuest whether the requester was a guest in Slack then
   * @param form the form it was sent with, if any
   */
  AccessRequest(
      PersonId requester,
      boolean byChatGuest,
      Entitlement entitlement,
      Duration duration,
      String justification,
      Optional<String> form,
      Instant now) {
    this.id = UUID.randomUUID();
    this.requester = requester.value();
    this.byChatGuest = byChatGuest;
    this.access = AccessSnapshot.of(entitlement, duration);
    this.channel = entitlement.channel().orElse(null);
    this.highRisk = entitlement.policy().risk() == Policy.Risk.HIGH;
    this.justification = justification;
    this.form = form.orElse(null);
    this.progress = entitlement.policy().noApprovals();
    this.requestedAt = now;
    this.expiresAt = now.plus(entitlement.policy().expireAfter());
    this.reminders = new Reminders(entitlement.policy().remindAfter());
    this.nextWakeAt = expiresAt;
  }

  /** Whether the entitlement still has the group that was requested. */
  boolean sameGroup(Entitlement now) {
    return access.groupId().equals(now.group().id());
  }

  public UUID id() {
    return id;
  }

  public PersonId requester() {
    return new PersonId(requester);
  }

  /** Whether the requester was a guest in Slack when they sent it. */
  boolean byChatGuest() {
    return byChatGuest;
  }

  /** What was requested, as it was then: what approvers are shown. */
  public AccessSnapshot access() {
    return access;
  }

  /** The channel where it is decided. */
  public Optional<String> channel() {
    return Optional.ofNullable(channel);
  }

  /** Where the card of this pending request could not be posted, and the chat's answer. */
  public Optional<String> cardProblem() {
    return Optional.ofNullable(cardProblem);
  }

  public boolean highRisk() {
    return highRisk;
  }

  public String justification() {
    return justification;
  }

  /** How far its approval was when somebody approved last, by the policy at that time. */
  public ApprovalProgress progress() {
    return progress;
  }

  /** Notes an approval, and for how long it was: as before, or shorter. */
  void progressTo(ApprovalProgress now, Duration duration) {
    progress = now;
    approvedSeconds = duration.toSeconds();
  }

  /** Takes over how far its approval is by the policy as it is now. */
  void correct(ApprovalProgress now) {
    progress = now;
  }

  /** The next stage begins: reminders are counted from now on. */
  void beginStage(Instant now) {
    reminders.beginStage(now);
    var _ = scheduleNext();
  }

  /** How long the access is to last: as requested, or shorter if an approver decided so. */
  public Duration duration() {
    return approvedSeconds == null ? access.duration() : Duration.ofSeconds(approvedSeconds);
  }

  public Instant requestedAt() {
    return requestedAt;
  }

  Instant expiresAt() {
    return expiresAt;
  }

  public RequestState state() {
    return switch (phase) {
      case PENDING -> new RequestState.Pending(expiresAt);
      case APPROVED -> new RequestState.Approved(requireNonNull(decidedAt));
      case DENIED ->
          new RequestState.Denied(
              new PersonId(requireNonNull(decidedBy)),
              requireNonNull(reason),
              requireNonNull(decidedAt));
      case CANCELLED -> new RequestState.Cancelled(requireNonNull(decidedAt));
      case EXPIRED -> new RequestState.Expired(requireNonNull(decidedAt));
    };
  }

  boolean pending() {
    return phase == Phase.PENDING;
  }

  /** Whether its time to be decided is over. */
  boolean overdue(Instant now) {
    return !now.isBefore(expiresAt);
  }

  /** Notes that the chat did not accept its card; false if that changes nothing. */
  boolean cardRejected(String problem) {
    if (!pending() || problem.equals(cardProblem)) {
      return false;
    }
    cardProblem = problem;
    return true;
  }

  /** Notes that its card is posted; false if it was before. */
  boolean cardPosted() {
    boolean wasRejected = cardProblem != null;
    cardProblem = null;
    return wasRejected;
  }

  void become(RequestState state) {
    nextWakeAt = null;
    switch (state) {
      case RequestState.Pending _ ->
          throw new IllegalStateException("a decided request cannot become pending");
      case RequestState.Approved(Instant at) -> decide(Phase.APPROVED, at);
      case RequestState.Denied(PersonId by, String why, Instant at) -> {
        decide(Phase.DENIED, at);
        decidedBy = by.value();
        reason = why;
      }
      case RequestState.Cancelled(Instant at) -> decide(Phase.CANCELLED, at);
      case RequestState.Expired(Instant at) -> decide(Phase.EXPIRED, at);
    }
  }

  private void decide(Phase to, Instant at) {
    phase = to;
    decidedAt = at;
  }

  /** Takes the reminders that are due, as one; false if there are none. */
  boolean takeDueReminder(Instant now) {
    return reminders.takeDue(requestedAt, now);
  }

  int remindersSent() {
    return reminders.sent();
  }

  /** Sets, and returns, when approvers are reminded next or the request expires. */
  Instant scheduleNext() {
    Instant next = reminders.next(requestedAt).filter(expiresAt::isAfter).orElse(expiresAt);
    nextWakeAt = next;
    return next;
  }
}
