package dev.hourkey.grant;

import dev.hourkey.person.PersonId;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.EntityManager;
import jakarta.persistence.TypedQuery;
import jakarta.transaction.Transactional;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/** Finds the grants that people have or had, and the people who have an entitlement. */
@ApplicationScoped
public class PersonalGrants {
  private final EntityManager database;

  PersonalGrants(EntityManager database) {
    this.database = database;
  }

  /** The request that opened a grant. The grant itself is not read, so it can still be locked. */
  @Transactional
  public Optional<UUID> requestOf(UUID grant) {
    return database
        .createQuery("select request from Grant where id = ?1", UUID.class)
        .setParameter(1, grant)
        .getResultStream()
        .findFirst();
  }

  /** The open grants of these accounts, oldest first. */
  @Transactional
  public List<Grant> openOf(Set<PersonId> holders) {
    return grants("where holder in ?1 and endedAt is null order by openedAt")
        .setParameter(1, holders.stream().map(PersonId::value).toList())
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

  /** The grants that these accounts had, starting with the one that ended last. */
  @Transactional
  public List<Grant> lastEndedOf(Set<PersonId> holders, int max) {
    return grants("where holder in ?1 and endedAt is not null order by endedAt desc, id")
        .setParameter(1, holders.stream().map(PersonId::value).toList())
        .setMaxResults(max)
        .getResultList();
  }

  /** How many grants match, whatever the limit of the search is. */
  @Transactional
  public int count(GrantSearch search) {
    return search.countIn(database);
  }

  private TypedQuery<Grant> grants(String where) {
    return database.createQuery("from Grant " + where, Grant.class);
  }
}
