package dev.hourkey.request;

import static java.util.Objects.requireNonNull;

import dev.hourkey.audit.AuditTrail;
import dev.hourkey.audit.BulkRevocationEvent;
import dev.hourkey.grant.Grant;
import dev.hourkey.grant.GrantState;
import dev.hourkey.grant.GrantsInScope;
import dev.hourkey.grant.RemovalProgress;
import dev.hourkey.grant.Revocation;
import dev.hourkey.grant.RevocationScope;
import dev.hourkey.notification.Notification;
import dev.hourkey.notification.Outbox;
import dev.hourkey.person.Person;
import dev.hourkey.person.PersonId;
import dev.hourkey.person.Persons;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.EntityManager;
import jakarta.persistence.LockModeType;
import jakarta.transaction.Transactional;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The bulk revocations, and the only class that queries {@code bulk_revocation}. Each change is one
 * transaction with its audit events and notifications; none calls a directory.
 */
@ApplicationScoped
public class BulkRevocations {
  /**
   * AWS lets a removed member open new role sessions for up to this long (AWS documentation,
   * "authconcept").
   */
  private static final Duration PORTAL_LAG = Duration.ofHours(1);

  /** AWS's default session duration, assumed if that of a permission set is not known. */
  private static final Duration SESSION = Duration.ofHours(1);

  private final EntityManager database;
  private final GrantsInScope grants;
  private final RequestService requestService;
  private final Submissions submissions;
  private final Persons persons;
  private final Outbox outbox;
  private final AuditTrail trail;
  private final Clock clock;

  BulkRevocations(
      EntityManager database,
      GrantsInScope grants,
      RequestService requestService,
      Submissions submissions,
      Persons persons,
      Outbox outbox,
      AuditTrail trail,
      Clock clock) {
    this.database = database;
    this.grants = grants;
    this.requestService = requestService;
    this.submissions = submissions;
    this.persons = persons;
    this.outbox = outbox;
    this.trail = trail;
    this.clock = clock;
  }

  @Transactional
  public Optional<BulkRevocation> find(UUID id) {
    return Optional.ofNullable(database.find(BulkRevocation.class, id));
  }

  /**
   * Begins a bulk revocation, unless one with this id was begun before. From then on, it is carried
   * out completely, even after a crash.
   */
  @Transactional
  public void begin(UUID id, RevocationScope scope, Revocation by) {
    if (locked(id) != null) {
      return;
    }
    database.persist(new BulkRevocation(id, scope, by, clock.instant()));
    database.flush(); // A concurrent one with the same id fails here, and is repeated.
    outbox.tell(new Notification.RevokedInBulk(id));
    outbox.tell(new Notification.RevocationProgress(id));
    trail.record(
        new BulkRevocationEvent.BulkRevocationBegun(
            id,
            BulkRevocationEvent.HIGH,
            scope instanceof RevocationScope.OfPerson(PersonId person)
                ? Optional.of(person)
                : Optional.empty(),
            scope instanceof RevocationScope.OfEntitlement(String entitlement)
                ? Optional.of(entitlement)
                : Optional.empty(),
            by.by(),
            by.role().name(),
            by.reason()));
  }

  /** Begins a bulk revocation for a submission, and closes the submission. */
  @Transactional
  SubmissionOutcome begin(UUID submission, UUID id, RevocationScope scope, Revocation by) {
    begin(id, scope, by);
    submissions.done(submission, Optional.empty());
    return new SubmissionOutcome.Ending();
  }

  /** Stops one of its requests, unless it was decided. */
  @Transactional
  void stop(UUID id, UUID request) {
    BulkRevocation bulk = requireNonNull(locked(id));
    Revocation by = bulk.revocation();
    requestService
        .stop(request, "%s revoked this access: %s".formatted(name(by), by.reason()))
        .ifPresent(
            stopped -> {
              bulk.requestStopped();
              trail.record(
                  new BulkRevocationEvent.RequestStopped(
                      request,
                      id,
                      stopped.requester(),
                      stopped.access().entitlement(),
                      by.by(),
                      by.role().name(),
                      by.reason()));
            });
  }

  private String name(Revocation by) {
    return persons.find(new PersonId(by.by())).map(Person::name).orElse(by.by());
  }

  /** Notes that the end of everything that was open has begun. */
  @Transactional
  void markSwept(UUID id) {
    requireNonNull(locked(id)).markSwept(clock.instant());
  }

  /** Checks the progress of its grants, and updates the messages about it. */
  @Transactional
  void updateProgress(UUID id) {
    BulkRevocation bulk = requireNonNull(locked(id));
    if (bulk.doneAt().isPresent()) {
      return;
    }
    Instant now = clock.instant();
    Instant until = bulk.sweptAt().orElse(now);
    RemovalProgress progress = grants.progress(bulk.scope(), bulk.begunAt(), until);
    boolean news = bulk.recordProgress(progress, now);
    if (bulk.sweptAt().isPresent() && progress.complete()) {
      bulk.done(progress.lastGone().orElse(until), sessionsUntil(bulk, until));
      trail.record(
          new BulkRevocationEvent.BulkRevocationDone(
              id, progress.all(), progress.kept(), bulk.requests()));
      news = true;
    }
    if (news) {
      outbox.redraw(new Notification.RevokedInBulk(id), new Notification.RevocationProgress(id));
    }
  }

  private Optional<Instant> sessionsUntil(BulkRevocation bulk, Instant until) {
    return grants.everActive(bulk.scope(), bulk.begunAt(), until).stream()
        .flatMap(grant -> sessionsUntil(grant).stream())
        .max(Comparator.naturalOrder());
  }

  private static Optional<Instant> sessionsUntil(Grant grant) {
    return grant.state() instanceof GrantState.Ended(_, Instant at) && grant.removedAt().isPresent()
        ? Optional.of(
            at.plus(PORTAL_LAG).plus(grant.access().opens().longestKnownSession().orElse(SESSION)))
        : Optional.empty();
  }

  private @Nullable BulkRevocation locked(UUID id) {
    return database.find(BulkRevocation.class, id, LockModeType.PESSIMISTIC_WRITE);
  }
}
