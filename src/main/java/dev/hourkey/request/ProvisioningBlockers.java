package dev.hourkey.request;

import dev.hourkey.catalog.CatalogSnapshot;
import dev.hourkey.notification.Incident.Sighting;
import dev.hourkey.notification.Notification;
import dev.hourkey.notification.Outbox;
import dev.hourkey.person.PersonId;
import dev.hourkey.request.Preflight.Check;
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
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jboss.logging.Logger;

/**
 * Problems that block requests until an operator acts. Operators get one message for each problem,
 * however many requests it blocks. The message is resolved when a later request shows that the
 * problem is over.
 */
@ApplicationScoped
public class ProvisioningBlockers {
  private static final Logger LOG = Logger.getLogger(ProvisioningBlockers.class);

  private static final int LONGEST_REASON = 1000;

  /** Problems that concern a person, regardless of what they request. */
  private static final Set<Check> PERSONAL = Set.of(Check.BASE_ACCESS, Check.AWS_USER);

  private final EntityManager database;
  private final Outbox outbox;
  private final Clock clock;

  ProvisioningBlockers(EntityManager database, Outbox outbox, Clock clock) {
    this.database = database;
    this.outbox = outbox;
    this.clock = clock;
  }

  /**
   * A blocker as operators read it.
   *
   * @param since empty when it is over
   * @param removed whether it is over because the policy file no longer has its subject
   */
  public record Alerted(String what, Optional<Instant> since, boolean removed) {}

  /** The blocker of an incident. */
  @Transactional
  public Optional<Alerted> of(UUID incident) {
    return database
        .createQuery(
            "from ProvisioningBlockerRow where incident = ?1", ProvisioningBlockerRow.class)
        .setParameter(1, incident)
        .getResultStream()
        .findFirst()
        .map(
            row ->
                new Alerted(
                    row.because(),
                    row.lasts(Duration.ZERO, clock.instant())
                        ? Optional.of(row.since())
                        : Optional.empty(),
                    row.removed()));
  }

  /**
   * A problem that prevents requests, as it was last seen.
   *
   * @param seenAt when it was last seen; it may be over by now
   */
  public record Known(String what, Instant seenAt) {}

  /**
   * What prevented all requests of a person at the last check; empty if nothing did, or if there
   * was no check. Only for display, because each request is checked again.
   */
  @Transactional
  public List<Known> of(PersonId person) {
    return database
        .createQuery(
            "from ProvisioningBlockerRow where cause in ?1 and failingSince is not null order by"
                + " cause",
            ProvisioningBlockerRow.class)
        .setParameter(1, PERSONAL.stream().map(check -> cause(check, person.value())).toList())
        .getResultStream()
        .flatMap(ProvisioningBlockerRow::known)
        .toList();
  }

  /**
   * For each group, by its object id: what prevented all requests for it at the last check, as
   * operators read it. Only for display.
   */
  @Transactional
  public Map<String, Known> ofGroups() {
    String prefix = cause(Check.GROUP, "");
    return database
        .createQuery(
            "from ProvisioningBlockerRow where cause like ?1 and failingSince is not null",
            ProvisioningBlockerRow.class)
        .setParameter(1, prefix + "%")
        .getResultStream()
        .collect(
            Collectors.toMap(
                row -> row.cause().substring(prefix.length()),
                row -> new Known(row.because(), row.lastSeen())));
  }

  /** The key of what a check found about a group or a person. */
  static String cause(Check check, String subject) {
    return check + ":" + subject;
  }

  /** The incidents that are not over. */
  @Transactional
  public List<UUID> open() {
    return database
        .createQuery(
            "select incident from ProvisioningBlockerRow where alerted and failingSince is not"
                + " null",
            UUID.class)
        .getResultList();
  }

  /**
   * Records which blockers were found, and which are over. A failure of the database must not
   * become the caller's failure.
   *
   * @param seen the blockers that were found, by cause
   * @param over the causes that are known to be over
   */
  void record(Map<String, Description> seen, Collection<String> over) {
    try {
      QuarkusTransaction.requiringNew()
          .run(
              () -> {
                seen.forEach(this::reportBlocker);
                over(over);
              });
    } catch (RuntimeException e) {
      LOG.warnf("could not record what prevents a request: %s", e.getMessage());
    }
  }

  /**
   * The messages about a blocker.
   *
   * @param alarms whether operators have to fix it
   */
  record Description(String toOperators, String toRequester, boolean alarms) {}

  private void reportBlocker(String cause, Description found) {
    database
        .createNativeQuery(
            "insert into provisioning_blocker (cause, alerted) values (?1, false) on conflict do"
                + " nothing")
        .setParameter(1, cause)
        .executeUpdate();
    ProvisioningBlockerRow row =
        database.find(ProvisioningBlockerRow.class, cause, LockModeType.PESSIMISTIC_WRITE);
    Sighting sighting = row.seen(PlainText.cut(found.toOperators, LONGEST_REASON), clock.instant());
    row.tellRequester(found.toRequester);
    if (found.alarms && !row.alerted()) {
      row.tell();
      LOG.warnf("requests are refused: %s; alerting operators", found.toOperators);
      outbox.tell(new Notification.RequestsBlocked(row.incident()));
    } else if (row.alerted() && sighting == Sighting.OTHER_REASON) {
      outbox.redraw(new Notification.RequestsBlocked(row.incident()));
    }
  }

  private void over(Collection<String> causes) {
    database
        .createQuery(
            "from ProvisioningBlockerRow where cause in ?1 and failingSince is not null order by"
                + " cause",
            ProvisioningBlockerRow.class)
        .setParameter(1, causes)
        .setLockMode(LockModeType.PESSIMISTIC_WRITE)
        .getResultStream()
        .toList()
        .forEach(
            row -> {
              Instant since = row.since();
              row.end();
              tellOver(row, since);
            });
  }

  /**
   * Resolves the problems with groups and entitlements that the policy file no longer has, because
   * no later request would show that they are over. Nothing is resolved while part of the file is
   * unknown.
   */
  @Transactional
  public void endRemoved(CatalogSnapshot snapshot) {
    database
        .createQuery(
            "select cause from ProvisioningBlockerRow where failingSince is not null order by cause",
            String.class)
        .getResultStream()
        .filter(cause -> isRemoved(cause, snapshot))
        .toList()
        .forEach(this::endRemoved);
  }

  private void endRemoved(String cause) {
    ProvisioningBlockerRow row =
        database.find(ProvisioningBlockerRow.class, cause, LockModeType.PESSIMISTIC_WRITE);
    if (row != null && row.lasting()) {
      Instant since = row.since();
      if (row.endRemoved(Duration.ZERO, clock.instant())) {
        tellOver(row, since);
      }
    }
  }

  private static boolean isRemoved(String cause, CatalogSnapshot snapshot) {
    String subject = cause.substring(cause.indexOf(':') + 1);
    if (cause.equals(cause(Check.GROUP, subject))) {
      return !snapshot.mayHaveGroup(subject);
    }
    return cause.equals(UnavailableEntitlements.cause(subject)) && !snapshot.mayHave(subject);
  }

  private void tellOver(ProvisioningBlockerRow row, Instant since) {
    LOG.infof("no longer prevents requests: %s", row.because());
    if (row.alerted()) {
      outbox.resolve(new Notification.RequestsBlocked(row.incident()), since);
    }
  }
}
