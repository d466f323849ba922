package dev.hourkey.slack;

import dev.hourkey.catalog.AccessPortal;
import dev.hourkey.slack.HolderMessages.Synchronization;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * The data for somebody's Home, read from the rows beforehand.
 *
 * @param cannotRequest why they cannot request any access, in Slack's markup; empty if they can
 * @param decisions requests of others that they may decide on
 * @param open their grants that have not ended
 * @param pending their requests that are not decided
 * @param ended their grants that have ended, the last one first
 * @param operations only for operators
 */
record HomeView(
    Optional<String> cannotRequest,
    Shown<RequestDetails> decisions,
    Shown<GrantDetails> open,
    Shown<RequestDetails> pending,
    List<GrantDetails> ended,
    Optional<Operations> operations,
    AccessPortal portal) {

  /**
   * The first few of a list.
   *
   * @param more how many others there are
   */
  record Shown<T>(List<T> first, int more) {
    Shown {
      first = List.copyOf(first);
    }

    boolean isEmpty() {
      return first.isEmpty();
    }
  }

  /**
   * What operators see.
   *
   * @param alarms as they are in the operations channel
   * @param reviews break-glass requests whose review is still to be done, the next one due first
   * @param seenAt when the provisioning job was last seen, if ever
   */
  record Operations(
      Shown<SlackMessage> alarms,
      Shown<RequestDetails> reviews,
      Synchronization provisioning,
      Optional<Instant> seenAt) {
    boolean anything() {
      return !alarms.isEmpty() || !reviews.isEmpty();
    }
  }
}
