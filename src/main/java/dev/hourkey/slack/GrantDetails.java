package dev.hourkey.slack;

import dev.hourkey.catalog.AwsAccess;
import dev.hourkey.catalog.EntraGroup;
import dev.hourkey.grant.AwsPresence;
import dev.hourkey.grant.GrantState;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * The data for messages about a grant, read from the database beforehand.
 *
 * @param sender who requested it for the holder: they get the messages if the holder has no user
 * @param entitlement its id, which is also the name of the command-line profile
 * @param detail more about why it ended
 * @param removed whether Hourkey removed the membership; it stays if something else needs it
 * @param reappeared when AWS last showed the membership again after the end
 * @param returns how often that happened
 * @param lost the names of what the grant opened and AWS no longer assigns to the group
 * @param progress how far the removal has got
 * @param profileKnown whether its holder was shown the command-line profile with an earlier grant
 * @param extensions how often its end was moved, and whether it can be moved now
 */
record GrantDetails(
    UUID id,
    PersonMention holder,
    Optional<PersonMention> sender,
    String entitlement,
    String name,
    EntraGroup group,
    AwsAccess opens,
    GrantState state,
    Instant approvedAt,
    Instant deadline,
    Optional<Instant> liveSince,
    Optional<String> detail,
    Optional<Revoked> revoked,
    boolean removed,
    Optional<Instant> reappeared,
    int returns,
    List<String> lost,
    Progress progress,
    boolean profileKnown,
    Extensions extensions) {

  /** Who revoked the grant, and why. */
  record Revoked(PersonMention by, String reason) {}

  /**
   * How far a change has got on its way to Entra and AWS.
   *
   * @param due when the membership has to be gone
   * @param queued whether the removal waits because Entra throttles
   * @param failure the vendor's answer to the last attempt, if it failed
   * @param since since when AWS has shown {@code inAws}
   * @param late whether it takes longer than usual
   */
  record Progress(
      Instant due,
      boolean queued,
      Optional<String> failure,
      AwsPresence inAws,
      Instant since,
      boolean late) {}

  /**
   * How often the end was moved, and whether the holder can request that now.
   *
   * @param whole how long the access lasts in total
   */
  record Extensions(int number, boolean possible, Duration whole) {}

  /** Whether its end has begun or is over. */
  boolean hasEnded() {
    return !endable();
  }

  /** Whether it can still be ended or revoked: it is active, being set up, or starts later. */
  boolean endable() {
    return switch (state) {
      case GrantState.Scheduled _,
          GrantState.Provisioning _,
          GrantState.Syncing _,
          GrantState.Live _ ->
          true;
      case GrantState.Revoking _, GrantState.Clearing _, GrantState.Ended _ -> false;
    };
  }
}
