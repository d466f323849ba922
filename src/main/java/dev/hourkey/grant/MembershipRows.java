package dev.hourkey.grant;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** Reads and locks memberships, in the transaction of the work on them. */
interface MembershipRows {
  /** Locks a membership, to change it; creates its row if there is none. */
  Membership locked(MembershipKey id);

  /** The membership, without a lock, if any grant ever had it. */
  Optional<Membership> of(MembershipKey id);

  /**
   * Whether only removals by the same grant have taken the lease since this attempt took it for a
   * removal. Loads no row, so that a later lock in the same transaction still reads it.
   */
  boolean lastLeasedForRemovalTo(MembershipKey id, UUID by, int attempt);

  /** Managed memberships without an open grant that are due to be checked. */
  List<MembershipKey> orphaned(Instant now, int limit);
}
