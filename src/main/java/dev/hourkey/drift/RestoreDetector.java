package dev.hourkey.drift;

import dev.hourkey.audit.AuditTrail;
import dev.hourkey.audit.DriftEvent;
import dev.hourkey.drift.RestoreEvidence.Doubt;
import dev.hourkey.drift.RestoreEvidence.Memory;
import dev.hourkey.grant.UnaddedGrants;
import dev.hourkey.notification.Notification;
import dev.hourkey.notification.Notifications;
import io.quarkus.narayana.jta.QuarkusTransaction;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import org.jboss.logging.Logger;

/**
 * Recognizes that Hourkey did not use this database before: it is a restored backup, a copy, or a
 * server that was recovered to an earlier time. Hourkey keeps a row that describes its database. A
 * restore brings back the row but not the database that it describes, so the two no longer match.
 * Each replica also remembers the end of the audit trail, which is missing from a database that was
 * restored under a running replica.
 */
@ApplicationScoped
public class RestoreDetector {
  private static final Logger LOG = Logger.getLogger(RestoreDetector.class);

  /**
   * How often Hourkey records that it uses the database. After a restore, the age of its records is
   * known to this precision.
   */
  private static final Duration HEARTBEAT = Duration.ofMinutes(1);

  private final DatabaseIdentity identity;
  private final UnaddedGrants unadded;
  private final Notifications notifications;
  private final AuditTrail trail;
  private final Clock clock;

  private volatile Optional<Memory> memory = Optional.empty();

  RestoreDetector(
      DatabaseIdentity identity,
      UnaddedGrants unadded,
      Notifications notifications,
      AuditTrail trail,
      Clock clock) {
    this.identity = identity;
    this.unadded = unadded;
    this.notifications = notifications;
    this.trail = trail;
    this.clock = clock;
  }

  /**
   * Compares the database with its description. Called before anything is granted.
   *
   * @return whether a restore, or the suspicion of one, was found just now
   */
  public boolean verify() {
    RestoreEvidence found = evidence(false);
    if (found.describesDatabase()) {
      if (found.row().orElseThrow().checkedAt().plus(HEARTBEAT).isBefore(clock.instant())) {
        QuarkusTransaction.requiringNew().run(() -> identity.heartbeat(clock.instant()));
      }
      remember(found);
      return false;
    }
    return QuarkusTransaction.requiringNew().call(this::recognize);
  }

  /** The last restore that was found, unless every member has been explained since then. */
  public Optional<DatabaseRestore> open() {
    return last().filter(restore -> !restore.settled());
  }

  /** The last restore that was found, if there was one. */
  public Optional<DatabaseRestore> last() {
    return identity.lastRestore();
  }

  /** Records that every member of every group is explained. Part of the caller's transaction. */
  void markSettled(DatabaseRestore restore) {
    if (identity.markSettled(restore.id(), clock.instant())) {
      LOG.infof("the restore found at %s is settled", restore.foundAt());
      notifications.resolve(new Notification.DatabaseRestored(restore.id()), restore.foundAt());
      trail.record(new DriftEvent.RestoreSettled(restore.id()));
    }
  }

  private boolean recognize() {
    RestoreEvidence evidence = evidence(true); // Another replica may have found it meanwhile.
    Optional<Doubt> doubt = evidence.doubt();
    Instant now = clock.instant();
    identity.describe(evidence.here(), now);
    doubt.ifPresent(
        one -> found(one, evidence.row().map(DatabaseIdentity.Row::checkedAt).orElse(now), now));
    remember(evidence);
    return doubt.isPresent();
  }

  private void found(Doubt doubt, Instant lastKnownAt, Instant now) {
    UUID id = UUID.randomUUID();
    int ended = doubt.endsUnadded() ? unadded.end() : 0;
    identity.found(
        new DatabaseRestore(id, now, lastKnownAt, doubt.evidence(), doubt.certain(), ended, false));
    LOG.warnf(
        "%s: %s. It was last known to be complete at %s. All groups are compared before anything"
            + " is granted, and %d grants whose members had not been added yet were ended",
        doubt.certain() ? "the database was restored" : "the database may have been restored",
        doubt.evidence(),
        lastKnownAt,
        ended);
    trail.record(
        new DriftEvent.RestoreFound(id, doubt.evidence(), doubt.certain(), lastKnownAt, ended));
    if (doubt.certain()) {
      notifications.tell(new Notification.DatabaseRestored(id));
    }
  }

  private void remember(RestoreEvidence seen) {
    memory =
        Optional.of(
            new Memory(
                seen.here().headSeq(), seen.here().headHash(), seen.committed(), clock.instant()));
  }

  private RestoreEvidence evidence(boolean lock) {
    AuditTrail.Committed committed =
        trail.committed(); // First: others may write to the database meanwhile.
    Optional<Memory> before = memory;
    DatabaseIdentity.Compared found =
        identity.compare(before.map(Memory::seq).orElse(0L), committed, lock);
    return new RestoreEvidence(found.row(), found.here(), before, committed.seq(), clock.instant());
  }
}
