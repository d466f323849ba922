package dev.hourkey.grant;

import dev.hourkey.notification.Incident.Sighting;
import dev.hourkey.notification.Notification;
import dev.hourkey.notification.Notifications;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.EntityManager;
import jakarta.persistence.LockModeType;
import jakarta.transaction.Transactional;
import java.time.Clock;
import java.time.Instant;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jboss.logging.Logger;

/**
 * Tells operators 30 days before a credential expires, and again 7 days before. While the 7-day
 * message is open, no 30-day message begins. The messages are resolved when the credential is
 * replaced by a credential that expires later. The audit trail has no event for this, because
 * nothing has happened yet.
 */
@ApplicationScoped
public class ExpiringCredentials {
  private static final Logger LOG = Logger.getLogger(ExpiringCredentials.class);

  private final EntityManager database;
  private final Notifications notifications;
  private final Clock clock;

  ExpiringCredentials(EntityManager database, Notifications notifications, Clock clock) {
    this.database = database;
    this.notifications = notifications;
    this.clock = clock;
  }

  /** A credential whose expiry Hourkey can find out. */
  public enum Credential {
    /** The credential that Entra uses to write to AWS. */
    SCIM_TOKEN,

    /** The credential that Hourkey uses to sign in to Entra. */
    ENTRA_CERTIFICATE
  }

  /** A credential that expires soon, or has expired. */
  public record Expiry(Credential credential, Instant at) {}

  /**
   * Compares the expiry times of credentials with the present time.
   *
   * @param ends the expiry times; empty for a credential that is not in use. A credential whose
   *     expiry is not known is left out, and its alarms stay as they are
   */
  @Transactional
  public void checkExpiry(Map<Credential, Optional<Instant>> ends) {
    Set<Credential> told = EnumSet.noneOf(Credential.class); // With an alarm for fewer days.
    for (ExpiringCredentialRow row : rows("true", LockModeType.PESSIMISTIC_WRITE)) {
      Optional<Instant> end = ends.get(row.credential());
      if (end != null && (row.lasting() || !told.contains(row.credential()))) {
        checkExpiry(row, end);
      }
      if (row.lasting()) {
        told.add(row.credential());
      }
    }
  }

  private void checkExpiry(ExpiringCredentialRow row, Optional<Instant> end) {
    Instant now = clock.instant();
    Optional<Instant> near = end.filter(at -> row.near(at, now));
    if (near.isPresent()) {
      Sighting sighting = row.seen(near.get().toString(), now);
      var alarm = new Notification.CredentialExpiring(row.incident());
      switch (sighting) {
        case BEGINS -> {
          row.tell();
          LOG.warnf("%s expires at %s; alerting operators", row.credential(), near.get());
          notifications.tell(alarm);
        }
        case OTHER_REASON -> notifications.redraw(alarm);
        case LASTS -> {}
      }
    } else if (row.lasting()) {
      Instant since = row.since();
      row.end();
      notifications.resolve(new Notification.CredentialExpiring(row.incident()), since);
    }
  }

  /** The credential that an incident is about and its expiry, until the incident is over. */
  @Transactional
  public Optional<Expiry> expiry(UUID incident) {
    return rows("failingSince is not null", LockModeType.NONE).stream()
        .filter(row -> row.incident().equals(incident))
        .findFirst()
        .map(row -> new Expiry(row.credential(), Instant.parse(row.because())));
  }

  /** Which credential an incident is about, even if it is over. */
  @Transactional
  public Optional<Credential> credentialOf(UUID incident) {
    return rows("incident is not null", LockModeType.NONE).stream()
        .filter(row -> row.incident().equals(incident))
        .findFirst()
        .map(ExpiringCredentialRow::credential);
  }

  /** The incidents that are not over. */
  @Transactional
  public List<UUID> open() {
    return rows("failingSince is not null", LockModeType.NONE).stream()
        .map(ExpiringCredentialRow::incident)
        .toList();
  }

  private List<ExpiringCredentialRow> rows(String condition, LockModeType lock) {
    return database
        .createQuery(
            "from ExpiringCredentialRow where " + condition + " order by key.credential, key.days",
            ExpiringCredentialRow.class)
        .setLockMode(lock)
        .getResultList();
  }
}
