package dev.hourkey.grant;

import dev.hourkey.person.PersonId;
import jakarta.persistence.EntityManager;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/**
 * Which grants to find; an empty value does not filter.
 *
 * @param open leaves out those that have ended
 * @param holders the object ids of the grants' holders
 * @param group the object id or name of the Entra group
 * @param from leaves out those that had ended by then
 * @param to leaves out those that were opened then or later
 * @param after the last grant of the previous page; the result starts after it
 * @param limit at most this many
 */
public record GrantSearch(
    boolean open,
    Optional<List<PersonId>> holders,
    Optional<String> entitlement,
    Optional<String> group,
    Optional<Instant> from,
    Optional<Instant> to,
    Optional<UUID> after,
    int limit) {
  /** The largest limit. */
  public static final int MOST = 1000;

  public GrantSearch {
    if (limit < 1 || limit > MOST) {
      throw new IllegalArgumentException("a limit of " + limit);
    }
  }

  /**
   * Newest first. The key of a page is the last grant of the previous page, so that grants opened
   * in the meantime do not shift the pages.
   */
  List<Grant> in(EntityManager database) {
    List<String> conditions = new ArrayList<>(List.of("1 = 1"));
    Map<String, Object> values = new HashMap<>();
    if (open) {
      conditions.add("endedAt is null");
    }
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
    group.ifPresent(
        idOrName -> {
          conditions.add("(access.groupId = :group or access.groupName = :group)");
          values.put("group", idOrName);
        });
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
    if (after.isPresent()) {
      Grant last = database.find(Grant.class, after.get());
      if (last == null) {
        return List.of();
      }
      conditions.add("openedAt <= :opened"); // For the index.
      conditions.add("(openedAt < :opened or id > :last)");
      values.put("opened", last.openedAt());
      values.put("last", last.id());
    }
    var query =
        database.createQuery(
            "from Grant where %s order by openedAt desc, id"
                .formatted(String.join(" and ", conditions)),
            Grant.class);
    values.forEach(query::setParameter);
    return query.setMaxResults(limit).getResultList();
  }
}
