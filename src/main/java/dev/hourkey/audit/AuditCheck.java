package dev.hourkey.audit;

import dev.hourkey.notification.Notification;
import dev.hourkey.notification.Notifications;
import dev.hourkey.text.Counted;
import dev.hourkey.text.PlainText;
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
 * Verifies the trail regularly, compares other records with it, and alerts operators when either
 * was changed. The verified head is stored and logged: an attacker who recomputes the chain would
 * have to change both.
 */
@ApplicationScoped
public class AuditCheck {
  private static final Logger LOG = Logger.getLogger(AuditCheck.class);

  private static final int DIFFERENCES_TOLD = 3;
  private static final int LONGEST_DIFFERENCE = 1000;

  private final EntityManager database;
  private final AuditTrail trail;
  private final EarlierCheckpoints checkpoints;
  private final ComparedRecords records;
  private final Notifications notifications;
  private final Clock clock;

  AuditCheck(
      EntityManager database,
      AuditTrail trail,
      EarlierCheckpoints checkpoints,
      ComparedRecords records,
      Notifications notifications,
      Clock clock) {
    this.database = database;
    this.trail = trail;
    this.checkpoints = checkpoints;
    this.records = records;
    this.notifications = notifications;
    this.clock = clock;
  }

  /** A trail that was changed or has lost entries. */
  public record Breach(UUID incident, Instant since, long seq, String why) {}

  /** Records that differ from the trail, in words. */
  public record Difference(UUID incident, Instant since, String what) {}

  /**
   * What is known about the trail.
   *
   * @param checkedAt when it was last verified, whatever the result
   * @param breach present if that verification failed
   * @param difference present if records differed from the trail when it was last intact
   * @param head the last entry when the trail was last intact
   * @param signed the number of entries of the largest signed checkpoint that agreed with the trail
   *     then
   * @param unread what that verification could not compare, in words
   */
  public record State(
      Optional<Instant> checkedAt,
      Optional<Breach> breach,
      Optional<Difference> difference,
      ChainHead head,
      long signed,
      Optional<String> unread) {}

  @Transactional
  public State state() {
    AuditCheckRow row = database.find(AuditCheckRow.class, AuditCheckRow.ONLY);
    return new State(
        row.checkedAt(), row.breach(), row.difference(), row.head(), row.signed(), row.unread());
  }

  /** The breach of an incident, until it is over. */
  @Transactional
  public Optional<Breach> breach(UUID incident) {
    return state().breach().filter(breach -> breach.incident().equals(incident));
  }

  /** The difference of an incident, until it is over. */
  @Transactional
  public Optional<Difference> difference(UUID incident) {
    return state().difference().filter(found -> found.incident().equals(incident));
  }

  /**
   * Verifies the trail, and that it contains the previously verified head and agrees with the
   * signed checkpoints. A trail that was changed says nothing about other records, so these are
   * compared only with an intact one.
   *
   * @return whether all signed checkpoints could be compared
   */
  public boolean run() {
    ChainHead before = QuarkusTransaction.requiringNew().call(this::verifiedBefore);
    EarlierCheckpoints.Known signed = checkpoints.known();
    Verification found = trail.verify(before.seq() == 0 ? List.of() : List.of(before), signed);
    List<String> differences =
        found instanceof Verification.Intact ? records.differences() : List.of();
    QuarkusTransaction.requiringNew()
        .run(
            () -> {
              AuditCheckRow row =
                  database.find(
                      AuditCheckRow.class, AuditCheckRow.ONLY, LockModeType.PESSIMISTIC_WRITE);
              switch (found) {
                case Verification.Intact(ChainHead head, _) -> {
                  intact(row, head, signed);
                  compared(row, differences);
                }
                case Verification.Broken broken -> broken(row, broken);
              }
            });
    return signed.unread().isEmpty();
  }

  private ChainHead verifiedBefore() {
    return database.find(AuditCheckRow.class, AuditCheckRow.ONLY).head();
  }

  private void intact(AuditCheckRow row, ChainHead head, EarlierCheckpoints.Known signed) {
    LOG.infof("audit trail verified: %s, head %s", Counted.of(head.seq(), "entry"), head);
    signed
        .unread()
        .forEach(
            why ->
                LOG.warnf("the audit trail was not compared with all signed checkpoints: %s", why));
    Optional<Breach> over = row.breach();
    if (over.isPresent() && !signed.unread().isEmpty()) {
      row.recordUnread(signed, clock.instant()); // The breach may be in an unread part.
      return;
    }
    row.recordIntact(head, signed, clock.instant());
    over.ifPresent(
        breach -> {
          notifications.resolve(new Notification.AuditBroken(breach.incident()), breach.since());
          trail.record(new AuditEvent.AuditTrailIntact(breach.incident()));
        });
  }

  private void compared(AuditCheckRow row, List<String> differences) {
    Optional<Difference> before = row.difference();
    if (differences.isEmpty()) {
      row.recordsAgree();
      before.ifPresent(
          over -> {
            notifications.resolve(new Notification.RecordsDiffer(over.incident()), over.since());
            trail.record(new AuditEvent.RecordsAgree(over.incident()));
          });
      return;
    }
    String what = words(differences);
    UUID incident = row.recordDifference(what, clock.instant());
    LOG.errorf("records differ from the audit trail: %s", what);
    if (before.isEmpty()) {
      notifications.tell(new Notification.RecordsDiffer(incident));
      trail.record(new AuditEvent.RecordsDiffer(incident, what));
    } else if (!before.get().what().equals(what)) {
      notifications.redraw(new Notification.RecordsDiffer(incident));
    }
  }

  private static String words(List<String> differences) {
    String first = String.join(" ", differences.stream().limit(DIFFERENCES_TOLD).toList());
    int more = differences.size() - DIFFERENCES_TOLD;
    return PlainText.cut(first, LONGEST_DIFFERENCE)
        + (more > 0 ? " And %d more.".formatted(more) : "");
  }

  private void broken(AuditCheckRow row, Verification.Broken found) {
    Optional<Breach> before = row.breach();
    UUID incident = row.recordBroken(found, clock.instant());
    LOG.errorf(
        "audit trail is broken at entry %d: %s; entries from there on prove nothing",
        found.seq(), found.why());
    if (before.isEmpty()) {
      notifications.tell(new Notification.AuditBroken(incident));
      trail.record(new AuditEvent.AuditTrailBroken(incident, found.seq(), found.why()));
    } else if (before.get().seq() != found.seq()) {
      notifications.redraw(new Notification.AuditBroken(incident));
    }
  }
}
