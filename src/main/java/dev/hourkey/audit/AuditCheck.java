package dev.hourkey.audit;

import dev.hourkey.notification.Notification;
import dev.hourkey.notification.Notifications;
import dev.hourkey.text.Counted;
import io.quarkus.narayana.jta.QuarkusTransaction;
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

/**
 * Verifies the trail regularly and alerts operators when it was changed. The verified head is
 * stored and logged: an attacker who recomputes the chain would have to change both.
 */
@ApplicationScoped
public class AuditCheck {
  private static final Logger LOG = Logger.getLogger(AuditCheck.class);

  private final EntityManager database;
  private final AuditTrail trail;
  private final EarlierTrees trees;
  private final Notifications outbox;
  private final Clock clock;

  AuditCheck(
      EntityManager database,
      AuditTrail trail,
      EarlierTrees trees,
      Notifications outbox,
      Clock clock) {
    this.database = database;
    this.trail = trail;
    this.trees = trees;
    this.outbox = outbox;
    this.clock = clock;
  }

  /** A trail that was changed or has lost entries. */
  public record Breach(UUID incident, Instant since, long seq, String why) {}

  /**
   * What is known about the trail.
   *
   * @param checkedAt when it was last verified, whatever the result
   * @param breach present if that verification failed
   * @param head the last entry when the trail was last intact
   * @param signed how many entries the largest signed checkpoint had that agreed with it then
   * @param unread what that verification could not compare, in words
   */
  public record State(
      Optional<Instant> checkedAt,
      Optional<Breach> breach,
      ChainHead head,
      long signed,
      Optional<String> unread) {}

  @Transactional
  public State state() {
    AuditCheckRow row = database.find(AuditCheckRow.class, AuditCheckRow.ONLY);
    return new State(row.checkedAt(), row.breach(), row.head(), row.signed(), row.unread());
  }

  /** Verifies the trail, also against the previously verified head and what was signed. */
  public void run() {
    ChainHead before = QuarkusTransaction.requiringNew().call(this::verifiedBefore);
    EarlierTrees.Known signed = trees.known();
    Verification found = trail.verify(before.seq() == 0 ? List.of() : List.of(before), signed);
    QuarkusTransaction.requiringNew()
        .run(
            () -> {
              AuditCheckRow row =
                  database.find(
                      AuditCheckRow.class, AuditCheckRow.ONLY, LockModeType.PESSIMISTIC_WRITE);
              switch (found) {
                case Verification.Intact(ChainHead head, _) -> intact(row, head, signed);
                case Verification.Broken broken -> broken(row, broken);
              }
            });
  }

  private ChainHead verifiedBefore() {
    return database.find(AuditCheckRow.class, AuditCheckRow.ONLY).head();
  }

  private void intact(AuditCheckRow row, ChainHead head, EarlierTrees.Known signed) {
    LOG.infof("audit trail verified: %s, head %s", Counted.of(head.seq(), "entry"), head);
    signed
        .unread()
        .forEach(
            why ->
                LOG.warnf(
                    "the audit trail was not compared with everything that was signed: %s", why));
    Optional<Breach> over = row.breach();
    if (over.isPresent() && !signed.unread().isEmpty()) {
      row.unread(signed, clock.instant()); // What showed the breach may be what was not read.
      return;
    }
    row.intact(head, signed, clock.instant());
    over.ifPresent(
        breach -> {
          outbox.over(new Notification.AuditBroken(breach.incident()), breach.since());
          trail.record(new AuditEvent.AuditTrailIntact(breach.incident()));
        });
  }

  private void broken(AuditCheckRow row, Verification.Broken found) {
    Optional<Breach> before = row.breach();
    UUID incident = row.broken(found, clock.instant());
    LOG.errorf(
        "audit trail is broken at entry %d: %s; entries from there on prove nothing",
        found.seq(), found.why());
    if (before.isEmpty()) {
      outbox.tell(new Notification.AuditBroken(incident));
      trail.record(new AuditEvent.AuditTrailBroken(incident, found.seq(), found.why()));
    } else if (before.get().seq() != found.seq()) {
      outbox.redraw(new Notification.AuditBroken(incident));
    }
  }
}
