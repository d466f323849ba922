package dev.hourkey.request;

import dev.hourkey.audit.AuditEvent;
import dev.hourkey.catalog.Entitlement;
import dev.hourkey.person.PersonId;
import dev.hourkey.policy.ApprovalProgress;
import dev.hourkey.policy.ApprovalStage;
import dev.hourkey.policy.Policy;
import dev.hourkey.policy.PolicyOverride;
import dev.hourkey.policy.Risk;
import jakarta.persistence.Column;
import jakarta.persistence.Convert;
import jakarta.persistence.Embedded;
import jakarta.persistence.Entity;
import jakarta.persistence.Table;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** One person's request, and the progress of its approval. */
@Entity
@Table(name = "access_request")
public class AccessRequest extends RequestedAccess {
  private boolean highRisk;

  @Convert(converter = ApprovalProgressColumn.class)
  private ApprovalProgress progress = ApprovalProgress.NONE;

  @Column private @Nullable Long approvedSeconds;
  private Instant expiresAt = Instant.EPOCH;
  @Embedded private ReminderTimes reminderTimes = new ReminderTimes();
  @Column private @Nullable Instant nextWakeAt;

  @Embedded private RequestStateColumns state = new RequestStateColumns();
  private @Nullable String evaluatedAgainst;
  private @Nullable String cardProblem;

  protected AccessRequest() {}

  /**
   * @param byChatGuest whether the requester was a guest in Slack then
   * @param startsAt when the access is to start; at once if that time has passed. A request that is
   *     undecided at that time expires
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
    super(requester, byChatGuest, entitlement, duration, startsAt, justification, form, now);
    this.highRisk = entitlement.policy().risk() == Risk.HIGH;
    this.progress = entitlement.policy().noApprovals();
    Instant expiry = now.plus(entitlement.policy().expireAfter());
    this.expiresAt = startsAt().filter(expiry::isAfter).orElse(expiry);
    this.reminderTimes = new ReminderTimes(entitlement.policy().remindAfter());
    this.nextWakeAt = expiresAt;
  }

  /** Records what was requested, with the rules that allowed it. */
  AuditEvent requested(RequestEvaluation.Allowed allowed) {
    return new AuditEvent.AccessRequested(
        id(),
        requester(),
        access().entitlement(),
        access().entitlementName(),
        highRisk,
        access().group(),
        access().opens(),
        access().duration(),
        startsAt(),
        justification(),
        ticket(),
        allowed.override().map(PolicyOverride::words),
        expiresAt,
        allowed.entitlement().policy().stages().stream().map(ApprovalStage::words).toList(),
        byChatGuest(),
        requestedWith().submission(),
        sentBy(),
        extension().map(Extension::extendsGrant));
  }

  /** The channel in which its card could not be posted, and the chat's answer. */
  public Optional<String> cardProblem() {
    return Optional.ofNullable(cardProblem);
  }

  /** The progress of its approval under the policy that it was last checked against. */
  public ApprovalProgress progress() {
    return progress;
  }

  /** Records an approval and the approved duration, which is the same as before or shorter. */
  void recordApproval(ApprovalProgress now, Duration duration, Instant at) {
    progress = now;
    approvedSeconds = duration.toSeconds();
    reminderTimes.approved(at);
  }

  /** Replaces the progress of its approval with the progress under the current policy. */
  void correct(ApprovalProgress now) {
    progress = now;
    scheduleNext();
  }

  /** Notes that the next stage begins: reminders are counted from now on. */
  void beginStage(Instant now) {
    reminderTimes.beginStage(now);
    scheduleNext();
  }

  /** How long the access is to last: as requested, or shorter if an approver decided so. */
  public Duration duration() {
    return approvedSeconds == null ? access().duration() : Duration.ofSeconds(approvedSeconds);
  }

  /** Notes the version of the policy file that allowed it. */
  void allowedBy(String version) {
    evaluatedAgainst = version;
  }

  /**
   * The digest of the policy file that allowed it, or that it was last evaluated against while it
   * was pending.
   */
  public Optional<String> policyDigest() {
    return Optional.ofNullable(evaluatedAgainst);
  }

  boolean isEvaluatedAgainst(String version) {
    return version.equals(evaluatedAgainst);
  }

  /** Records the check against a version of the policy file; false if its card stays the same. */
  boolean recordEvaluation(String version, ApprovalProgress now, Entitlement entitlement) {
    boolean risky = entitlement.policy().risk() == Risk.HIGH;
    boolean changes = demandSignIn(entitlement) || !progress.equals(now) || (risky && !highRisk);
    evaluatedAgainst = version;
    progress = now;
    highRisk |= risky;
    scheduleNext();
    return changes;
  }

  /** Notes the access that the request extends; the request expires when that access ends. */
  @Override
  void extending(Extension active) {
    super.extending(active);
    expiresAt = active.extendsFrom().isBefore(expiresAt) ? active.extendsFrom() : expiresAt;
    scheduleNext();
  }

  /** The shorter durations that an approver may choose instead, according to the policy. */
  public List<Duration> shorterDurations(Policy policy) {
    return policy.shorterThan(duration()).stream()
        .filter(one -> extension().filter(it -> one.compareTo(it.before()) <= 0).isEmpty())
        .toList();
  }

  Instant expiresAt() {
    return expiresAt;
  }

  public RequestState state() {
    return state.state(expiresAt);
  }

  public boolean highRisk() {
    return highRisk;
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

  /** Whether the requester can remind its approvers, or has done so. */
  public Nudge nudge() {
    return reminderTimes.nudge();
  }

  boolean takeDueNudgeOffer(Instant now) {
    return reminderTimes.takeDueNudgeOffer(requestedAt(), now);
  }

  void nudged(Instant now) {
    reminderTimes.nudged(now);
  }

  boolean takeDueReminder(Instant now) {
    return reminderTimes.takeDue(requestedAt(), now);
  }

  /** Whether the escalation of its current stage is due. */
  boolean escalationDue(Instant now) {
    return reminderTimes
        .escalatesAt(requestedAt(), progress)
        .filter(at -> !now.isBefore(at))
        .isPresent();
  }

  /** Escalates the current stage, if that is due. */
  boolean takeDueEscalation(Instant now) {
    boolean due = escalationDue(now);
    progress = due ? progress.escalated() : progress;
    return due;
  }

  /** Schedules when it is processed next. */
  void scheduleNext() {
    nextWakeAt = nextWake();
  }

  /** When a reminder, its escalation, the offer of the nudge or its expiry is due next. */
  Instant nextWake() {
    return reminderTimes.next(requestedAt(), progress).filter(expiresAt::isAfter).orElse(expiresAt);
  }
}
