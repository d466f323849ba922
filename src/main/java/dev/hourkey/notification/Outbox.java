package dev.hourkey.notification;

import static java.util.Objects.requireNonNullElse;

import dev.hourkey.notification.Messenger.MessageRef;
import dev.hourkey.notification.Messenger.Posted;
import dev.hourkey.notification.Notification.Alarm;
import dev.hourkey.notification.Notification.ForOperators;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Event;
import jakarta.persistence.EntityManager;
import jakarta.persistence.FlushModeType;
import jakarta.transaction.Transactional;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Collection;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;

/**
 * Adds, updates and ends notifications. {@link Deliveries} records how they are sent. Each
 * notification that is sent or updated is also fired as a CDI event, for observers after the
 * commit.
 */
@ApplicationScoped
public class Outbox implements Notifications {
  private static final String NEXT_VERSION =
      """
      wanted = notification.wanted + 1, attempts = 0, given_up = null,
      wanted_at = case when notification.next_try_at is null then ?1 else notification.wanted_at end,
      next_try_at = ?1
      """;

  private final EntityManager database;
  private final AlarmRows alarms;
  private final NotificationWorkers workers;
  private final Event<Notification> changes;
  private final Clock clock;

  Outbox(
      EntityManager database,
      AlarmRows alarms,
      NotificationWorkers workers,
      Event<Notification> changes,
      Clock clock) {
    this.database = database;
    this.alarms = alarms;
    this.workers = workers;
    this.changes = changes;
    this.clock = clock;
  }

  @Override
  @Transactional(Transactional.TxType.MANDATORY)
  public void tell(Notification notification) {
    NotificationColumns columns = NotificationColumns.of(notification);
    Instant now = now();
    database
        .createNativeQuery(
            """
            insert into notification
              (key, kind, subject, number, urgent, alarm, operator, created_at, wanted_at, next_try_at)
            values (?2, ?3, ?4, ?5, ?6, nullif(?7, ''), nullif(?8, ''), ?1, ?1, ?1)
            on conflict (key) do update set
            """
                + NEXT_VERSION)
        .setFlushMode(FlushModeType.COMMIT) // The caller has no changed entities of this table.
        .setParameter(1, now)
        .setParameter(2, NotificationColumns.key(notification))
        .setParameter(3, columns.kind())
        .setParameter(4, notification.subject())
        .setParameter(5, columns.number())
        .setParameter(6, NotificationColumns.urgent(notification))
        .setParameter(7, requireNonNullElse(columns.alarm(), ""))
        .setParameter(8, requireNonNullElse(columns.operator(), ""))
        .executeUpdate();
    workers.wakeForNotifications();
    changes.fire(notification);
    if (notification instanceof Alarm alarm) {
      alarms.reopen(alarm, now).ifPresent(change -> reply(alarm, change));
    }
    redrawCopies(notification);
  }

  @Override
  @Transactional(Transactional.TxType.MANDATORY)
  public void redraw(Notification... notifications) {
    Instant now = now();
    database
        .createNativeQuery("update notification set " + NEXT_VERSION + " where key = any(?2)")
        .setFlushMode(FlushModeType.COMMIT)
        .setParameter(1, now)
        .setParameter(
            2, Stream.of(notifications).map(NotificationColumns::key).toArray(String[]::new))
        .executeUpdate();
    workers.wakeForNotifications();
    for (Notification notification : notifications) {
      changes.fire(notification);
      redrawCopies(notification);
    }
  }

  private void redrawCopies(Notification notification) {
    if (notification instanceof ForOperators of) {
      alarms.copies(of).forEach(this::redraw);
    }
  }

  @Override
  @Transactional(Transactional.TxType.MANDATORY)
  public void resolve(Alarm alarm, Optional<Instant> since) {
    alarms
        .end(alarm, since, now())
        .ifPresent(
            change -> {
              redraw(alarm);
              reply(alarm, change);
            });
  }

  /**
   * Replies to an alarm. An alarm that is not posted yet needs no reply, because its message is
   * rendered when it is sent.
   */
  private void reply(Alarm alarm, int change) {
    alarms.replies(alarm, change).forEach(this::tell);
  }

  @Override
  public Optional<UUID> open(Class<? extends Alarm> kind) {
    return alarms.open(kind);
  }

  /** Makes other changes to a notification wait for the end of this transaction. */
  @Transactional(Transactional.TxType.MANDATORY)
  public void lock(Notification notification) {
    var _ =
        database
            .createNativeQuery("select key from notification where key = ?1 for update")
            .setParameter(1, NotificationColumns.key(notification))
            .getResultList();
  }

  /** Sends operators, by their ids in the chat, a copy of a notification as a direct message. */
  @Transactional
  public void copy(ForOperators of, Collection<String> operators) {
    lock(of); // Later changes wait for this transaction, so that they update the copies too.
    operators.forEach(operator -> tell(new Notification.OperatorCopy(of, operator)));
  }

  /** Whether operators got copies of a notification. */
  @Transactional
  public boolean copied(ForOperators of) {
    return !alarms.copies(of).isEmpty();
  }

  @Override
  public boolean isOpen(Alarm alarm) {
    return alarm(alarm).filter(state -> state.overAt().isEmpty()).isPresent();
  }

  /** The state of an alarm that operators were told about. */
  public Optional<AlarmState> alarm(Alarm alarm) {
    return alarms.state(alarm);
  }

  @Override
  @Transactional
  public boolean wasNotified(Notification notification) {
    return database.find(NotificationRow.class, NotificationColumns.key(notification)) != null;
  }

  /** The notification's message in the chat, if it was posted. */
  @Transactional
  public Optional<MessageRef> posted(Notification notification) {
    return Optional.ofNullable(
            database.find(NotificationRow.class, NotificationColumns.key(notification)))
        .flatMap(NotificationRow::posted)
        .map(Posted::at);
  }

  /**
   * The notification whose message is at this place in the chat, if requests are discussed in its
   * thread.
   */
  @Transactional
  public Optional<Notification> at(MessageRef message) {
    return database
        .createQuery(
            """
            from NotificationRow where channel = ?1 and message = ?2
              and kind in ('RequestTaken', 'RequestsTaken', 'RequestedForYou', 'ApproverMessaged')
            """,
            NotificationRow.class)
        .setParameter(1, message.channel())
        .setParameter(2, message.message())
        .getResultStream()
        .findFirst()
        .map(NotificationRow::notification);
  }

  /** How many notifications are waiting for delivery, and how long the oldest has waited. */
  @Transactional
  public OutboxBacklog backlog(Instant now) {
    Object[] row =
        (Object[])
            database
                .createNativeQuery(
                    """
                    select count(*), min(coalesce(wanted_at, created_at))
                    from notification where next_try_at is not null
                    """)
                .getSingleResult();
    Instant since = row[1] instanceof Instant first && first.isBefore(now) ? first : now;
    return new OutboxBacklog((long) row[0], Duration.between(since, now));
  }

  /**
   * The time, truncated to microseconds, the precision of the database, so that values compare
   * equal.
   */
  private Instant now() {
    return clock.instant().truncatedTo(ChronoUnit.MICROS);
  }
}
