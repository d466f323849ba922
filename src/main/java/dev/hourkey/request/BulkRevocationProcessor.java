package dev.hourkey.request;

import dev.hourkey.grant.GrantsInScope;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jboss.logging.Logger;

/**
 * Carries bulk revocations out: each request and each grant in a transaction of its own, in the
 * same way as a single revocation. It needs no directory, and may be repeated, even concurrently.
 */
@ApplicationScoped
public class BulkRevocationProcessor {
  private static final Logger LOG = Logger.getLogger(BulkRevocationProcessor.class);

  private final BulkRevocations revocations;
  private final Requests requests;
  private final GrantsInScope grants;
  private final RevocationService revocationService;

  BulkRevocationProcessor(
      BulkRevocations revocations,
      Requests requests,
      GrantsInScope grants,
      RevocationService revocationService) {
    this.revocations = revocations;
    this.requests = requests;
    this.grants = grants;
    this.revocationService = revocationService;
  }

  /**
   * Begins to end everything that is open, retrying until all of it has begun, and follows the
   * progress. What was granted while it did so is ended as well.
   */
  public void wake(UUID id) {
    Optional<BulkRevocation> bulk = revocations.find(id).filter(one -> one.doneAt().isEmpty());
    if (bulk.isEmpty()) {
      return;
    }
    Optional<Instant> sweptAt = bulk.get().sweptAt();
    if (sweptAt.isPresent()) {
      boolean _ = revoke(bulk.get(), grants.endableIds(bulk.get().scope(), sweptAt.get()));
    } else if (sweep(bulk.get())) {
      revocations.markSwept(id);
    }
    revocations.updateProgress(id);
  }

  /** Stops the requests first, because a request that is approved meanwhile becomes a grant. */
  private boolean sweep(BulkRevocation bulk) {
    boolean all = true;
    for (UUID request : requests.pendingIds(bulk.scope())) {
      all &= done(request, () -> revocations.stop(bulk.id(), request));
    }
    all &= revoke(bulk, grants.endableIds(bulk.scope()));
    return all;
  }

  private boolean revoke(BulkRevocation bulk, List<UUID> some) {
    boolean all = true;
    for (UUID grant : some) {
      all &= done(grant, () -> revocationService.revoke(grant, bulk.revocation()));
    }
    return all;
  }

  /** A failure does not stop the others. After a failure, all of them are repeated. */
  private static boolean done(UUID id, Runnable work) {
    try {
      work.run();
      return true;
    } catch (RuntimeException e) {
      LOG.errorf(e, "%s is not revoked yet; retrying", id);
      return false;
    }
  }
}
