package dev.hourkey.grant;

import dev.hourkey.person.PersonId;
import jakarta.persistence.EntityManager;
import jakarta.persistence.TypedQuery;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Selects grants. An empty value does not filter.
 *
 * @param holders the object ids of the grants' holders
 * @param open whether the grants must be open; false: they must have ended
 * @param from leaves out grants that had ended by this time
 * @param to leaves out grants that were opened at or after this time
 * @param limit at most this many
 */
public record GrantSearch(
    Optional<List<PersonId>> holders,
    Optional<String> entitlement,
    Optional<Boolean> open,
    Optional<Instant> from,
    Optional<Instant> to,
    int limit) {
  /** The largest limit. */
  public static final int MAX_LIMIT = 1000;

  public GrantSearch {
    if (limit < 1 || limit > MAX_LIMIT) {
      throw new IllegalArgumentException("a limit of " + limit);
    }
  }

  /** The grants that match, newest first. */
  List<Grant> in(EntityManager database) {
    return query(database, "from Grant where %s order by openedAt desc, id", Grant.class)
        .setMaxResults(limit)
        .getResultList();
  }

  /** How many match, whatever the limit is. */
  int countIn(EntityManager database) {
    return query(database, "select count(*) from Grant where %s", Long.class)
        .getSingleResult()
        .intValue();
  }

  private <T> TypedQuery<T> query(EntityManager database, String where, Class<T> type) {
    List<String> conditions = new ArrayList<>(List.of("1 = 1"));
    Map<String, Object> values = new HashMap<>();
    holders.ifPresent(
        people -> {
          conditions.add("holder in :holders");
          values.put("holders", people.stream().map(PersonId::value).toList());
        });
    entitlement.ifPresent(
        id -> {
          conditions.add("access.entitlement = :entitlement");
          values.put("entitlement", id);
        });
    open.ifPresent(is -> conditions.add(is ? "endedAt is null" : "endedAt is not null"));
    from.ifPresent(
        then -> {
          conditions.add("(endedAt is null or endedAt > :from)");
          values.put("from", then);
        });
    to.ifPresent(
        then -> {
          conditions.add("openedAt < :to");
          values.put("to", then);
        });
    TypedQuery<T> query =
        database.createQuery(where.formatted(String.join(" and ", conditions)), type);
    values.forEach(query::setParameter);
    return query;
  }
}
