package dev.hourkey.grant;

import dev.hourkey.person.PersonId;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.EntityManager;
import jakarta.transaction.Transactional;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * Grants as lists that people read: filtered, newest first, page by page. Each filter has an index.
 */
@ApplicationScoped
public class GrantLists {
  private final EntityManager database;

  GrantLists(EntityManager database) {
    this.database = database;
  }

  /** The states that people tell apart. */
  public enum Shown {
    OPEN("ended_at is null"),
    ACTIVE("phase = 'LIVE'"),
    ARRIVING("phase in ('PROVISIONING', 'SYNCING')"),
    SCHEDULED("phase = 'SCHEDULED'"),
    ENDING("phase in ('REVOKING', 'CLEARING')"),
    ENDED("ended_at is not null");

    private final String condition;

    Shown(String condition) {
      this.condition = condition;
    }
  }

  /**
   * Which grants to list; an empty value does not filter.
   *
   * @param account an account's id or name, as it was when the access was approved
   * @param approvers those who decided on its request
   * @param from leaves out those that had ended by then
   * @param to leaves out those that were opened then or later
   */
  public record Filter(
      Optional<List<PersonId>> holders,
      Optional<String> entitlement,
      Optional<String> account,
      Optional<List<PersonId>> approvers,
      Optional<Shown> state,
      Optional<Instant> from,
      Optional<Instant> to) {
    public static final Filter NONE =
        new Filter(
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty());

    /** The same in this state only. */
    public Filter in(Shown shown) {
      return new Filter(holders, entitlement, account, approvers, Optional.of(shown), from, to);
    }

    /** The same of this person, this entitlement and this account, as far as they are given. */
    public Filter of(
        Optional<PersonId> holder, Optional<String> anEntitlement, Optional<String> anAccount) {
      return new Filter(
          holder.map(List::of).or(() -> holders),
          anEntitlement.or(() -> entitlement),
          anAccount.or(() -> account),
          approvers,
          state,
          from,
          to);
    }
  }

  /** A page of at most {@code limit}, which begins after the last grant of the page before. */
  @Transactional
  public List<Grant> page(Filter filter, Optional<UUID> after, int limit) {
    List<String> conditions = new ArrayList<>(List.of("true"));
    Map<String, Object> values = new HashMap<>();
    filter.state().ifPresent(state -> conditions.add(state.condition));
    filter
        .holders()
        .ifPresent(
            people -> {
              conditions.add("holder = any(cast(:holders as text[]))");
              values.put("holders", ids(people));
            });
    filter
        .entitlement()
        .ifPresent(
            id -> {
              conditions.add("entitlement = :entitlement");
              values.put("entitlement", id);
            });
    filter
        .account()
        .ifPresent(
            idOrName -> {
              conditions.add(
                  """
                  ((cast(opens as jsonb) -> 'targets') @> jsonb_build_array(jsonb_build_object('accountId', cast(:account as text)))
                    or (cast(opens as jsonb) -> 'targets') @> jsonb_build_array(jsonb_build_object('accountName', cast(:account as text))))
                  """);
              values.put("account", idOrName);
            });
    filter
        .approvers()
        .ifPresent(
            people -> {
              conditions.add(
                  "request in (select request from review where reviewer = any(cast(:approvers as"
                      + " text[])))");
              values.put("approvers", ids(people));
            });
    filter
        .from()
        .ifPresent(
            then -> {
              conditions.add("(ended_at is null or ended_at > :from)");
              values.put("from", then);
            });
    filter
        .to()
        .ifPresent(
            then -> {
              conditions.add("opened_at < :to");
              values.put("to", then);
            });
    if (after.isPresent()) {
      Grant last = database.find(Grant.class, after.get());
      if (last == null) {
        return List.of();
      }
      conditions.add("opened_at <= :opened and (opened_at < :opened or id > :last)");
      values.put("opened", last.openedAt());
      values.put("last", last.id());
    }
    var query =
        database.createNativeQuery(
            "select id from access_grant where %s order by opened_at desc, id"
                .formatted(String.join(" and ", conditions)));
    values.forEach(query::setParameter);
    return read(query.setMaxResults(limit).getResultList());
  }

  /** How many grants there are in each state of those that have not ended. */
  @Transactional
  public Map<Shown, Long> open() {
    Object[] row =
        (Object[])
            database
                .createNativeQuery(
                    """
                    select count(*) filter (where phase = 'LIVE'),
                      count(*) filter (where phase in ('PROVISIONING', 'SYNCING')),
                      count(*) filter (where phase = 'SCHEDULED'),
                      count(*) filter (where phase in ('REVOKING', 'CLEARING'))
                    from access_grant where ended_at is null
                    """)
                .getSingleResult();
    return Map.of(
        Shown.ACTIVE, (Long) row[0],
        Shown.ARRIVING, (Long) row[1],
        Shown.SCHEDULED, (Long) row[2],
        Shown.ENDING, (Long) row[3]);
  }

  private List<Grant> read(List<?> ids) {
    if (ids.isEmpty()) {
      return List.of();
    }
    Map<UUID, Grant> found =
        database
            .createQuery("from Grant where id in ?1", Grant.class)
            .setParameter(1, ids)
            .getResultStream()
            .collect(Collectors.toMap(Grant::id, Function.identity()));
    return ids.stream().map(UUID.class::cast).map(found::get).toList();
  }

  private static String[] ids(List<PersonId> people) {
    return people.stream().map(PersonId::value).toArray(String[]::new);
  }
}
