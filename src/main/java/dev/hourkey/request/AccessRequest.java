package dev.hourkey.request;

import dev.hourkey.catalog.AccessSnapshot;
import dev.hourkey.catalog.Entitlement;
import dev.hourkey.grant.RequestedWith;
import dev.hourkey.notification.Notification;
import dev.hourkey.person.PersonId;
import dev.hourkey.policy.ApprovalProgress;
import dev.hourkey.policy.Policy;
import dev.hourkey.text.PlainText;
import dev.hourkey.ticket.Ticket;
import jakarta.persistence.Column;
import jakarta.persistence.Convert;
import jakarta.persistence.Embedded;
import jakarta.persistence.Entity;
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
  private @Nullable String sentBy;
  @Embedded private AccessSnapshot access = AccessSnapshot.NONE;
  private @Nullable String channel;
  private boolean highRisk;
  @Column private @Nullable Instant startsAt;
  private String justification = "";
  private @Nullable String ticket;

  @Convert(converter = ApprovalProgressColumn.class)
  private ApprovalProgress progress = ApprovalProgress.NONE;

  @Column private @Nullable Long approvedSeconds;
  private Instant requestedAt = Instant.EPOCH;
  private Instant expiresAt = Instant.EPOCH;
  @Embedded private Reminders reminders = new Reminders();
  @Column private @Nullable Instant nextWakeAt;

  @Embedded private RequestStateColumns state = new RequestStateColumns();
  private @Nullable String judgedBy;
  @Column private @Nullable String form;
  private @Nullable String cardProblem;
  @Embedded private @Nullable RequestedWith requestedWith;

  protected AccessRequest() {}

  /**
   * @param byChatGuest whether the requester was a guest in Slack then
   * @param startsAt when the access is to start; at once if that is over. An undecided request
   *     expires then at the latest
   * @param form the form it was sent with, if any
   */
  AccessRequest(
      PersonId requester,
      boolean byChatGuest,
      Entitlement entitlement,
      Duration duration,
      Optional<Instant> startsAt,
      String justification,
      Optional<String> form,
      Instant now) {
    this.id = UUID.randomUUID();
    this.requester = requester.value();
    this.byChatGuest = byChatGuest;
    this.access = AccessSnapshot.of(entitlement, duration);
    this.channel = entitlement.channel().orElse(null);
    this.highRisk = entitlement.policy().risk() == Policy.Risk.HIGH;
    this.startsAt = startsAt.filter(now::isBefore).orElse(null);
    this.justification = justification;
    this.form = form.orElse(null);
    this.progress = entitlement.policy().noApprovals();
    this.requestedAt = now;
    Instant expiry = now.plus(entitlement.policy().expireAfter());
    this.expiresAt = startsAt().filter(expiry::isAfter).orElse(expiry);
    this.reminders = new Reminders(entitlement.policy().remindAfter());
    this.nextWakeAt = expiresAt;
  }

  /** Notes the requests with which it was submitted. */
  void requestedWith(RequestedWith others) {
    requestedWith = others;
  }

  RequestedWith requestedWith() {
    return RequestedWith.orNone(requestedWith);
  }

  /** The card on which it is decided: its own id, unless it may share the card with others. */
  public UUID card() {
    return requestedWith().cardOf(id);
  }

  /** The requester's own view of it. */
  Notification taken() {
    return requestedWith().taken(id);
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

  /** Notes who requested it for the requester. */
  void requestedBy(PersonId sender) {
    sentBy = sender.value();
  }

  /** Who requested it for the requester, if they did not do so themselves. */
  public Optional<PersonId> sentBy() {
    return Optional.ofNullable(sentBy).map(PersonId::new);
  }

  /** Whether this person sent it, for themselves or somebody else. */
  boolean isSentBy(PersonId person) {
    return sentBy().orElse(requester()).equals(person);
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
  void progressTo(ApprovalProgress now, Duration duration, Instant at) {
    progress = now;
    approvedSeconds = duration.toSeconds();
    reminders.approved(at);
  }

  /** Takes over how far its approval is by the policy as it is now. */
  void correct(ApprovalProgress now) {
    progress = now;
    var _ = scheduleNext();
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

  /** Notes the version of the policy file that allowed it. */
  void allowedBy(String version) {
    judgedBy = version;
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
    var _ = scheduleNext();
    return changes;
  }

  /** When the access is to start, if not at once. */
  public Optional<Instant> startsAt() {
    return Optional.ofNullable(startsAt);
  }

  public Instant requestedAt() {
    return requestedAt;
  }

  Instant expiresAt() {
    return expiresAt;
  }

  public RequestState state() {
    return state.state(expiresAt);
  }

  boolean pending() {
    return state.pending();
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

  void become(RequestState decision) {
    nextWakeAt = null;
    state.become(decision);
  }

  boolean takeDueReminder(Instant now) {
    return reminders.takeDue(requestedAt, now);
  }

  /** Whether its current stage has been silent for so long that others may approve it now. */
  boolean escalationDue(Instant now) {
    return reminders.escalatesAt(requestedAt, progress).filter(at -> !now.isBefore(at)).isPresent();
  }

  /** Escalates the current stage, if that is due. */
  boolean takeDueEscalation(Instant now) {
    boolean due = escalationDue(now);
    progress = due ? progress.escalated() : progress;
    return due;
  }

  /** Sets, and returns, when approvers are reminded next, it is escalated, or it expires. */
  Instant scheduleNext() {
    Instant next =
        reminders.next(requestedAt, progress).filter(expiresAt::isAfter).orElse(expiresAt);
    nextWakeAt = next;
    return next;
  }
}
