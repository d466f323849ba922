package dev.hourkey.grant;

import dev.hourkey.audit.AuditEvent;
import dev.hourkey.audit.AuditLog;
import dev.hourkey.notification.Notification;
import dev.hourkey.notification.Notifications;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.UUID;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jboss.logging.Logger;

/**
 * Changes the state of a grant, with the audit event, the notifications and the metrics that belong
 * to the change. Every method runs in its caller's transaction.
 */
@ApplicationScoped
class GrantTransitions {
  private static final Logger LOG = Logger.getLogger(GrantTransitions.class);

  /** If more are overdue at once, operators get one message with the number instead of one each. */
  static final int MAX_ALARMS = 10;

  private final GrantRows grants;
  private final MembershipRows memberships;
  private final Notifications notifications;
  private final AuditLog trail;
  private final GrantMetrics metrics;
  private final GrantTraces traces;
  private final Clock clock;

  GrantTransitions(
      GrantRows grants,
      MembershipRows memberships,
      Notifications notifications,
      AuditLog trail,
      GrantMetrics metrics,
      GrantTraces traces,
      Clock clock) {
    this.grants = grants;
    this.memberships = memberships;
    this.notifications = notifications;
    this.trail = trail;
    this.metrics = metrics;
    this.traces = traces;
    this.clock = clock;
  }

  /** Begins the end, unless it has begun. */
  void end(Grant grant, EndReason cause) {
    if (grant.cause().isEmpty()) {
      become(grant, new GrantState.Revoking(cause), "hourkey");
    }
  }

  void become(Grant grant, GrantState state, String by) {
    Instant now = clock.instant();
    GrantState before = grant.state();
    grant.become(state, now);
    traces.became(grant, state);
    switch (state) {
      case GrantState.Scheduled _ -> {} // A grant is scheduled only when it is opened.
      case GrantState.Provisioning _ -> {
        notifications.redraw(allViews(grant));
        if (before instanceof GrantState.Scheduled) {
          trail.record(new AuditEvent.GrantStarting(grant.id(), grant.holder()));
        }
      }
      case GrantState.Syncing _ -> {
        notifications.redraw(grant.views());
        trail.record(new AuditEvent.MemberAdded(grant.id(), grant.holder(), grant.group()));
      }
      case GrantState.Live(Instant since, Instant endsAt) -> {
        memberships.locked(grant.membershipKey()).shownByAws();
        notifications.tell(new Notification.GrantActive(grant.id()));
        notifications.redraw(grant.views());
        Duration afterApproval = Duration.between(grant.begin(), since);
        metrics.live(afterApproval);
        trail.record(new AuditEvent.GrantActive(grant.id(), endsAt, afterApproval));
      }
      case GrantState.Revoking(EndReason cause) -> {
        notifications.redraw(allViews(grant));
        if (before instanceof GrantState.Clearing) {
          return; // Already recorded; a member who came back is removed once more.
        }
        trail.record(new AuditEvent.GrantEnding(grant.id(), cause.name(), by));
      }
      case GrantState.Clearing _ -> {
        if (grant.overdueAlerted()) {
          notifications.redraw(new Notification.EndOverdue(grant.id()));
        }
      }
      case GrantState.Ended(EndReason cause, _) -> ended(grant, before, cause);
    }
  }

  /** Moves the end so that the grant lasts this long in total, according to an approved request. */
  void extend(Grant grant, UUID approved, Duration whole) {
    Instant before = grant.term().end();
    grant.extend(approved, whole);
    notifications.redraw(allViews(grant));
    notifications.tell(new Notification.GrantExtended(grant.id(), grant.extensions()));
    trail.record(
        new AuditEvent.GrantExtended(
            grant.id(), approved, grant.holder(), before, grant.term().end()));
  }

  /** Every message about the grant, including those that say that it is active. */
  static Notification[] allViews(Grant grant) {
    Stream<Notification> ends =
        IntStream.rangeClosed(0, grant.extensions())
            .boxed()
            .flatMap(
                number ->
                    Stream.of(
                        new Notification.GrantEnding(grant.id(), number),
                        new Notification.GrantExtended(grant.id(), number)));
    return grant.views(
        Stream.concat(
                Stream.of(
                    new Notification.GrantActive(grant.id()),
                    new Notification.AssignmentLost(grant.id())),
                ends)
            .toArray(Notification[]::new));
  }

  /** Records a check of the directories, and updates the messages about a late grant. */
  void observed(Grant grant, GrantState.Observed found) {
    AwsPresence before = grant.awsPresence();
    grant.observed(found, clock.instant());
    if (grant.awsPresence() != before && grant.slowAlerted()) {
      notifications.redraw(grant.views());
    }
    if (grant.awsPresence() != before && grant.overdueAlerted()) {
      notifications.redraw(new Notification.EndOverdue(grant.id()));
    }
  }

  /** Reopens a grant because AWS shows the membership again after the grant had ended. */
  void returned(Grant grant) {
    LOG.errorf("grant %s had ended, but AWS shows its member again; removing it", grant.id());
    grant.returned(clock.instant());
    notifications.tell(new Notification.AccessReturned(grant.id()));
    notifications.redraw(
        new Notification.EndOverdue(grant.id())); // The message said that the membership is gone.
    notifications.tell(new Notification.GrantOver(grant.id(), grant.returns()));
    notifications.redraw(allViews(grant));
    trail.record(new AuditEvent.MemberReturned(grant.id(), grant.holder(), grant.group()));
  }

  private void ended(Grant grant, GrantState before, EndReason cause) {
    if (before instanceof GrantState.Clearing && !grants.handledByOtherGrant(grant)) {
      Membership membership = memberships.locked(grant.membershipKey());
      if (grant.neverFound()) {
        membership.goneUnlessLate(clock.instant());
      } else {
        membership.recordGone();
      }
    }
    if (before instanceof GrantState.Clearing && grants.neededByOtherGrant(grant)) {
      grant.explain("another grant needs the same membership");
    }
    tellOver(grant, cause);
    notifications.redraw(allViews(grant));
    notifications.redraw(new Notification.RemovalSlow(grant.id(), grant.returns()));
    if (grant.lateStep().isPresent()) { // Late now, or late before the access came back.
      notifications.redraw(new Notification.EndOverdue(grant.id()));
      notifications.resolve(new Notification.EndOverdue(grant.id()), grant.lateFrom());
    }
    grant
        .returnedAt()
        .ifPresent(
            since -> notifications.resolve(new Notification.AccessReturned(grant.id()), since));
    if (before instanceof GrantState.Clearing) {
      metrics.recordRemovalDelay(Duration.between(grant.lateFrom(), clock.instant()));
    } else {
      trail.record(
          new AuditEvent.MemberKept(
              grant.id(), grant.holder(), grant.group(), grant.detail().orElse("")));
    }
    trail.record(new AuditEvent.GrantEnded(grant.id(), cause.name()));
  }

  /**
   * Tells the holder that the grant is over. The holder has a message that follows the grant; only
   * an unexpected end gets a separate message.
   */
  void tellOver(Grant grant, EndReason cause) {
    Notification over = new Notification.GrantOver(grant.id(), grant.returns());
    if (cause.expected()) {
      notifications.redraw(over); // Sent before if AWS showed the membership again.
    } else {
      notifications.tell(over);
    }
  }

  /**
   * Shows the holder that the activation of a grant is late. Once the end of a grant is overdue,
   * tells the holder and, unless too many ends are overdue, the operators.
   */
  void tellIfLate(Grant grant) {
    Instant now = clock.instant();
    Lateness lateness = Lateness.of(grant, now);
    if (lateness.slow() && !grant.slowAlerted()) {
      grant.alertSlow();
      notifications.redraw(grant.views());
    }
    if (lateness.overdue() && !grant.overdueAlerted()) {
      LOG.errorf(
          "grant %s should have ended %s ago and is %s; retrying",
          grant.id(), lateness.by(), grant.phase());
      if (grants.alerted(MAX_ALARMS).size() < MAX_ALARMS) {
        notifications.tell(new Notification.EndOverdue(grant.id()));
      }
      notifications.tell(new Notification.RemovalSlow(grant.id(), grant.returns()));
      notifications.redraw(allViews(grant));
      grant.alertOverdue(now);
      trail.record(new AuditEvent.EndOverdue(grant.id(), lateness.by()));
    }
  }
}
