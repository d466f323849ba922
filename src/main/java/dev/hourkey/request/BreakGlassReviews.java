package dev.hourkey.request;

import dev.hourkey.audit.AuditTrail;
import dev.hourkey.audit.BreakGlassEvent;
import dev.hourkey.catalog.Entitlement;
import dev.hourkey.notification.Notification;
import dev.hourkey.notification.Outbox;
import dev.hourkey.person.Person;
import dev.hourkey.person.PersonId;
import dev.hourkey.person.Persons;
import dev.hourkey.policy.BreakGlass;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.EntityManager;
import jakarta.persistence.LockModeType;
import jakarta.transaction.Transactional;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * The reviews of break-glass access. Each change is one transaction with its audit events and
 * notifications; none calls a directory.
 */
@ApplicationScoped
public class BreakGlassReviews {
  private static final Logger LOG = Logger.getLogger(BreakGlassReviews.class);

  private static final Instant EARLIEST = Instant.EPOCH;
  private static final Instant LATEST = Instant.parse("9999-12-31T00:00:00Z");

  private final EntityManager database;
  private final Requests requests;
  private final Submissions submissions;
  private final Persons persons;
  private final Outbox outbox;
  private final AuditTrail trail;
  private final SubmissionRefusals refusals;
  private final Counter used;
  private final Clock clock;

  BreakGlassReviews(
      EntityManager database,
      Requests requests,
      Submissions submissions,
      Persons persons,
      Outbox outbox,
      AuditTrail trail,
      SubmissionRefusals refusals,
      MeterRegistry registry,
      Clock clock) {
    this.database = database;
    this.requests = requests;
    this.submissions = submissions;
    this.persons = persons;
    this.outbox = outbox;
    this.trail = trail;
    this.refusals = refusals;
    this.used =
        Counter.builder("hourkey.break.glass.used")
            .description("Requests that were granted at once by break-glass")
            .register(registry);
    this.clock = clock;
  }

  /**
   * A filter for a list of reviews; an empty value does not filter.
   *
   * @param open leaves out reviews that are done
   * @param from leaves out those of access that was given earlier
   * @param to leaves out those of access that was given at this time or later
   */
  public record Selection(boolean open, Optional<Instant> from, Optional<Instant> to) {
    /** All that are still to be done. */
    public static final Selection OPEN = new Selection(true, Optional.empty(), Optional.empty());
  }

  /**
   * How many reviews are still to be done, how many of those are late, and how many nobody can do.
   */
  public record Waiting(long all, long late, long unreviewable) {}

  /** Begins the review of a request, in the transaction that grants it. */
  @Transactional(Transactional.TxType.MANDATORY)
  void begin(AccessRequest request, Entitlement entitlement, BreakGlass rules) {
    BreakGlassReview review =
        new BreakGlassReview(request.id(), rules.reviewWithin(), request.requestedAt());
    database.persist(review);
    used.increment();
    outbox.tell(new Notification.BreakGlassUsed(request.id()));
    outbox.tell(new Notification.DecisionWanted(request.id()));
    trail.record(
        new BreakGlassEvent.BreakGlassUsed(
            request.id(),
            request.requester(),
            entitlement.id(),
            entitlement.group(),
            request.duration(),
            request.justification(),
            request.ticket(),
            rules.reviewers(),
            review.dueAt()));
  }

  @Transactional
  public Optional<BreakGlassReview> find(UUID request) {
    return Optional.ofNullable(database.find(BreakGlassReview.class, request));
  }

  /**
   * Reviews, newest first.
   *
   * @param before only the reviews of requests before this one; none if this one does not exist
   */
  @Transactional
  public List<BreakGlassReview> newest(Selection selection, Optional<UUID> before, int max) {
    return database
        .createQuery(
            """
            from BreakGlassReview review
            where (?1 = false or reviewedAt is null) and begunAt >= ?4 and begunAt < ?5
              and (?2 = false or exists (select 1 from BreakGlassReview last where last.request = ?3
                and (review.begunAt < last.begunAt
                  or review.begunAt = last.begunAt and review.request < last.request)))
            order by begunAt desc, request desc
            """,
            BreakGlassReview.class)
        .setParameter(1, selection.open())
        .setParameter(2, before.isPresent())
        .setParameter(3, before.orElse(new UUID(0, 0)))
        .setParameter(4, selection.from().orElse(EARLIEST))
        .setParameter(5, selection.to().orElse(LATEST))
        .setMaxResults(max)
        .getResultList();
  }

  /** Counts the reviews that are still to be done. */
  @Transactional
  public Waiting waiting() {
    return database
        .createQuery(
            """
            select count(*), count(*) filter (where late), count(*) filter (where impossible)
            from BreakGlassReview where reviewedAt is null
            """,
            Waiting.class)
        .getSingleResult();
  }

  /**
   * Reminds the reviewers, and says once that the review is late or that nobody can do it.
   *
   * @param nobodyCan whether nobody can review it; empty if that is unknown
   */
  @Transactional
  void remind(UUID id, Optional<Boolean> nobodyCan) {
    BreakGlassReview review = locked(id);
    Instant now = clock.instant();
    if (review == null || !review.due(now)) {
      return;
    }
    String entitlement = requests.find(id).orElseThrow().access().entitlement();
    if (review.takeReminder(now)) {
      outbox.tell(new Notification.ReviewOverdue(id, review.remindersSent()));
    }
    if (review.markLate(now)) {
      LOG.errorf("the review of break-glass request %s is late", id);
      outbox.tell(new Notification.ReviewLate(id));
      outbox.redraw(new Notification.DecisionWanted(id));
      trail.record(new BreakGlassEvent.BreakGlassReviewLate(id, entitlement, review.dueAt()));
    }
    if (nobodyCan.isPresent() && review.markImpossible(nobodyCan.get())) {
      if (nobodyCan.get()) {
        outbox.tell(new Notification.NobodyCanReview(id));
        trail.record(new BreakGlassEvent.BreakGlassReviewImpossible(id, entitlement));
      } else {
        outbox.resolve(new Notification.NobodyCanReview(id));
      }
    }
  }

  /** Ends a review with an outcome, unless somebody else has ended it. */
  @Transactional
  SubmissionOutcome end(UUID submission, UUID id, PersonId by, boolean justified, String comment) {
    BreakGlassReview review = locked(id);
    if (review == null) {
      return refusals.refuse(submission, new SubmissionRefusal.NoReview());
    }
    Optional<BreakGlassReview.Outcome> before = review.outcome();
    if (before.isPresent()) {
      return refusals.refuseReview(
          submission,
          id,
          by,
          new SubmissionRefusal.AlreadyReviewed(
              persons.find(before.get().reviewer()).map(Person::name)));
    }
    Instant now = clock.instant();
    review.end(new BreakGlassReview.Outcome(justified, comment, by, now), review.lateAt(now));
    submissions.done(submission, Optional.empty());
    outbox.tell(new Notification.AccessReviewed(id));
    outbox.redraw(new Notification.DecisionWanted(id));
    outbox.resolve(new Notification.BreakGlassUsed(id), review.begunAt());
    outbox.resolve(new Notification.ReviewLate(id), review.dueAt());
    outbox.resolve(new Notification.NobodyCanReview(id));
    for (int number = 1; number <= review.remindersSent(); number++) {
      outbox.redraw(new Notification.ReviewOverdue(id, number));
    }
    trail.record(
        new BreakGlassEvent.BreakGlassReviewed(
            id,
            requests.find(id).orElseThrow().requester(),
            by,
            justified,
            comment,
            review.late()));
    return new SubmissionOutcome.Reviewed();
  }

  private @Nullable BreakGlassReview locked(UUID request) {
    return database.find(BreakGlassReview.class, request, LockModeType.PESSIMISTIC_WRITE);
  }
}
