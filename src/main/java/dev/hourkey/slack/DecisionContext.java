package dev.hourkey.slack;

import dev.hourkey.person.ChatProfiles.About;
import dev.hourkey.request.Deciders;
import dev.hourkey.request.RequestState;
import java.net.URI;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * Context that helps approvers decide on a pending request. All of it comes from Hourkey's rows and
 * the requester's profile; unknown details are left out.
 *
 * @param about what the requester's profile says
 * @param open what else they have, or are about to have
 * @param earlier their last requests of the same entitlement, the latest first
 * @param holders the names of the first few other people who have it now
 * @param moreHolders how many more have it
 * @param ticket the page of the ticket that the request names
 * @param deciders who can decide on it; empty until that was looked up
 */
record DecisionContext(
    About about,
    List<GrantDetails> open,
    List<Earlier> earlier,
    List<String> holders,
    int moreHolders,
    Optional<URI> ticket,
    Optional<Deciders> deciders) {
  /** No context: nothing more is known about the request, or needed. */
  static final DecisionContext NONE =
      new DecisionContext(
          About.NOTHING, List.of(), List.of(), List.of(), 0, Optional.empty(), Optional.empty());

  DecisionContext {
    open = List.copyOf(open);
    earlier = List.copyOf(earlier);
    holders = List.copyOf(holders);
  }

  /**
   * An earlier request.
   *
   * @param deniedBy who denied it, where it was denied
   */
  record Earlier(Instant requestedAt, RequestState state, PersonMention deniedBy) {}
}
