package dev.hourkey.checkpoint;

import dev.hourkey.audit.AuditLog;
import dev.hourkey.audit.CheckpointEvent;
import dev.hourkey.notification.Incident.Sighting;
import dev.hourkey.notification.Notification;
import dev.hourkey.notification.Notifications;
import dev.hourkey.text.PlainText;
import io.quarkus.narayana.jta.QuarkusTransaction;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.EntityManager;
import jakarta.persistence.LockModeType;
import jakarta.transaction.Transactional;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.jboss.logging.Logger;

/** Alerts operators when checkpoints are not signed, or do not reach a place. */
@ApplicationScoped
public class CheckpointIncidents {
  private static final Logger LOG = Logger.getLogger(CheckpointIncidents.class);

  /** A contradiction between the database and a place. */
  static final String INCONSISTENT = "INCONSISTENT";

  /** How long a place may fail before operators are alerted. */
  private static final Duration PATIENCE = Duration.ofMinutes(30);

  private static final int LONGEST_REASON = 1000;

  private final EntityManager database;
  private final Notifications notifications;
  private final AuditLog trail;
  private final Clock clock;

  CheckpointIncidents(
      EntityManager database, Notifications notifications, AuditLog trail, Clock clock) {
    this.database = database;
    this.notifications = notifications;
    this.trail = trail;
    this.clock = clock;
  }

  /**
   * A problem that is not over.
   *
   * @param place empty if nothing is signed, because the database contradicts a place
   */
  public record Problem(Optional<CheckpointPlaceType> place, String why, Instant since) {}

  /** The problem of an incident, until it is over. */
  @Transactional
  public Optional<Problem> of(UUID incident) {
    return rows("failingSince is not null").stream()
        .filter(row -> row.incident().equals(incident))
        .findFirst()
        .map(CheckpointIncidents::trouble);
  }

  /**
   * Why an incident is over.
   *
   * @param place as {@link Problem#place}
   * @param removed whether the place is no longer in the settings
   */
  public record Over(Optional<CheckpointPlaceType> place, boolean removed) {}

  /** Why an incident is over; empty if there is no incident. */
  @Transactional
  public Optional<Over> overBecause(UUID incident) {
    return row(incident).map(row -> new Over(place(row.what()), row.removed()));
  }

  /** All problems that are not over. */
  @Transactional
  public List<Problem> open() {
    return rows("failingSince is not null").stream().map(CheckpointIncidents::trouble).toList();
  }

  /** The open incidents that operators were alerted to. */
  @Transactional
  public List<UUID> told() {
    return rows("alerted and failingSince is not null").stream()
        .map(CheckpointIncidentRow::incident)
        .toList();
  }

  private Optional<CheckpointIncidentRow> row(UUID incident) {
    return database
        .createQuery("from CheckpointIncidentRow where incident = ?1", CheckpointIncidentRow.class)
        .setParameter(1, incident)
        .getResultStream()
        .findFirst();
  }

  private List<CheckpointIncidentRow> rows(String condition) {
    return database
        .createQuery("from CheckpointIncidentRow where " + condition, CheckpointIncidentRow.class)
        .getResultList();
  }

  private static Problem trouble(CheckpointIncidentRow row) {
    return new Problem(place(row.what()), row.because(), row.since());
  }

  private static Optional<CheckpointPlaceType> place(String what) {
    return what.equals(INCONSISTENT)
        ? Optional.empty()
        : Optional.of(CheckpointPlaceType.valueOf(what));
  }

  /** Records that the database contradicts a signed checkpoint. Operators are alerted at once. */
  void inconsistent(String why) {
    report(INCONSISTENT, why, Duration.ZERO);
  }

  void consistent() {
    over(INCONSISTENT);
  }

  void failed(CheckpointPlaceType place, String why) {
    report(place.name(), why, PATIENCE);
  }

  void recovered(CheckpointPlaceType place) {
    over(place.name());
  }

  /**
   * Ends the problems of places that are no longer configured.
   *
   * @param between how often a replica that has a place tries to use it
   */
  void endRemoved(List<CheckpointPlace> configured, Duration between) {
    Set<CheckpointPlaceType> kept =
        configured.stream().map(CheckpointPlace::place).collect(Collectors.toSet());
    open().stream()
        .flatMap(trouble -> trouble.place().stream())
        .filter(place -> !kept.contains(place))
        .forEach(place -> over(place.name(), row -> row.endRemoved(between, clock.instant())));
  }

  private void report(String what, String why, Duration patience) {
    String reason = PlainText.cut(why, LONGEST_REASON);
    Instant now = clock.instant();
    QuarkusTransaction.requiringNew()
        .run(
            () -> {
              CheckpointIncidentRow row =
                  database.find(CheckpointIncidentRow.class, what, LockModeType.PESSIMISTIC_WRITE);
              Sighting sighting = row.seen(reason, now);
              LOG.errorf("audit checkpoint, %s: %s; retrying", what, reason);
              if (!row.alerted() && row.lasts(patience, now)) {
                row.tell();
                notifications.tell(new Notification.CheckpointTrouble(row.incident()));
                trail.record(
                    what.equals(INCONSISTENT)
                        ? new CheckpointEvent.CheckpointRefused(row.incident(), reason)
                        : new CheckpointEvent.CheckpointNotKept(row.incident(), what, reason));
              } else if (row.alerted() && sighting == Sighting.OTHER_REASON) {
                notifications.redraw(new Notification.CheckpointTrouble(row.incident()));
              }
            });
  }

  private void over(String what) {
    over(
        what,
        row -> {
          row.end();
          return true;
        });
  }

  private void over(String what, Predicate<CheckpointIncidentRow> end) {
    QuarkusTransaction.requiringNew()
        .run(
            () -> {
              CheckpointIncidentRow row =
                  database.find(CheckpointIncidentRow.class, what, LockModeType.PESSIMISTIC_WRITE);
              if (!row.lasts(Duration.ZERO, clock.instant())) {
                return;
              }
              Instant since = row.since();
              if (end.test(row) && row.alerted()) {
                notifications.resolve(new Notification.CheckpointTrouble(row.incident()), since);
                trail.record(over(row));
              }
            });
  }

  private static CheckpointEvent over(CheckpointIncidentRow row) {
    return row.what().equals(INCONSISTENT)
        ? new CheckpointEvent.CheckpointAccepted(row.incident())
        : row.removed()
            ? new CheckpointEvent.CheckpointPlaceRemoved(row.incident(), row.what())
            : new CheckpointEvent.CheckpointKept(row.incident(), row.what());
  }
}
