package dev.hourkey.grant;

import dev.hourkey.grant.Membership.Pair;
import dev.hourkey.person.PersonId;
import io.quarkus.hibernate.orm.panache.PanacheRepositoryBase;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.LockModeType;
import jakarta.transaction.Transactional;
import java.time.Instant;
import java.util.Optional;

/**
 * The pairs of group and person that grants were about, and the only class that queries {@code
 * membership}.
 *
 * <p>An add and a removal of the same pair must not run side by side, yet no transaction may span
 * the call to Entra; so whoever calls Entra takes a lease first.
 */
@ApplicationScoped
class Memberships implements PanacheRepositoryBase<Membership, Pair> {
  /** Takes the pair for a grant and returns it as it is; nothing when another grant has it. */
  @Transactional
  Optional<Membership> lease(Grant grant, Instant now) {
    Pair pair = Pair.of(grant);
    getEntityManager()
        .createNativeQuery(
            "insert into membership (group_id, person_id) values (?1, ?2) on conflict do nothing")
        .setParameter(1, pair.groupId())
        .setParameter(2, pair.personId())
        .executeUpdate();
    return Optional.of(locked(grant)).filter(membership -> membership.lease(grant, now));
  }

  @Transactional
  void giveUpLease(Grant grant) {
    locked(grant).giveUpLease(grant);
  }

  /**
   * Notes that we are about to add the member, before we do: from now on it is ours to remove.
   *
   * @return whether the attempt still has the pair; without it, nothing is noted
   */
  @Transactional
  boolean aboutToAdd(Grant grant, Instant now) {
    Membership membership = locked(grant);
    if (!membership.holds(grant, now)) {
      return false;
    }
    membership.oursSince = now;
    return true;
  }

  /** Notes that the membership turned out to be somebody else's. */
  @Transactional
  void notOurs(Grant grant) {
    locked(grant).oursSince = null;
  }

  /** Notes that Entra took the removal; the membership stays ours until that is proved. */
  @Transactional(Transactional.TxType.MANDATORY)
  void removed(Grant grant, Instant now) {
    locked(grant).removedAt = now;
  }

  /** Notes that the membership is proved to be gone. */
  @Transactional(Transactional.TxType.MANDATORY)
  void gone(Grant grant) {
    locked(grant).oursSince = null;
  }

  /** Whether Entra may still show a membership that we removed. */
  @Transactional
  boolean removedLately(String groupId, PersonId person, Instant now) {
    return findByIdOptional(new Pair(groupId, person.value()))
        .filter(membership -> membership.removedLately(now))
        .isPresent();
  }

  private Membership locked(Grant grant) {
    return findById(Pair.of(grant), LockModeType.PESSIMISTIC_WRITE);
  }
}
