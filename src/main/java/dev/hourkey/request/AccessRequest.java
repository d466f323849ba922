package dev.hourkey.request;

import static java.util.Objects.requireNonNull;

import dev.hourkey.catalog.AccessSnapshot;
import dev.hourkey.catalog.Entitlement;
import dev.hourkey.person.PersonId;
import dev.hourkey.policy.ApprovalProgress;
import dev.hourkey.policy.Policy;
import dev.hourkey.text.PlainText;
import dev.hourkey.ticket.Ticket;
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

/** One person's request. It keeps the entitlement as it was then, so that its card can be drawn. */
@Entity
@Table(name = "access_request")
public class AccessRequest {
  private static final int LONGEST_TITLE = 200;

  @Id private UUID id = new UUID(0, 0);
  private String requester = "";
  private boolean byChatGuest;
  @Embedded private AccessSnapshot access = AccessSnapshot.NONE;
  private @Nullable String channel;
  private boolean highRisk;
  private String justification = "";
  private @Nullable String ticket;

  @Convert(converter = ApprovalProgressColumn.class)
  private ApprovalProgress progress = ApprovalProgress.NONE;

  @Column private @Nullable Long approvedSeconds;
  private Instant requestedAt = Instant.EPOCH;
  private Instant expiresAt = Instant.EPOCH;
  private long[] remindAfterSeconds = {};
  private int remindersSent;
  @Column private @Nullable Instant nextWakeAt;

  @Enumerated(EnumType.STRING)
  private Phase phase = Phase.PENDING;

  private @Nullable String judgedBy;
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
    this.remindAfterSeconds =
        entitlement.policy().remindAfter().stream().mapToLong(Duration::toSeconds).toArray();
    this.nextWakeAt = expiresAt;
  }

  boolean sameGroup(Entitlement now) {
    return access.groupId().equals(now.group().id());
  }

  public UUID id() {
    return id;
  }

  public PersonId requester() {
    return new PersonId(requester);
  }

  /** Keeps what the ticket tool showed when the request was made. */
  void refersTo(Ticket.Open open) {
    String title = PlainText.cut(open.title(), LONGEST_TITLE);
    ticket = "%s: %s (%s)".formatted(open.key(), title, open.status());
  }

  /** The ticket that it had to name, with its title and status then. */
  public Optional<String> ticket() {
    return Optional.ofNullable(ticket);
  }

  /** Whether the requester was a guest in Slack when they sent it. */
  boolean byChatGuest() {
    return byChatGuest;
  }

  public AccessSnapshot access() {
    return access;
  }

  public Optional<String> channel() {
    return Optional.ofNullable(channel);
  }

  /** Where its card could not be posted, and the chat's answer. */
  public Optional<String> cardProblem() {
    return Optional.ofNullable(cardProblem);
  }

  public boolean highRisk() {
    return highRisk;
  }

  public String justification() {
    return justification;
  }

  /** How far its approval is, by the policy that judged it last. */
  public ApprovalProgress progress() {
    return progress;
  }

  /** Notes an approval, and for how long it was: as before, or shorter. */
  void progressTo(ApprovalProgress now, Duration duration) {
    progress = now;
    approvedSeconds = duration.toSeconds();
  }

  /** How long the access is to last: as requested, or shorter if an approver decided so. */
  public Duration duration() {
    return approvedSeconds == null ? access.duration() : Duration.ofSeconds(approvedSeconds);
  }

  boolean isJudgedBy(String version) {
    return version.equals(judgedBy);
  }

  /** Notes how a version of the policy file judged it; false if its card shows the same. */
  boolean judged(String version, ApprovalProgress now, boolean risky) {
    boolean changes = !progress.equals(now) || risky && !highRisk;
    judgedBy = version;
    progress = now;
    highRisk |= risky;
    return changes;
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
      case CANCELLED ->
          new RequestState.Cancelled(Optional.ofNullable(reason), requireNonNull(decidedAt));
      case EXPIRED -> new RequestState.Expired(requireNonNull(decidedAt));
    };
  }

  boolean pending() {
    return phase == Phase.PENDING;
  }

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
      case RequestState.Approved(Instant at) -> decide(Phase.APPROVED, at, null);
      case RequestState.Denied(PersonId by, String why, Instant at) -> {
        decide(Phase.DENIED, at, why);
        decidedBy = by.value();
      }
      case RequestState.Cancelled(Optional<String> because, Instant at) ->
          decide(Phase.CANCELLED, at, because.orElse(null));
      case RequestState.Expired(Instant at) -> decide(Phase.EXPIRED, at, null);
    }
  }

  private void decide(Phase to, Instant at, @Nullable String why) {
    phase = to;
    decidedAt = at;
    reason = why;
  }

  boolean takeDueReminder(Instant now) {
    int due = remindersSent;
    while (due < remindAfterSeconds.length && !now.isBefore(reminderAt(due))) {
      due++;
    }
    boolean any = due > remindersSent;
    remindersSent = due;
    return any;
  }

  int remindersSent() {
    return remindersSent;
  }

  /** Sets, and returns, when approvers are reminded next or the request expires. */
  Instant scheduleNext() {
    Instant reminder =
        remindersSent < remindAfterSeconds.length ? reminderAt(remindersSent) : expiresAt;
    Instant next = reminder.isBefore(expiresAt) ? reminder : expiresAt;
    nextWakeAt = next;
    return next;
  }

  private Instant reminderAt(int index) {
    return requestedAt.plusSeconds(remindAfterSeconds[index]);
  }
}
