package dev.hourkey.notification;

import dev.hourkey.notification.Notification.Alarm;
import dev.hourkey.notification.Notification.AlarmChanged;
import dev.hourkey.notification.Notification.ForOperators;
import dev.hourkey.notification.Notification.OperatorCopy;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.EntityManager;
import jakarta.persistence.FlushModeType;
import jakarta.persistence.Query;
import jakarta.transaction.Transactional;
import jakarta.transaction.Transactional.TxType;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;

/**
 * The state of alarms in the outbox, without their messages: when the problem began, and whether it
 * is over.
 */
@ApplicationScoped
class AlarmRows {
  private final EntityManager database;

  AlarmRows(EntityManager database) {
    this.database = database;
  }

  /** Records that an alarm is over. If it was open, returns how often it has changed. */
  @Transactional(TxType.MANDATORY)
  Optional<Integer> end(Alarm alarm, Optional<Instant> since, Instant now) {
    return changes(
        database
            .createNativeQuery(
                """
                update notification set over_at = ?2, changes = changes + 1,
                  since = least(coalesce(since, created_at), ?3)
                where key = ?1 and over_at is null returning changes
                """)
            .setParameter(3, since.orElse(now)),
        alarm,
        now);
  }

  /**
   * Records that operators are told about an alarm. If it was over, returns how often it has
   * changed.
   */
  @Transactional(TxType.MANDATORY)
  Optional<Integer> reopen(Alarm alarm, Instant now) {
    return changes(
        database.createNativeQuery(
            """
            update notification set over_at = null, changes = changes + 1, since = ?2
            where key = ?1 and over_at is not null returning changes
            """),
        alarm,
        now);
  }

  private static Optional<Integer> changes(Query update, Alarm alarm, Instant now) {
    List<?> changed =
        update
            .setFlushMode(FlushModeType.COMMIT)
            .setParameter(1, NotificationColumns.key(alarm))
            .setParameter(2, now)
            .getResultList();
    return changed.stream().map(Integer.class::cast).findFirst();
  }

  /** The copies that operators get directly. */
  @Transactional(TxType.MANDATORY)
  List<OperatorCopy> copies(ForOperators of) {
    return operators("kind = 'OperatorCopy' and alarm = ?1", of)
        .map(operator -> new OperatorCopy(of, operator))
        .toList();
  }

  /** The replies that a change needs, in the channel and to each copy, if these were posted. */
  @Transactional(TxType.MANDATORY)
  List<AlarmChanged> replies(Alarm alarm, int change) {
    return operators(
            "(key = ?1 or kind = 'OperatorCopy' and alarm = ?1) and message is not null", alarm)
        .map(operator -> Optional.of(operator).filter(one -> !one.isEmpty()))
        .map(operator -> new AlarmChanged(alarm, operator, change))
        .toList();
  }

  /**
   * The operators whose messages meet the condition; an empty text means the operations channel.
   */
  private Stream<String> operators(String condition, ForOperators of) {
    Stream<?> found =
        database
            .createNativeQuery("select coalesce(operator, '') from notification where " + condition)
            .setFlushMode(FlushModeType.COMMIT)
            .setParameter(1, NotificationColumns.key(of))
            .getResultStream();
    return found.map(String.class::cast);
  }

  /** The state of an alarm that operators were told about. */
  @Transactional
  Optional<AlarmState> state(Alarm alarm) {
    return Optional.ofNullable(database.find(NotificationRow.class, NotificationColumns.key(alarm)))
        .map(NotificationRow::alarmState);
  }

  /** See {@link Notifications#open}. */
  @Transactional
  Optional<UUID> open(Class<? extends Alarm> kind) {
    Stream<?> found =
        database
            .createNativeQuery(
                """
                select subject from notification where urgent and over_at is null and kind = ?1
                order by created_at desc limit 1
                """)
            .setParameter(1, NotificationColumns.kind(kind))
            .getResultStream();
    return found.map(UUID.class::cast).findFirst();
  }
}
