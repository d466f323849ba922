package dev.hourkey.request;

import static java.util.Objects.requireNonNull;

import dev.hourkey.notification.Notification;
import dev.hourkey.notification.Outbox;
import dev.hourkey.person.ChatUser;
import dev.hourkey.person.PersonId;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.EntityManager;
import jakarta.persistence.LockModeType;
import jakarta.transaction.Transactional;
import java.time.Clock;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * Who opened their Home recently, and the only class that queries {@code home_visit}, except that
 * {@code Retention} deletes old visits.
 */
@ApplicationScoped
public class HomeVisits {
  private final EntityManager database;
  private final Outbox outbox;
  private final Clock clock;

  HomeVisits(EntityManager database, Outbox outbox, Clock clock) {
    this.database = database;
    this.outbox = outbox;
    this.clock = clock;
  }

  @Transactional
  public Optional<HomeVisit> find(UUID id) {
    return Optional.ofNullable(database.find(HomeVisit.class, id));
  }

  /** The last visit of a user. */
  public Optional<HomeVisit> of(ChatUser user) {
    return find(HomeVisit.id(user));
  }

  /**
   * Notes that somebody opened their Home, and publishes it as it is now.
   *
   * @param cannotRequest why they cannot request any access, in the chat's markup; empty if they
   *     can
   */
  @Transactional
  public void opened(
      ChatUser user, PersonId person, Optional<String> cannotRequest, DecisionRights rights) {
    locked(user, person).opened(user, person, cannotRequest, rights, clock.instant());
    outbox.tell(new Notification.HomeChanged(HomeVisit.id(user)));
  }

  /**
   * The same while the directories do not say what the person may decide. Their last answer still
   * counts, for as long as it would have without this visit.
   */
  @Transactional
  public void openedUnconfirmed(ChatUser user, PersonId person, String cannotRequest) {
    locked(user, person).openedUnconfirmed(user, person, cannotRequest, clock.instant());
    outbox.tell(new Notification.HomeChanged(HomeVisit.id(user)));
  }

  /** Stops updating the Home of somebody who may not use Hourkey. */
  @Transactional
  public void forget(ChatUser user) {
    database
        .createQuery("delete from HomeVisit where id = ?1")
        .setParameter(1, HomeVisit.id(user))
        .executeUpdate();
  }

  private HomeVisit locked(ChatUser user, PersonId person) {
    UUID id = HomeVisit.id(user);
    database
        .createNativeQuery(
            """
            insert into home_visit (id, team_id, chat_id, person, opened_at)
            values (?1, ?2, ?3, ?4, ?5) on conflict do nothing
            """)
        .setParameter(1, id)
        .setParameter(2, user.teamId())
        .setParameter(3, user.userId())
        .setParameter(4, person.value())
        .setParameter(5, clock.instant())
        .executeUpdate();
    return requireNonNull(database.find(HomeVisit.class, id, LockModeType.PESSIMISTIC_WRITE));
  }

  /**
   * Publishes again the Homes that were opened recently and show one of these requests, the grants
   * that they led to, or alarms.
   *
   * @param requests their ids, or the ids of the card or submission that they share
   * @param alarms whether an alarm has changed
   */
  @Transactional
  void update(Collection<UUID> requests, boolean alarms) {
    List<?> ids =
        database
            .createNativeQuery(
                """
                with changed as materialized (
                  select id, requester, sent_by, entitlement from access_request
                  where id = any(?3) or card = any(?3) or together = any(?3))
                select id from home_visit visit
                where opened_at > ?1 and (?2 and operator or exists (
                  select 1 from changed
                  where visit.person in (changed.requester, changed.sent_by)
                    or changed.entitlement = any(visit.entitlements)
                    or changed.id = any(visit.requests)))
                order by id
                """)
            .setParameter(1, clock.instant().minus(HomeVisit.UPDATED_FOR))
            .setParameter(2, alarms)
            .setParameter(3, requests.toArray(UUID[]::new))
            .getResultList();
    outbox.redraw(
        ids.stream()
            .map(id -> new Notification.HomeChanged((UUID) id))
            .toArray(Notification[]::new));
  }
}
