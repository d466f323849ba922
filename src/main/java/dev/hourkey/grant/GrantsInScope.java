package dev.hourkey.grant;

import dev.hourkey.person.PersonId;
import dev.hourkey.person.Persons;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.EntityManager;
import jakarta.persistence.TypedQuery;
import jakarta.transaction.Transactional;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** The grants of a person's accounts or of an entitlement, to revoke all of them. */
@ApplicationScoped
public class GrantsInScope {
  private static final String ENDABLE = " and cause is null";
  private static final String OPEN_WITHIN =
      " and openedAt <= ?2 and (endedAt is null or endedAt > ?3)";

  private final EntityManager database;
  private final Persons persons;

  GrantsInScope(EntityManager database, Persons persons) {
    this.database = database;
    this.persons = persons;
  }

  /** The grants that have not begun to end, oldest first; at most {@code max}. */
  @Transactional
  public List<Grant> endable(RevocationScope scope, int max) {
    return query("from Grant", scope, ENDABLE + " order by openedAt, id", Grant.class)
        .setMaxResults(max)
        .getResultList();
  }

  /** The ids of all grants that have not begun to end, oldest first. */
  @Transactional
  public List<UUID> endableIds(RevocationScope scope) {
    return query("select id from Grant", scope, ENDABLE + " order by openedAt, id", UUID.class)
        .getResultList();
  }

  /** The ids of those of them that were opened by then. */
  @Transactional
  public List<UUID> endableIds(RevocationScope scope, Instant until) {
    return query("select id from Grant", scope, ENDABLE + " and openedAt <= ?2", UUID.class)
        .setParameter(2, until)
        .getResultList();
  }

  /**
   * The progress of the grants that were opened by {@code until} and had not ended by {@code
   * since}.
   */
  @Transactional
  public RemovalProgress progress(RevocationScope scope, Instant since, Instant until) {
    Object[] row =
        query(
                """
                select count(*), count(*) filter (where phase in (CLEARING, ENDED)),
                  count(*) filter (where phase = ENDED),
                  count(*) filter (where phase = ENDED and removedAt is null and detail is not null),
                  max(endedAt)
                from Grant\
                """,
                scope,
                OPEN_WITHIN,
                Object[].class)
            .setParameter(2, until)
            .setParameter(3, since)
            .getSingleResult();
    return new RemovalProgress(
        (long) row[0],
        (long) row[1],
        (long) row[2],
        (long) row[3],
        Optional.ofNullable((Instant) row[4]));
  }

  /** Those of the same grants that were active. Their sessions may still be open. */
  @Transactional
  public List<Grant> everActive(RevocationScope scope, Instant since, Instant until) {
    return query("from Grant", scope, OPEN_WITHIN + " and liveSince is not null", Grant.class)
        .setParameter(2, until)
        .setParameter(3, since)
        .getResultList();
  }

  private <T> TypedQuery<T> query(String what, RevocationScope scope, String more, Class<T> type) {
    return switch (scope) {
      case RevocationScope.OfPerson(var person) ->
          database
              .createQuery(what + " where holder in ?1" + more, type)
              .setParameter(1, persons.accountsOf(person).stream().map(PersonId::value).toList());
      case RevocationScope.OfEntitlement(String id) ->
          database
              .createQuery(what + " where access.entitlement = ?1" + more, type)
              .setParameter(1, id);
    };
  }
}
