package dev.hourkey.request;

import dev.hourkey.audit.AuditEvent;
import dev.hourkey.audit.AuditTrail;
import dev.hourkey.person.ChatUser;
import dev.hourkey.person.PersonId;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.EntityManager;
import jakarta.transaction.Transactional;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.UUID;

/**
 * Records refusals, up to a limit: everybody in a shared channel can press Hourkey's buttons, and
 * the audit trail is kept forever. The limit is an hourly quota and not a rate, because nothing
 * waits here: refusals beyond the quota are counted, but not recorded. The only class that queries
 * {@code refusal_count}.
 */
@ApplicationScoped
public class RefusalLog {
  /** The maximum number of refusals of one sender that are recorded in an hour. */
  static final int MAX_PER_SENDER = 20;

  /** The maximum number of refusals of all senders that are recorded in an hour. */
  static final int MAX_TOTAL = 500;

  private static final String EVERYBODY = "*";
  private static final Duration REMEMBERED = Duration.ofDays(1);

  private final EntityManager database;
  private final AuditTrail trail;
  private final Clock clock;

  RefusalLog(EntityManager database, AuditTrail trail, Clock clock) {
    this.database = database;
    this.trail = trail;
    this.clock = clock;
  }

  /** Records a refusal in the transaction that notifies the sender, unless there were too many. */
  @Transactional(Transactional.TxType.MANDATORY)
  void record(ChatUser sender, AuditEvent refusal) {
    String own = sender.teamId() + "/" + sender.userId();
    if (within(own, MAX_PER_SENDER) && within(EVERYBODY, MAX_TOTAL)) {
      trail.record(refusal);
    }
  }

  /**
   * Records the refusal of a submission that is not stored, in a transaction of its own.
   *
   * @param about the id of the request or grant or, where there is none, any text that was sent
   */
  @Transactional
  public void recordUnstored(ChatUser sender, String about, String what, String reason) {
    record(
        sender,
        new AuditEvent.SubmissionRefused(
            subject(about), sender.teamId(), sender.userId(), what, reason));
  }

  /**
   * Records that an identified person may not revoke something.
   *
   * @param about the id of the grant or, unless there is exactly one, the words that were typed
   */
  @Transactional
  public void noteRevocation(ChatUser sender, String about, PersonId by, String reason) {
    record(sender, new AuditEvent.RevocationRefused(subject(about), by, reason));
  }

  /** Forgets the counts of hours that are over. */
  @Transactional
  public void forgetOld() {
    database
        .createNativeQuery("delete from refusal_count where hour < ?1")
        .setParameter(1, clock.instant().minus(REMEMBERED))
        .executeUpdate();
  }

  private boolean within(String sender, int max) {
    Instant hour = clock.instant().truncatedTo(ChronoUnit.HOURS);
    int refused =
        (int)
            database
                .createNativeQuery(
                    """
                    insert into refusal_count as count (sender, hour, refused) values (?1, ?2, 1)
                    on conflict (sender, hour) do update set refused = count.refused + 1
                    returning refused
                    """)
                .setParameter(1, sender)
                .setParameter(2, hour)
                .getSingleResult();
    if (refused == max + 1) {
      trail.record(new AuditEvent.RefusalsNotRecorded(subject(sender + hour), sender, max));
    }
    return refused <= max;
  }

  private static UUID subject(String about) {
    try {
      return UUID.fromString(about);
    } catch (IllegalArgumentException e) {
      return UUID.nameUUIDFromBytes(about.getBytes(StandardCharsets.UTF_8));
    }
  }
}
