package dev.hourkey.request;

import dev.hourkey.person.PersonId;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.EntityManager;
import jakarta.persistence.Query;
import jakarta.transaction.Transactional;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;

/** Counts whose requests each approver has approved, to check separation of duties. */
@ApplicationScoped
public class ApprovalPairs {
  private static final String PAIR =
      "select requester, approver, approvals, last_at, last_request from approval_pair ";

  private final EntityManager database;

  ApprovalPairs(EntityManager database) {
    this.database = database;
  }

  /**
   * How often one person approved the requests of another person, or their own.
   *
   * @param requester the person who requested access (for themselves or for somebody else), or the
   *     person it was for
   * @param last the last request that was approved, at {@code at}
   */
  public record Pair(
      PersonId requester, PersonId approver, long approvals, Instant at, UUID last) {}

  /** Two people who approved each other's requests. */
  public record Mutual(Pair one, Pair other) {}

  /** Counts an approval, in its transaction. */
  @Transactional(Transactional.TxType.MANDATORY)
  void add(AccessRequest request, Review review) {
    Stream.concat(Stream.of(request.requester()), request.sentBy().stream())
        .distinct()
        .map(PersonId::value)
        .sorted() // So that two transactions lock in the same order.
        .forEach(requester -> add(requester, request, review));
  }

  /**
   * Two people who approve each other's requests at the same moment wait for each other here, so
   * that the second one sees the first.
   */
  private void add(String requester, AccessRequest request, Review review) {
    String approver = review.reviewer().value();
    Object _ =
        database
            .createNativeQuery(
                """
                select cast(pg_advisory_xact_lock(hashtextextended(least(?1, ?2) || ' ' || greatest(?1, ?2), 0)) as text)
                """)
            .setParameter(1, requester)
            .setParameter(2, approver)
            .getSingleResult();
    int _ =
        database
            .createNativeQuery(
                """
                insert into approval_pair as pair (requester, approver, approvals, last_at, last_request, mutual)
                values (?1, ?2, 1, ?3, ?4,
                  exists (select from approval_pair where requester = ?2 and approver = ?1 and requester <> approver))
                on conflict (requester, approver) do update
                set approvals = pair.approvals + 1, last_at = excluded.last_at, last_request = excluded.last_request
                """)
            .setParameter(1, requester)
            .setParameter(2, approver)
            .setParameter(3, review.reviewedAt())
            .setParameter(4, request.id())
            .executeUpdate();
    int _ =
        database
            .createNativeQuery(
                """
                update approval_pair set mutual = true
                where requester = ?2 and approver = ?1 and requester <> approver and not mutual
                """)
            .setParameter(1, requester)
            .setParameter(2, approver)
            .executeUpdate();
  }

  /** The people who approved their own requests. */
  @Transactional
  public List<Pair> own(int max) {
    return rows(database
            .createNativeQuery(PAIR + "where requester = approver order by requester")
            .setMaxResults(max))
        .map(row -> pair(row, 0))
        .toList();
  }

  /** The pairs who approved each other's requests, those with the most approvals first. */
  @Transactional
  public List<Mutual> mutual(int max) {
    return rows(database
            .createNativeQuery(
                """
                select one.requester, one.approver, one.approvals, one.last_at, one.last_request,
                  other.requester as r, other.approver as a, other.approvals as n, other.last_at as l, other.last_request as q
                from approval_pair one join approval_pair other
                  on other.requester = one.approver and other.approver = one.requester
                where one.mutual and one.requester < one.approver
                order by one.approvals + other.approvals desc, one.requester, one.approver
                """)
            .setMaxResults(max))
        .map(row -> new Mutual(pair(row, 0), pair(row, 5)))
        .toList();
  }

  /** The approvals by these people, the latest first. */
  @Transactional
  public List<Pair> by(Collection<PersonId> approvers, int max) {
    return rows(database
            .createNativeQuery(
                PAIR + "where approver = any(cast(?1 as text[])) order by last_at desc, requester")
            .setParameter(1, approvers.stream().map(PersonId::value).toArray(String[]::new))
            .setMaxResults(max))
        .map(row -> pair(row, 0))
        .toList();
  }

  @SuppressWarnings("unchecked") // Hibernate types the query, Jakarta Persistence does not.
  private static Stream<Object[]> rows(Query query) {
    return ((List<Object[]>) query.getResultList()).stream();
  }

  private static Pair pair(Object[] row, int first) {
    return new Pair(
        new PersonId((String) row[first]),
        new PersonId((String) row[first + 1]),
        (Long) row[first + 2],
        (Instant) row[first + 3],
        (UUID) row[first + 4]);
  }
}
