package dev.hourkey.grant;

import dev.hourkey.audit.AuditEvent;
import dev.hourkey.audit.AuditTrail;
import dev.hourkey.notice.Notice;
import dev.hourkey.notice.Outbox;
import dev.hourkey.person.PersonId;
import io.quarkus.hibernate.orm.panache.PanacheRepositoryBase;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.LockModeType;
import jakarta.transaction.Transactional;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jboss.logging.Logger;

/** Every grant there is or was, and the only class that queries {@code access_grant}. */
@ApplicationScoped
public class Grants implements PanacheRepositoryBase<Grant, UUID> {
  private static final Logger LOG = Logger.getLogger(Grants.class);
  private static final int PAGE = 1000;

  private final Memberships memberships;
  private final Outbox outbox;
  private final AuditTrail trail;
  private final GrantAlarm alarm;
  private final Clock clock;

  Grants(Memberships memberships, Outbox outbox, AuditTrail trail, GrantAlarm alarm, Clock clock) {
    this.memberships = memberships;
    this.outbox = outbox;
    this.trail = trail;
    this.alarm = alarm;
    this.clock = clock;
  }

  /** Opens a grant in the transaction of the deciding approval, with its deadline and its task. */
  @Transactional(Transactional.TxType.MANDATORY)
  public Grant open(Opening opening) {
    Instant now = clock.instant();
    Grant grant = new Grant(opening, now);
    persistAndFlush(grant);
    alarm.ring(grant.id, now);
    trail.record(
        new AuditEvent.GrantOpened(
            grant.id,
            grant.request,
            grant.holder(),
            grant.entitlement,
            grant.group(),
            grant.target(),
            opening.duration(),
            grant.deadline));
    return grant;
  }

  @Transactional
  public Optional<Grant> find(UUID id) {
    return findByIdOptional(id);
  }

  /** The grant a request led to. */
  @Transactional
  public Optional<Grant> forRequest(UUID request) {
    return find("request", request).firstResultOptional();
  }

  /** What a person holds or is about to, oldest first. */
  @Transactional
  public List<Grant> openOf(PersonId holder) {
    return list("holder = ?1 and endedAt is null order by openedAt", holder.value());
  }

  /** Whether some grant, other than one that is over, is about this membership. */
  @Transactional
  public boolean anyOpen(String groupId, PersonId holder) {
    return count("groupId = ?1 and holder = ?2 and endedAt is null", groupId, holder.value()) > 0;
  }

  /**
   * All grants, newest first.
   *
   * @param openOnly leaves out those that have ended
   * @param limit at most this many, 1 to 1000
   */
  @Transactional
  public List<Grant> newest(boolean openOnly, int limit) {
    return find((openOnly ? "endedAt is null " : "") + "order by openedAt desc, id")
        .page(0, Math.clamp(limit, 1, PAGE))
        .list();
  }

  /** Open grants that should have been looked at before {@code then}, the longest due first. */
  @Transactional
  public List<UUID> dueBefore(Instant then) {
    return getEntityManager()
        .createQuery("select id from Grant where nextLookAt < ?1 order by nextLookAt", UUID.class)
        .setParameter(1, then)
        .setMaxResults(PAGE)
        .getResultList();
  }

  /** How many ends are overdue by {@code now}, and since when the oldest is. */
  @Transactional
  public Overdue overdue(Instant now) {
    Object[] row =
        getEntityManager()
            .createQuery(
                "select count(*), min(dueAt) from Grant where endedAt is null and dueAt < ?1",
                Object[].class)
            .setParameter(1, now)
            .getSingleResult();
    Optional<Instant> oldest = Optional.ofNullable((Instant) row[1]);
    return new Overdue(
        (long) row[0], oldest.map(due -> Duration.between(due, now)).orElse(Duration.ZERO));
  }

  /** Ends a grant early at its holder's wish; false when it is ending already or not theirs. */
  @Transactional
  public boolean giveBack(UUID id, PersonId by) {
    Grant grant = locked(id);
    if (grant == null || !grant.holder().equals(by) || grant.cause != null) {
      return false;
    }
    grant.attempt++; // What an attempt that is under way has to say is no longer heard.
    become(grant, new GrantState.Revoking(Cause.GIVEN_BACK), by.value());
    alarm.ring(id, clock.instant());
    return true;
  }

  /** Begins an attempt; what an earlier one still has to say is no longer heard. */
  @Transactional
  Optional<Claim> claim(UUID id) {
    Grant grant = locked(id);
    if (grant == null || grant.endedAt != null) {
      return Optional.empty();
    }
    grant.attempt++;
    return Optional.of(new Claim(grant, wantedElsewhere(grant)));
  }

  /**
   * Writes down how an attempt went, unless another began or someone changed the grant meanwhile.
   *
   * @return when to look at the grant again; nothing when it is over
   */
  @Transactional
  Optional<Instant> record(Grant claimed, Result result) {
    Grant grant = locked(claimed.id);
    if (grant == null || grant.attempt != claimed.attempt) {
      return Optional.of(clock.instant());
    }
    apply(grant, result);
    tellIfLate(grant);
    return Optional.ofNullable(grant.nextLookAt);
  }

  /** Whether another grant, one that is not ending, needs the same membership. */
  @Transactional
  boolean wantedElsewhere(Grant grant) {
    return count(
            "groupId = ?1 and holder = ?2 and id <> ?3 and phase in ('PROVISIONING','SYNCING','LIVE')",
            grant.groupId,
            grant.holder,
            grant.id)
        > 0;
  }

  private boolean anyOtherOpen(Grant grant) {
    return count(
            "groupId = ?1 and holder = ?2 and id <> ?3 and endedAt is null",
            grant.groupId,
            grant.holder,
            grant.id)
        > 0;
  }

  private void apply(Grant grant, Result result) {
    Instant now = clock.instant();
    switch (result) {
      case Result.Became(GrantState state, Optional<String> detail) -> {
        detail.ifPresent(text -> grant.detail = text);
        become(grant, state, "hourkey");
      }
      case Result.Pushed(boolean confirmed) -> {
        grant.pushes++;
        grant.pushConfirmed |= confirmed;
        grant.pushNotBefore = null;
        grant.failures = 0;
        grant.nextLookAt = now;
      }
      case Result.PushNotBefore(Instant at) -> {
        grant.pushNotBefore = at;
        grant.nextLookAt = now;
      }
      case Result.Warned _ -> {
        grant.warnedAt = now;
        grant.nextLookAt = now;
        outbox.tell(new Notice.GrantEnding(grant.id));
      }
      case Result.LookAgain(Instant at) -> {
        grant.failures = 0;
        grant.nextLookAt = at;
      }
      case Result.Failed(Optional<Duration> retryAfter) -> {
        grant.failures++;
        grant.nextLookAt = now.plus(Result.pause(grant, retryAfter));
      }
    }
  }

  private void become(Grant grant, GrantState state, String by) {
    Instant now = clock.instant();
    GrantState before = grant.state();
    grant.become(state, now);
    switch (state) {
      case GrantState.Provisioning _ -> throw new IllegalStateException("grants begin so, once");
      case GrantState.Syncing _ -> {
        outbox.redraw(new Notice.DecisionWanted(grant.request));
        outbox.redraw(new Notice.RequestTaken(grant.request));
        trail.record(new AuditEvent.MemberAdded(grant.id, grant.holder(), grant.group()));
      }
      case GrantState.Live(Instant since, Instant endsAt) -> {
        outbox.tell(new Notice.GrantLive(grant.id));
        outbox.redraw(new Notice.GrantSlow(grant.id));
        outbox.redraw(new Notice.DecisionWanted(grant.request));
        outbox.redraw(new Notice.RequestTaken(grant.request));
        trail.record(
            new AuditEvent.GrantLive(grant.id, endsAt, Duration.between(grant.openedAt, since)));
      }
      case GrantState.Revoking(Cause cause) -> {
        outbox.redraw(new Notice.GrantLive(grant.id));
        outbox.redraw(new Notice.GrantEnding(grant.id));
        outbox.redraw(new Notice.DecisionWanted(grant.request));
        outbox.redraw(new Notice.RequestTaken(grant.request));
        trail.record(new AuditEvent.GrantEnding(grant.id, cause.name(), by));
      }
      case GrantState.Clearing _ -> {
        memberships.removed(grant, now);
        outbox.redraw(new Notice.EndOverdue(grant.id));
        trail.record(new AuditEvent.MemberRemoved(grant.id, grant.holder(), grant.group()));
      }
      case GrantState.Ended(Cause cause, _) -> {
        if (before instanceof GrantState.Clearing && !anyOtherOpen(grant)) {
          memberships.gone(grant);
        }
        outbox.tell(new Notice.GrantOver(grant.id));
        outbox.redraw(new Notice.GrantLive(grant.id));
        outbox.redraw(new Notice.GrantEnding(grant.id));
        outbox.redraw(new Notice.GrantSlow(grant.id));
        outbox.redraw(new Notice.EndOverdue(grant.id));
        outbox.redraw(new Notice.DecisionWanted(grant.request));
        outbox.redraw(new Notice.RequestTaken(grant.request));
        if (!(before instanceof GrantState.Clearing)) {
          trail.record(
              new AuditEvent.MemberKept(
                  grant.id, grant.holder(), grant.group(), String.valueOf(grant.detail)));
        }
        trail.record(new AuditEvent.GrantEnded(grant.id, cause.name()));
      }
    }
  }

  /** Whatever is late is said, once: to the holder and, where an end is overdue, to operators. */
  private void tellIfLate(Grant grant) {
    Instant now = clock.instant();
    Lateness lateness = Lateness.of(grant, now);
    if (lateness.slow() && !grant.slowTold) {
      grant.slowTold = true;
      outbox.tell(new Notice.GrantSlow(grant.id));
    }
    if (lateness.overdue() && !grant.overdueTold) {
      grant.overdueTold = true;
      LOG.errorf(
          "grant %s should have ended %s ago and is %s; it is tried again and again",
          grant.id, lateness.by(), grant.phase);
      outbox.tell(new Notice.EndOverdue(grant.id));
      outbox.tell(new Notice.GrantSlow(grant.id));
      outbox.redraw(new Notice.GrantLive(grant.id));
      trail.record(new AuditEvent.EndOverdue(grant.id, lateness.by()));
    }
  }

  private Grant locked(UUID id) {
    return findById(id, LockModeType.PESSIMISTIC_WRITE);
  }

  /** How many ends are overdue, and by how much the worst of them. */
  public record Overdue(long count, Duration longest) {}

  /** A grant as it stood when an attempt began. */
  record Claim(Grant grant, boolean wantedElsewhere) {}
}
