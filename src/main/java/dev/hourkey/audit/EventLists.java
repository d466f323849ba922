package dev.hourkey.audit;

import dev.hourkey.person.PersonId;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.EntityManager;
import jakarta.transaction.Transactional;
import java.util.List;

/** Audit events as lists that people read: filtered by index, page by page. */
@ApplicationScoped
public class EventLists {
  private static final String ABOUT =
      " and (cast(payload as jsonb) -> 'people') @> any(cast(:people as jsonb[]))";

  private static final String ONCE_CALLED =
      """
      select distinct cast(payload as jsonb) ->> 'person' from audit_event
      where type = 'person_renamed'
        and lower(cast(payload as jsonb) ->> 'formerPrincipalName') = lower(:principalName)
      """;

  private final EntityManager entries;

  EventLists(EntityManager entries) {
    this.entries = entries;
  }

  /** At most {@code limit} events after this entry, oldest first; 0 begins with the first entry. */
  @Transactional
  public List<AuditEntry> after(EventSelection selection, long after, int limit) {
    return page(selection, "seq > :last", "seq", after, limit);
  }

  /** At most {@code limit} events before this entry, newest first. */
  @Transactional
  public List<AuditEntry> before(EventSelection selection, long before, int limit) {
    return page(selection, "seq < :last", "seq desc", before, limit);
  }

  private List<AuditEntry> page(
      EventSelection selection, String condition, String order, long last, int limit) {
    var query =
        entries
            .createNativeQuery(
                "select seq, payload, prev_hash, hash from audit_event where "
                    + condition
                    + selection.type().map(_ -> " and type = :type").orElse("")
                    + selection.subject().map(_ -> " and subject = :subject").orElse("")
                    + selection.people().map(_ -> ABOUT).orElse("")
                    + " order by "
                    + order)
            .setParameter("last", last)
            .setMaxResults(limit);
    selection.type().ifPresent(type -> query.setParameter("type", type));
    selection.subject().ifPresent(id -> query.setParameter("subject", id));
    selection
        .people()
        .ifPresent(
            some ->
                query.setParameter(
                    "people",
                    some.stream()
                        .map(one -> CanonicalJson.person("id", one.value()))
                        .toArray(String[]::new)));
    List<?> rows = query.getResultList();
    return rows.stream().map(row -> entry((Object[]) row)).toList();
  }

  private static AuditEntry entry(Object[] row) {
    return new AuditEntry((Long) row[0], (String) row[1], (byte[]) row[2], (byte[]) row[3]);
  }

  /** The people who had this principal name before they had another. */
  @Transactional
  public List<PersonId> onceCalled(String principalName) {
    List<?> found =
        entries
            .createNativeQuery(ONCE_CALLED)
            .setParameter("principalName", principalName)
            .getResultList();
    return found.stream().map(id -> new PersonId((String) id)).toList();
  }
}
