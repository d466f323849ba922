package dev.hourkey.grant;

import dev.hourkey.grant.GroupMembership.Removed;
import dev.hourkey.grant.MembershipService.Orphan;
import dev.hourkey.person.DirectoryFailure;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.util.UUID;
import org.jboss.logging.Logger;

/**
 * Memberships that are ours while no grant is about them any more: an add that landed after its
 * grant had ended, a group or a person that was deleted and may be restored. They are removed
 * whenever they are there.
 */
@ApplicationScoped
public class Leftovers {
  private static final Logger LOG = Logger.getLogger(Leftovers.class);

  private final MembershipService memberships;
  private final GroupMembership directory;
  private final Pipeline pipeline;
  private final Clock clock;

  Leftovers(
      MembershipService memberships, GroupMembership directory, Pipeline pipeline, Clock clock) {
    this.memberships = memberships;
    this.directory = directory;
    this.pipeline = pipeline;
    this.clock = clock;
  }

  /** Looks after those that are due. */
  public void sweep() {
    memberships.leftOver().forEach(this::lookAfter);
  }

  private void lookAfter(Pair pair) {
    UUID attempt = UUID.randomUUID();
    memberships.lease(pair, attempt).ifPresent(orphan -> lookAfter(orphan, attempt));
  }

  private void lookAfter(Orphan orphan, UUID attempt) {
    try {
      Removed found = directory.remove(orphan.group(), orphan.person());
      memberships.lookedAfter(orphan, attempt, found);
      if (found == Removed.REMOVED) {
        LOG.warnf(
            "removed orphaned membership of %s in %s", orphan.person(), orphan.group().name());
        boolean _ = pipeline.startOnce(clock.instant()); // If not now, the next cycle carries it.
      }
    } catch (DirectoryFailure failure) {
      LOG.warnf("%s; looked after again", failure.sentence());
      memberships.lookAfterLater(orphan.pair(), attempt);
    }
  }
}
