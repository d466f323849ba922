package dev.hourkey.grant;

import dev.hourkey.audit.AuditEvent;
import dev.hourkey.audit.AuditLog;
import dev.hourkey.notification.Notification;
import dev.hourkey.notification.Notifications;
import dev.hourkey.person.PersonId;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * Opens grants and begins their ends. Each method is one transaction with its audit events and
 * notifications, and calls no directory.
 */
@ApplicationScoped
public class GrantService {
  private final GrantRows grants;
  private final GrantTransitions transitions;
  private final Notifications notifications;
  private final AuditLog trail;
  private final GrantWorkers workers;
  private final Clock clock;

  GrantService(
      GrantRows grants,
      GrantTransitions transitions,
      Notifications notifications,
      AuditLog trail,
      GrantWorkers workers,
      Clock clock) {
    this.grants = grants;
    this.transitions = transitions;
    this.notifications = notifications;
    this.trail = trail;
    this.workers = workers;
    this.clock = clock;
  }

  /** Opens a grant in the transaction of the deciding approval, with its deadline. */
  @Transactional(Transactional.TxType.MANDATORY)
  public Grant open(GrantSpec spec) {
    Instant now = clock.instant();
    Grant grant = new Grant(spec, now);
    grants.add(grant);
    workers.wake(GrantQueue.PROVISIONING);
    trail.record(
        new AuditEvent.GrantOpened(
            grant.id(),
            grant.request(),
            grant.holder(),
            grant.access().entitlement(),
            grant.group(),
            grant.access().opens(),
            grant.access().duration(),
            grant.startsAt(),
            grant.deadline(),
            grant.together()));
    return grant;
  }

  /**
   * Locks a grant in the caller's transaction, and returns whether an approval could extend it now.
   */
  @Transactional(Transactional.TxType.MANDATORY)
  public boolean extendable(UUID id) {
    return grants.lock(id).filter(grant -> grant.extendable(clock.instant())).isPresent();
  }

  /** Whether the end of a grant has begun; locks it like {@link #extendable}. */
  @Transactional(Transactional.TxType.MANDATORY)
  public boolean endBegun(UUID id) {
    return grants.lock(id).filter(grant -> grant.cause().isEmpty()).isEmpty();
  }

  /**
   * Extends a grant in the transaction of the deciding approval; its membership stays as it is. The
   * caller has checked {@link #extendable}.
   *
   * @param approved the approved request
   * @param whole how long the grant lasts in total, longer than before
   */
  @Transactional(Transactional.TxType.MANDATORY)
  public void extend(UUID id, UUID approved, Duration whole) {
    Grant grant = grants.locked(id);
    grant.beginAttempt(); // A replica whose clock is ahead may be ending it.
    transitions.extend(grant, approved, whole);
    grant.checkAgainAt(clock.instant());
    workers.wake(GrantQueue.ENDING);
  }

  /** Ends a grant early for its holder; returns false if it is already ending, or there is none. */
  @Transactional
  public boolean endEarly(UUID id, PersonId by) {
    return grants
        .lock(id)
        .filter(grant -> grant.cause().isEmpty())
        .map(
            grant -> {
              endNow(grant, EndReason.ENDED_EARLY, by.value());
              return true;
            })
        .orElse(false);
  }

  /**
   * Ends somebody's grant early; returns false if it is already ending or there is no such grant.
   * The holder is told at once who revoked it and why; the same message later says that it has
   * ended.
   */
  @Transactional
  public boolean revoke(UUID id, Revocation revocation) {
    return grants
        .lock(id)
        .filter(grant -> grant.cause().isEmpty())
        .map(
            grant -> {
              revoke(grant, revocation);
              return true;
            })
        .orElse(false);
  }

  private void revoke(Grant grant, Revocation revocation) {
    grant.revoked(revocation);
    endNow(grant, EndReason.REVOKED, revocation.by());
    notifications.tell(new Notification.GrantOver(grant.id(), grant.returns()));
    trail.record(
        new AuditEvent.GrantRevoked(
            grant.id(),
            grant.holder(),
            grant.access().entitlement(),
            revocation.by(),
            revocation.role().name(),
            revocation.reason()));
  }

  /**
   * Shows the holder of an active grant whether AWS still assigns everything that it opened. The
   * holder is told once about a loss.
   *
   * @param changed whether an earlier check showed something else
   */
  @Transactional
  public void assignmentsSeen(UUID id, boolean lost, boolean changed) {
    Notification loss = new Notification.AssignmentLost(id);
    boolean news = lost && !notifications.wasNotified(loss);
    if (news || changed) {
      Grant grant = grants.locked(id); // Locked before its messages, as everywhere.
      if (news) {
        notifications.tell(loss);
      }
      notifications.redraw(GrantTransitions.allViews(grant));
    }
  }

  /**
   * Records whether Entra showed the membership of a grant. If somebody else removed the member,
   * the grant ends once two checks, minutes apart, did not show the member.
   */
  @Transactional
  public void seenInEntra(UUID id, boolean member) {
    grants
        .lock(id)
        .filter(grant -> grant.seenInEntra(member, clock.instant()))
        .ifPresent(grant -> endNow(grant, EndReason.REMOVED_ELSEWHERE, "somebody else"));
  }

  private void endNow(Grant grant, EndReason cause, String by) {
    grant.beginAttempt(); // The outcome of an attempt that is still running is not recorded.
    transitions.become(grant, new GrantState.Revoking(cause), by);
    workers.wake(GrantQueue.ENDING);
  }

  /**
   * Reopens the end of a grant that had ended and whose membership AWS shows again, because a cycle
   * of the SCIM job may export an add that it read before the removal. Does nothing if another open
   * grant keeps the membership or is removing it.
   */
  @Transactional
  void returned(UUID id) {
    grants
        .lock(id)
        .filter(grant -> !grant.open() && !grants.handledByOtherGrant(grant))
        .ifPresent(
            grant -> {
              transitions.returned(grant);
              workers.wake(GrantQueue.CLEARING);
            });
  }

  /**
   * Alerts operators with one message about all overdue ends if there are too many for one message
   * each. The message stays open until no end is overdue. This is not part of the work on a late
   * grant, because all late grants would wait for the row of that one notification.
   */
  @Transactional
  public void alertManyOverdue() {
    Optional<Notification.ManyOverdue> many =
        notifications.open(Notification.ManyOverdue.class).map(Notification.ManyOverdue::new);
    List<UUID> overdue = grants.alerted(GrantTransitions.MAX_ALARMS + 1);
    if (overdue.size() > GrantTransitions.MAX_ALARMS) {
      notifications.tell(many.orElseGet(this::manyOverdueSinceThisHour));
    } else if (many.isEmpty()) {
      overdue.forEach(this::alertUnlessAlerted);
    } else if (overdue.isEmpty()) {
      notifications.resolve(many.get());
    } else {
      notifications.redraw(many.get());
    }
  }

  private Notification.ManyOverdue manyOverdueSinceThisHour() {
    return new Notification.ManyOverdue(new UUID(0, clock.instant().getEpochSecond() / 3600));
  }

  /**
   * Alerts operators about a grant. It may have had no alert of its own, because too many were
   * overdue at the time.
   */
  private void alertUnlessAlerted(UUID id) {
    Notification.EndOverdue overdue = new Notification.EndOverdue(id);
    if (!notifications.isOpen(overdue)
        && grants.locked(id).overdueAlerted()
        && grants.locked(id).open()) {
      notifications.tell(overdue);
    }
  }
}
