package dev.hourkey.grant;

import dev.hourkey.catalog.AccessSnapshot;
import dev.hourkey.catalog.Entitlement;
import dev.hourkey.person.PersonId;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;

/**
 * The grant that an approved request opens.
 *
 * @param requestedWith the requests that were submitted together with the grant's own request
 * @param startsAt when it begins; immediately if that time has passed
 * @param warnBefore how long before the end the holder is warned
 * @param syncTimeout how long synchronization to AWS may take before the grant is given up
 */
public record GrantSpec(
    UUID request,
    RequestBatch requestedWith,
    PersonId holder,
    AccessSnapshot access,
    Optional<Instant> startsAt,
    Duration warnBefore,
    Duration syncTimeout) {
  /** A grant of an entitlement as it is now, for a request that was submitted alone. */
  public static GrantSpec of(
      UUID request,
      PersonId holder,
      Entitlement entitlement,
      Duration duration,
      Optional<Instant> startsAt) {
    return new GrantSpec(
        request,
        RequestBatch.NONE,
        holder,
        AccessSnapshot.of(entitlement, duration),
        startsAt,
        entitlement.warnBefore(),
        entitlement.syncTimeout());
  }

  /** The same grant for a request that was submitted with others. */
  public GrantSpec requestedWith(RequestBatch others) {
    return new GrantSpec(request, others, holder, access, startsAt, warnBefore, syncTimeout);
  }
}
