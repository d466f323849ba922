package dev.hourkey.request;

import dev.hourkey.audit.AuditEvent;
import dev.hourkey.audit.AuditTrail;
import dev.hourkey.audit.PolicyEvent;
import dev.hourkey.notification.Incident.Sighting;
import dev.hourkey.notification.Notification;
import dev.hourkey.notification.Outbox;
import dev.hourkey.person.VendorError;
import dev.hourkey.text.PlainText;
import io.quarkus.narayana.jta.QuarkusTransaction;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.EntityManager;
import jakarta.persistence.LockModeType;
import jakarta.persistence.TypedQuery;
import jakarta.transaction.Transactional;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jboss.logging.Logger;

/**
 * Problems that keep people from requesting the access in the policy file: mistakes in the file,
 * vendors that do not answer, and tools without settings. Operators get one message for each
 * problem, which is resolved when the problem is over.
 */
@ApplicationScoped
public class CatalogIncidents {
  private static final Logger LOG = Logger.getLogger(CatalogIncidents.class);

  /** If a replica has not reported a problem for this long, the replica or the problem is gone. */
  private static final Duration SILENCE = Duration.ofMinutes(3);

  /** If a refused call was not repeated for this long, it may no longer be needed. */
  private static final Duration FORGOTTEN = Duration.ofDays(1);

  /** How often a replica without problems checks whether another replica's problem is over. */
  private static final Duration BETWEEN_CHECKS = Duration.ofSeconds(30);

  private static final int LONGEST_REASON = 1000;

  private final EntityManager database;
  private final Outbox outbox;
  private final AuditTrail trail;
  private final Clock clock;

  private final Map<Question, Own> own = new HashMap<>();

  CatalogIncidents(EntityManager database, Outbox outbox, AuditTrail trail, Clock clock) {
    this.database = database;
    this.outbox = outbox;
    this.trail = trail;
    this.clock = clock;
  }

  /** What the problem is about. */
  public enum Kind {
    POLICY_FILE,
    ENTRA,
    AWS,
    CHAT,

    /** An on-call or ticket tool that the policy file names has no settings. */
    TOOLS;

    public static Kind of(VendorError.Party party) {
      return switch (party.role()) {
        case ENTRA -> ENTRA;
        case AWS -> AWS;
        case CHAT -> CHAT;
      };
    }
  }

  /** One vendor call, which may fail while others succeed, or all problems of a kind. */
  private record Question(Kind kind, Optional<String> method) {
    boolean isAbout(CatalogIncidentRow row) {
      return method.isEmpty() || row.because().contains(method.get());
    }
  }

  /** Whether this replica's last check saw a problem, and when the check was made. */
  private record Own(boolean trouble, Instant at) {}

  /** A problem that is not over. */
  public record Problem(Kind kind, String why, Instant since) {}

  /** The problem of an incident, until it is over. */
  @Transactional
  public Optional<Problem> of(UUID incident) {
    return first("incident = ?1 and failingSince is not null", incident)
        .map(row -> new Problem(row.kind(), row.because(), row.since()));
  }

  /** The incidents that operators were told about and that are not over. */
  @Transactional
  public List<UUID> open() {
    return database
        .createQuery(
            "select incident from CatalogIncidentRow where alerted and failingSince is not null",
            UUID.class)
        .getResultList();
  }

  /** The kind of an incident, even if it is over. */
  @Transactional
  public Optional<Kind> kindOf(UUID incident) {
    return first("incident = ?1", incident).map(CatalogIncidentRow::kind);
  }

  private Optional<CatalogIncidentRow> first(String condition, Object parameter) {
    return query(condition, parameter).getResultStream().findFirst();
  }

  private TypedQuery<CatalogIncidentRow> query(String condition, Object parameter) {
    return database
        .createQuery("from CatalogIncidentRow where " + condition, CatalogIncidentRow.class)
        .setParameter(1, parameter)
        .setMaxResults(1);
  }

  /**
   * Reports a problem.
   *
   * @param patience how long it may last before operators are alerted
   */
  public void report(Kind kind, String why, Duration patience) {
    report(new Question(kind, Optional.empty()), why, patience);
  }

  /** Reports a problem that a vendor's answer shows. */
  void report(VendorError vendorError, Duration patience) {
    report(
        new Question(Kind.of(vendorError.party()), vendorError.method()),
        vendorError.sentence(),
        patience);
  }

  private void report(Question question, String why, Duration patience) {
    Instant now = clock.instant();
    String reason = PlainText.cut(why, LONGEST_REASON);
    write(question, new Own(true, now), () -> report(question.kind(), reason, patience, now));
  }

  /** Reports that this replica sees no problem of this kind. */
  public void resolve(Kind kind) {
    resolve(kind, Optional.empty());
  }

  /**
   * Reports that this replica sees no problem with a call.
   *
   * @param method the call; empty for all calls of the kind
   */
  void resolve(Kind kind, Optional<String> method) {
    Question question = new Question(kind, method);
    Instant now = clock.instant();
    boolean sawTrouble;
    synchronized (own) {
      Own last = own.get(question);
      sawTrouble = last != null && last.trouble;
      if (last != null
          && !sawTrouble
          && !now.isBefore(last.at)
          && now.isBefore(last.at.plus(BETWEEN_CHECKS))) {
        return;
      }
    }
    write(question, new Own(false, now), () -> resolve(question, sawTrouble, now));
  }

  /** A failure of the database must not become the caller's failure. */
  private void write(Question question, Own seen, Runnable change) {
    try {
      QuarkusTransaction.requiringNew().run(change);
      synchronized (own) {
        own.put(question, seen);
      }
    } catch (RuntimeException e) {
      LOG.warnf("could not record the state of %s; retrying: %s", question.kind(), e.getMessage());
    }
  }

  private void report(Kind kind, String why, Duration patience, Instant now) {
    CatalogIncidentRow row =
        database.find(CatalogIncidentRow.class, kind, LockModeType.PESSIMISTIC_WRITE);
    Sighting sighting = row.seen(why, now);
    if (!row.alerted() && row.lasts(patience, now)) {
      row.tell();
      LOG.errorf("alerting operators about %s: %s", kind, why);
      outbox.tell(new Notification.CatalogTrouble(row.incident()));
      trail.record(event(kind, row.incident(), why));
    } else if (row.alerted() && sighting == Sighting.OTHER_REASON) {
      outbox.redraw(new Notification.CatalogTrouble(row.incident()));
    }
  }

  private static AuditEvent event(Kind kind, UUID incident, String why) {
    return switch (kind) {
      case POLICY_FILE -> new PolicyEvent.PolicyBroken(incident, why);
      case ENTRA, AWS, CHAT, TOOLS -> new AuditEvent.VendorFailed(incident, kind.name(), why);
    };
  }

  /**
   * A problem that this replica saw is over as soon as it no longer sees it. A problem that another
   * replica saw, or this one before a restart, is over when no replica has seen it for a while.
   */
  private void resolve(Question question, boolean sawTrouble, Instant now) {
    Kind kind = question.kind();
    query("kind = ?1 and failingSince is not null", kind)
        .setLockMode(LockModeType.PESSIMISTIC_WRITE)
        .getResultStream()
        .findFirst()
        .filter(
            row ->
                question.isAbout(row)
                    ? sawTrouble || row.quietFor(SILENCE, now)
                    : row.quietFor(FORGOTTEN, now))
        .ifPresent(
            row -> {
              Instant since = row.since();
              row.end();
              LOG.infof("the problem with %s is over", kind);
              if (row.alerted()) {
                outbox.resolve(new Notification.CatalogTrouble(row.incident()), since);
                trail.record(
                    switch (kind) {
                      case POLICY_FILE -> new PolicyEvent.PolicyFixed(row.incident());
                      case ENTRA, AWS, CHAT, TOOLS ->
                          new AuditEvent.VendorRecovered(row.incident(), kind.name());
                    });
              }
            });
  }
}
