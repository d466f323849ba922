package dev.hourkey.grant;

import static java.util.Objects.requireNonNullElse;

import dev.hourkey.audit.AuditEvent;
import dev.hourkey.audit.AuditTrail;
import dev.hourkey.notification.Incident.Sighting;
import dev.hourkey.notification.Notification;
import dev.hourkey.notification.Notifications;
import dev.hourkey.person.CredentialListener;
import dev.hourkey.text.PlainText;
import io.quarkus.narayana.jta.QuarkusTransaction;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.EntityManager;
import jakarta.persistence.LockModeType;
import jakarta.transaction.Transactional;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Tracks whether Hourkey's own credentials work. Operators are alerted once if the credentials keep
 * failing, and the alarm is resolved when a call succeeds again. Until then, work that needs the
 * credentials waits.
 *
 * <p>Vendors are called often, so the database is read and written only when something changes and
 * at the intervals below.
 */
@ApplicationScoped
public class CredentialHealth implements CredentialListener {
  private static final Logger LOG = Logger.getLogger(CredentialHealth.class);

  /** A failure that ends sooner is a hiccup, and operators are not alerted. */
  private static final Duration HICCUP = Duration.ofSeconds(30);

  /** How often a replica records that its credentials fail. */
  private static final Duration BETWEEN_REPORTS = Duration.ofSeconds(15);

  /** How often a replica whose own credentials work checks whether another replica's failed. */
  private static final Duration BETWEEN_CHECKS = Duration.ofSeconds(30);

  /** If a failing replica has reported nothing for this long, its failure counts as over. */
  private static final Duration SILENCE = Duration.ofMinutes(2);

  private static final int LONGEST_REASON = 400;

  private final EntityManager database;
  private final Notifications notifications;
  private final AuditTrail trail;
  private final Clock clock;
  private final Map<Vendor, Own> own = new EnumMap<>(Vendor.class);

  CredentialHealth(
      EntityManager database, Notifications notifications, AuditTrail trail, Clock clock) {
    this.database = database;
    this.notifications = notifications;
    this.trail = trail;
    this.clock = clock;
  }

  /** This replica's last result with a vendor, and when it recorded that. */
  private record Own(boolean worked, Instant recordedAt) {}

  /** Credentials that do not work. */
  public record Problem(Vendor vendor, String why, Instant since) {}

  /** What is wrong with the credentials; empty once the incident is over. */
  @Transactional
  public Optional<Problem> trouble(UUID incident) {
    return database
        .createQuery(
            "from CredentialHealthRow where incident = ?1 and failingSince is not null",
            CredentialHealthRow.class)
        .setParameter(1, incident)
        .getResultStream()
        .findFirst()
        .map(row -> new Problem(row.vendor(), row.because(), row.since()));
  }

  /** The vendor whose credentials an incident is about, even if it is over. */
  @Transactional
  public Optional<Vendor> vendorOf(UUID incident) {
    return database
        .createQuery("from CredentialHealthRow where incident = ?1", CredentialHealthRow.class)
        .setParameter(1, incident)
        .getResultStream()
        .findFirst()
        .map(CredentialHealthRow::vendor);
  }

  /** The incidents that operators were told about and that are not over. */
  @Transactional
  public List<UUID> open() {
    return database
        .createQuery(
            "select incident from CredentialHealthRow where alerted and failingSince is not null",
            UUID.class)
        .getResultList();
  }

  @Override
  public void failed(Vendor vendor, String why) {
    Instant now = clock.instant();
    if (begin(vendor, false, BETWEEN_REPORTS, now) instanceof Turn.Now) {
      write(vendor, () -> failed(vendor, cut(why), now));
    }
  }

  @Override
  public void succeeded(Vendor vendor) {
    Instant now = clock.instant();
    if (begin(vendor, true, BETWEEN_CHECKS, now) instanceof Turn.Now(boolean failedBefore)) {
      write(vendor, () -> succeeded(vendor, failedBefore, now));
    }
  }

  /** Whether it is time for this replica to record its result. */
  private sealed interface Turn {
    record NotNow() implements Turn {}

    /** {@code changed} is true if this replica's previous result was the opposite. */
    record Now(boolean changed) implements Turn {}
  }

  private Turn begin(Vendor vendor, boolean worked, Duration pause, Instant now) {
    synchronized (own) {
      Own last = own.get(vendor);
      boolean changed = last != null && last.worked != worked;
      if (last != null && !changed && isWithin(pause, last.recordedAt, now)) {
        return new Turn.NotNow();
      }
      own.put(vendor, new Own(worked, now));
      return new Turn.Now(changed);
    }
  }

  private static boolean isWithin(Duration pause, Instant last, Instant now) {
    return !now.isBefore(last) && now.isBefore(last.plus(pause));
  }

  /**
   * Records a result. The call to the vendor is over, so a problem with the database must not make
   * it fail.
   */
  private void write(Vendor vendor, Runnable change) {
    try {
      QuarkusTransaction.requiringNew().run(change);
    } catch (RuntimeException e) {
      synchronized (own) {
        own.remove(vendor);
      }
      LOG.warnf(
          "could not record whether the credentials for %s work; retrying: %s",
          vendor, e.getMessage());
    }
  }

  private void failed(Vendor vendor, String why, Instant now) {
    CredentialHealthRow row =
        database.find(CredentialHealthRow.class, vendor, LockModeType.PESSIMISTIC_WRITE);
    Sighting sighting = row.seen(why, now);
    if (sighting == Sighting.BEGINS) {
      LOG.warnf("Hourkey's credentials for %s do not work: %s; retrying", vendor, why);
    } else if (!row.alerted() && row.lasts(HICCUP, now)) {
      row.tell();
      LOG.errorf("Hourkey's credentials for %s still do not work: %s", vendor, why);
      notifications.tell(new Notification.CredentialsFailed(row.incident()));
      trail.record(new AuditEvent.CredentialsFailed(row.incident(), vendor.name(), why));
    } else if (row.alerted() && sighting == Sighting.OTHER_REASON) {
      notifications.redraw(new Notification.CredentialsFailed(row.incident()));
    }
  }

  /**
   * A failure of this replica is over when this replica succeeds. A failure of another replica, or
   * of this one before a restart, is over when no replica has seen it for a while.
   */
  private void succeeded(Vendor vendor, boolean failedBefore, Instant now) {
    database
        .createQuery(
            "from CredentialHealthRow where vendor = ?1 and failingSince is not null",
            CredentialHealthRow.class)
        .setParameter(1, vendor)
        .setLockMode(LockModeType.PESSIMISTIC_WRITE)
        .getResultStream()
        .findFirst()
        .filter(row -> failedBefore || row.quietFor(SILENCE, now))
        .ifPresent(
            row -> {
              Instant since = row.since();
              row.end();
              LOG.infof("Hourkey's credentials for %s work again", vendor);
              if (row.alerted()) {
                notifications.resolve(new Notification.CredentialsFailed(row.incident()), since);
                trail.record(new AuditEvent.CredentialsRestored(row.incident(), vendor.name()));
              }
            });
  }

  private static String cut(@Nullable String why) {
    return PlainText.cut(requireNonNullElse(why, "no reason was given"), LONGEST_REASON);
  }
}
