package dev.hourkey.notice;

import dev.hourkey.notice.Messenger.Delivery;
import dev.hourkey.notice.Messenger.MessageRef;
import io.quarkus.hibernate.orm.panache.PanacheRepositoryBase;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.LockModeType;
import jakarta.transaction.Transactional;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.jboss.logging.Logger;

/** Every notice there is, and the only class that queries {@code notice}. */
@ApplicationScoped
public class Outbox implements PanacheRepositoryBase<NoticeRow, String> {
  private static final Logger LOG = Logger.getLogger(Outbox.class);
  private static final int PAGE = 1000;
  private static final Duration LONGEST_PAUSE = Duration.ofSeconds(60);

  private final NoticeAlarm alarm;
  private final Clock clock;

  Outbox(NoticeAlarm alarm, Clock clock) {
    this.alarm = alarm;
    this.clock = clock;
  }

  /**
   * Has a notice delivered, or its message redrawn, as part of the caller's transaction: it is told
   * if and only if that commits.
   */
  @Transactional(Transactional.TxType.MANDATORY)
  public void tell(Notice notice) {
    String key = NoticeRow.key(notice);
    Instant now = clock.instant();
    getEntityManager()
        .createNativeQuery(
            """
            insert into notice (key, kind, subject, number, created_at, next_try_at)
            values (?1, ?2, ?3, ?4, ?5, ?5)
            on conflict (key) do update
              set wanted = notice.wanted + 1, next_try_at = ?5, attempts = 0, given_up = null
            """)
        .setParameter(1, key)
        .setParameter(2, NoticeRow.kind(notice))
        .setParameter(3, notice.subject())
        .setParameter(4, NoticeRow.number(notice))
        .setParameter(5, now)
        .executeUpdate();
    alarm.ring(key, now);
  }

  /** Redraws those messages that were told before; one that never was is not told now. */
  @Transactional(Transactional.TxType.MANDATORY)
  public void redraw(Notice... notices) {
    List<String> keys = Stream.of(notices).map(NoticeRow::key).toList();
    Set<String> told =
        Set.copyOf(
            getEntityManager()
                .createQuery("select key from NoticeRow where key in (?1)", String.class)
                .setParameter(1, keys)
                .getResultList());
    Stream.of(notices).filter(notice -> told.contains(NoticeRow.key(notice))).forEach(this::tell);
  }

  /** Notices that should have been delivered before {@code then}. */
  @Transactional
  public List<String> dueBefore(Instant then) {
    return getEntityManager()
        .createQuery(
            "select key from NoticeRow where nextTryAt < ?1 order by nextTryAt", String.class)
        .setParameter(1, then)
        .setMaxResults(PAGE)
        .getResultList();
  }

  /** What is still to be delivered for a key; nothing when all of it was. */
  @Transactional
  Optional<Pending> pending(String key) {
    return findByIdOptional(key)
        .filter(row -> row.nextTryAt != null)
        .map(row -> new Pending(key, row.notice(), row.wanted, row.posted()));
  }

  /** Writes down how a delivery went; returns when to look again. */
  @Transactional
  Optional<Instant> record(Pending pending, Delivery delivery) {
    NoticeRow row = findById(pending.key(), LockModeType.PESSIMISTIC_WRITE);
    switch (delivery) {
      case Delivery.Delivered(Optional<MessageRef> message) -> {
        message.ifPresent(
            ref -> {
              row.channel = ref.channel();
              row.message = ref.message();
            });
        row.sent = pending.version();
        row.attempts = 0;
        row.nextTryAt = row.sent == row.wanted ? null : clock.instant();
      }
      case Delivery.NotNow(String why, Optional<Duration> retryAfter) -> {
        row.attempts++;
        Duration pause = pause(row.attempts, retryAfter);
        row.nextTryAt = clock.instant().plus(pause);
        LOG.warnf("notice %s waits: %s; tried again in %s", row.key, why, pause);
      }
      case Delivery.Undeliverable(String why) -> {
        row.givenUp = why;
        row.nextTryAt = null;
        LOG.errorf("notice %s cannot be delivered: %s; it is given up", row.key, why);
      }
    }
    return Optional.ofNullable(row.nextTryAt);
  }

  /** Doubling from one second, or what the chat wants, to a minute. */
  private static Duration pause(int attempts, Optional<Duration> retryAfter) {
    Duration wanted = retryAfter.orElse(Duration.ofSeconds(1L << Math.clamp(attempts - 1, 0, 6)));
    return wanted.compareTo(LONGEST_PAUSE) > 0 ? LONGEST_PAUSE : wanted;
  }

  /** A notice as it stood when its delivery began. */
  record Pending(String key, Notice notice, int version, Optional<MessageRef> posted) {}
}
