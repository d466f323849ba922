package dev.hourkey.grant;

import dev.hourkey.person.PersonId;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.EntityManager;
import jakarta.persistence.TypedQuery;
import jakarta.transaction.Transactional;
import java.time.Instant;
import java.util.List;

/** Finds the grants that people have or had, and the people who have an entitlement. */
@ApplicationScoped
public class PersonalGrants {
  private final EntityManager database;

  PersonalGrants(EntityManager database) {
    this.database = database;
  }

  /** The open grants of a person, oldest first. */
  @Transactional
  public List<Grant> openOf(PersonId holder) {
    return grants("where holder = ?1 and endedAt is null order by openedAt")
        .setParameter(1, holder.value())
        .getResultList();
  }

  /** A person's grants that are scheduled, being set up or active; oldest first. */
  @Transactional
  public List<Grant> wantedOf(PersonId holder) {
    return grants(
            """
            where holder = ?1 and phase in (SCHEDULED, PROVISIONING, SYNCING, LIVE)
            order by openedAt
            """)
        .setParameter(1, holder.value())
        .getResultList();
  }

  /**
   * The other people who have an entitlement now or are about to have it, starting with those who
   * got it first.
   */
  @Transactional
  public List<PersonId> holdersOf(String entitlement, PersonId besides) {
    return database
        .createQuery(
            """
            select holder from Grant
            where access.entitlement = ?1 and phase in (PROVISIONING, SYNCING, LIVE) and holder <> ?2
            order by openedAt
            """,
            String.class)
        .setParameter(1, entitlement)
        .setParameter(2, besides.value())
        .getResultStream()
        .map(PersonId::new)
        .toList();
  }

  /**
   * Every grant of an entitlement that a person has or had, and whose end is after {@code then}.
   */
  @Transactional
  public List<Grant> of(PersonId holder, String entitlement, Instant then) {
    return grants("where holder = ?1 and access.entitlement = ?2 and dueAt > ?3")
        .setParameter(1, holder.value())
        .setParameter(2, entitlement)
        .setParameter(3, then)
        .getResultList();
  }

  /** The grants that a person had, starting with the one that ended last. */
  @Transactional
  public List<Grant> lastEndedOf(PersonId holder, int max) {
    return grants("where holder = ?1 and endedAt is not null order by endedAt desc, id")
        .setParameter(1, holder.value())
        .setMaxResults(max)
        .getResultList();
  }

  private TypedQuery<Grant> grants(String where) {
    return database.createQuery("from Grant " + where, Grant.class);
  }
}
