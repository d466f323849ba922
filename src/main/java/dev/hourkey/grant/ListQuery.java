package dev.hourkey.grant;

import dev.hourkey.person.PersonId;
import jakarta.persistence.EntityManager;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.hibernate.query.NativeQuery;

/** Reads one page of a list of grants or requests. Each filter has an index. */
public final class ListQuery {
  /** The ids of the requests that these reviewers decided on. */
  public static final String DECIDED =
      "select request from review where reviewer = any(cast(:approvers as text[]))";

  private final String table;
  private final String time;
  private final List<String> conditions = new ArrayList<>(List.of("true"));
  private final Map<String, Object> values = new HashMap<>();

  /**
   * @param time the column that orders the list, the newest first
   * @param person the column with the person that the rows belong to
   * @param decided the condition for rows that reviewers decided on, with {@link #DECIDED}
   */
  public ListQuery(
      String table, String time, String person, String decided, ListSelection<?> selection) {
    this.table = table;
    this.time = time;
    selection.people().ifPresent(some -> people(person, some));
    selection.entitlement().ifPresent(id -> and("entitlement = :entitlement", "entitlement", id));
    selection
        .group()
        .ifPresent(
            idOrName -> and("(group_id = :group or group_name = :group)", "group", idOrName));
    selection
        .account()
        .ifPresent(
            idOrName ->
                and(
                    """
                    ((cast(opens as jsonb) -> 'targets') @> jsonb_build_array(jsonb_build_object('accountId', cast(:account as text)))
                      or (cast(opens as jsonb) -> 'targets') @> jsonb_build_array(jsonb_build_object('accountName', cast(:account as text))))
                    """,
                    "account",
                    idOrName));
    selection.approvers().ifPresent(some -> and(decided, "approvers", ids(some)));
  }

  /** The index has the rows of one person in the right order, but not those of several people. */
  private void people(String column, List<PersonId> some) {
    if (some.size() == 1) {
      and(column + " = :people", "people", some.getFirst().value());
    } else {
      and(column + " = any(cast(:people as text[]))", "people", ids(some));
    }
  }

  public void and(String condition) {
    conditions.add(condition);
  }

  public void and(String condition, String name, Object value) {
    conditions.add(condition);
    values.put(name, value);
  }

  /** Limits the page to rows after this place in the list. */
  public void after(PageCursor last) {
    and("%1$s <= :time and (%1$s < :time or id > :last)".formatted(time), "time", last.time());
    values.put("last", last.id());
  }

  /**
   * At most {@code limit} rows, the newest first. This is one query, because rows may be deleted
   * meanwhile.
   */
  public <E> List<E> read(EntityManager database, Class<E> entity, int limit) {
    NativeQuery<?> query =
        database
            .createNativeQuery(
                "select * from %s where %s order by %s desc, id"
                    .formatted(table, String.join(" and ", conditions), time))
            .unwrap(NativeQuery.class);
    values.forEach(query::setParameter);
    return query
        .addEntity(entity)
        .setMaxResults(limit)
        .getResultStream()
        .map(entity::cast)
        .toList();
  }

  private static String[] ids(List<PersonId> people) {
    return people.stream().map(PersonId::value).toArray(String[]::new);
  }
}
