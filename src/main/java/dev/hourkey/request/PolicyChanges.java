package dev.hourkey.request;

import dev.hourkey.audit.AuditTrail;
import dev.hourkey.audit.PolicyEvent;
import dev.hourkey.catalog.PolicyDiff;
import dev.hourkey.catalog.PolicyFile;
import dev.hourkey.notification.Notification;
import dev.hourkey.notification.Outbox;
import dev.hourkey.text.PlainText;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.EntityManager;
import jakarta.transaction.Transactional;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** What the versions of the policy file changed: for the audit trail, and for operators. */
@ApplicationScoped
public class PolicyChanges {
  private static final int MAX_LINES = 20;
  private static final int MAX_NAMES = 5;
  private static final int LONGEST_LINE = 300;

  private final EntityManager database;
  private final AuditTrail trail;
  private final Outbox outbox;
  private final Clock clock;

  PolicyChanges(EntityManager database, AuditTrail trail, Outbox outbox, Clock clock) {
    this.database = database;
    this.trail = trail;
    this.outbox = outbox;
    this.clock = clock;
  }

  /**
   * A change of the policy file.
   *
   * @param lines what it changed, in words; at most 21 lines
   */
  public record Change(List<String> lines, Instant at) {}

  /** A change that operators were told about. */
  @Transactional
  public Optional<Change> find(UUID id) {
    return Optional.ofNullable(database.find(PolicyChangeRow.class, id))
        .map(PolicyChangeRow::change);
  }

  /** The text of the version with this digest, if it has ever been in force. */
  @Transactional
  public Optional<String> text(String digest) {
    List<?> found =
        database
            .createNativeQuery("select content from policy_text where digest = ?1")
            .setParameter(1, digest)
            .getResultList();
    return found.stream().map(String.class::cast).findFirst();
  }

  /**
   * Records that a version comes into force. Operators are told what it changes, unless it is the
   * first version or says the same as the previous one.
   */
  @Transactional(Transactional.TxType.MANDATORY)
  void record(Path file, Optional<String> before, PolicyFile version) {
    UUID id = UUID.randomUUID();
    Optional<PolicyFile> earlier = before.map(PolicyFile::parse);
    List<String> lines =
        earlier
            .filter(PolicyFile::valid)
            .map(valid -> PolicyDiff.between(valid, version).lines(MAX_LINES, MAX_NAMES))
            .orElseGet(List::of)
            .stream()
            .map(line -> PlainText.cut(line, LONGEST_LINE))
            .toList();
    trail.record(
        new PolicyEvent.PolicyChanged(
            id,
            file.toString(),
            version.digest(),
            earlier.map(PolicyFile::digest).orElse(""),
            lines));
    database
        .createNativeQuery("insert into policy_text values (?1, ?2) on conflict do nothing")
        .setParameter(1, version.digest())
        .setParameter(2, version.text())
        .executeUpdate();
    if (!lines.isEmpty()) {
      database.persist(new PolicyChangeRow(id, lines, clock.instant()));
      outbox.tell(new Notification.PolicyChanged(id));
    }
  }
}
