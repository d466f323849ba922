package dev.hourkey.request;

import dev.hourkey.notification.Incident.Sighting;
import dev.hourkey.notification.Notification;
import dev.hourkey.notification.Outbox;
import dev.hourkey.text.PlainText;
import io.quarkus.narayana.jta.QuarkusTransaction;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.EntityManager;
import jakarta.persistence.LockModeType;
import jakarta.transaction.Transactional;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jboss.logging.Logger;

/**
 * What refuses requests until an operator acts. Operators get one message for each cause, however
 * many requests it refuses. The message is resolved when a later request shows that it is over.
 */
@ApplicationScoped
public class Obstacles {
  private static final Logger LOG = Logger.getLogger(Obstacles.class);

  private static final int LONGEST_REASON = 1000;

  private final EntityManager database;
  private final Outbox outbox;
  private final Clock clock;

  Obstacles(EntityManager database, Outbox outbox, Clock clock) {
    this.database = database;
    this.outbox = outbox;
    this.clock = clock;
  }

  /**
   * An obstacle as operators read it.
   *
   * @param since empty when it is over
   */
  public record Told(String what, Optional<Instant> since) {}

  /** The obstacle of an incident. */
  @Transactional
  public Optional<Told> of(UUID incident) {
    return database
        .createQuery("from ObstacleRow where incident = ?1", ObstacleRow.class)
        .setParameter(1, incident)
        .getResultStream()
        .findFirst()
        .map(
            row ->
                new Told(
                    row.because(),
                    row.lasts(Duration.ZERO, clock.instant())
                        ? Optional.of(row.since())
                        : Optional.empty()));
  }

  /** The incidents that are not over. */
  @Transactional
  public List<UUID> open() {
    return database
        .createQuery(
            "select incident from ObstacleRow where alerted and failingSince is not null",
            UUID.class)
        .getResultList();
  }

  /**
   * Records what was seen. A failure of the database must not become the caller's failure.
   *
   * @param seen what has to be fixed, by cause
   * @param over the causes that were seen to be over
   */
  void record(Map<String, String> seen, Collection<String> over) {
    try {
      QuarkusTransaction.requiringNew()
          .run(
              () -> {
                seen.forEach(this::seen);
                over(over);
              });
    } catch (RuntimeException e) {
      LOG.warnf("could not record what is in the way of a request: %s", e.getMessage());
    }
  }

  private void seen(String cause, String what) {
    database
        .createNativeQuery(
            "insert into obstacle (cause, alerted) values (?1, false) on conflict do nothing")
        .setParameter(1, cause)
        .executeUpdate();
    ObstacleRow row = database.find(ObstacleRow.class, cause, LockModeType.PESSIMISTIC_WRITE);
    Sighting sighting = row.seen(PlainText.cut(what, LONGEST_REASON), clock.instant());
    if (sighting == Sighting.BEGINS) {
      row.tell();
      LOG.warnf("requests are refused: %s; operators are told", what);
      outbox.tell(new Notification.RequestsBlocked(row.incident()));
    } else if (sighting == Sighting.OTHER_REASON) {
      outbox.redraw(new Notification.RequestsBlocked(row.incident()));
    }
  }

  private void over(Collection<String> causes) {
    database
        .createQuery(
            "from ObstacleRow where cause in ?1 and failingSince is not null order by cause",
            ObstacleRow.class)
        .setParameter(1, causes)
        .setLockMode(LockModeType.PESSIMISTIC_WRITE)
        .getResultStream()
        .toList()
        .forEach(
            row -> {
              Instant since = row.since();
              row.end();
              LOG.infof("over: %s", row.because());
              outbox.over(new Notification.RequestsBlocked(row.incident()), since);
            });
  }
}
