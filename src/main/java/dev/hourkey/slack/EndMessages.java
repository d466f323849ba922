package dev.hourkey.slack;

import dev.hourkey.grant.EndReason;
import dev.hourkey.grant.GrantState;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Messages that notify holders of an end that they did not expect, or that takes long. */
final class EndMessages {
  private EndMessages() {}

  /**
   * Tells the holder about an end that they did not expect. It is posted when the grant is revoked,
   * was refused or has ended, and updated until the removal is proved. Empty before that.
   */
  static Optional<SlackMessage> over(GrantDetails grant) {
    return switch (grant.state()) {
      case GrantState.Ended(EndReason cause, _) -> ended(grant, cause);
      case GrantState.Clearing(EndReason cause, _) when EndStatus.neverActive(grant) ->
          neverActive(grant, cause);
      case GrantState.Scheduled _,
          GrantState.Provisioning _,
          GrantState.Syncing _,
          GrantState.Live _,
          GrantState.Revoking _,
          GrantState.Clearing _ ->
          EndStatus.revokedJustNow(grant)
              ? grant.revoked().flatMap(revoked -> revoked(grant, revoked))
              : grant.reappeared().flatMap(at -> reappeared(grant, at));
    };
  }

  /** Notifies of a removal that takes long; one line once it is done. */
  static Optional<SlackMessage> slow(GrantDetails grant) {
    Sentence what =
        grant.state() instanceof GrantState.Ended
            ? HolderMessages.headline(grant)
            : Sentence.of(
                ":turtle: Removing *{}* is taking longer than usual. Hourkey keeps retrying;"
                    + " operators are alerted.",
                grant.name());
    return HolderMessages.toHolder(grant, what);
  }

  private static Optional<SlackMessage> ended(GrantDetails grant, EndReason cause) {
    List<Block> blocks = new ArrayList<>();
    Sentence what = EndStatus.sentence(grant, cause, EndStatus.named(grant));
    blocks.add(new Block.Section(what));
    blocks.addAll(EndStatus.more(grant));
    return HolderMessages.toHolder(
        grant,
        EndStatus.openSessions(grant).map(until -> what.then(" ").then(until)).orElse(what),
        blocks);
  }

  private static Optional<SlackMessage> neverActive(GrantDetails grant, EndReason cause) {
    Sentence over = EndStatus.overBeforeActive(grant, cause, EndStatus.named(grant));
    List<Block> blocks = new ArrayList<>();
    blocks.add(new Block.Section(over));
    blocks.addAll(EndStatus.more(grant));
    return HolderMessages.toHolder(grant, over, blocks);
  }

  /**
   * The holder reads at once who revoked it and why; the same message says later that it has ended.
   */
  private static Optional<SlackMessage> revoked(GrantDetails grant, GrantDetails.Revoked revoked) {
    Sentence what = EndStatus.revoked(revoked, EndStatus.named(grant));
    List<Block> blocks = new ArrayList<>();
    blocks.add(
        new Block.Section(
            Sentence.of(
                ":no_entry: {}. Hourkey is removing it; AWS may show it a little longer.", what)));
    blocks.addAll(EndStatus.reason(grant));
    return HolderMessages.toHolder(grant, what.then(": {}", revoked.reason()), blocks);
  }

  private static Optional<SlackMessage> reappeared(GrantDetails grant, Instant since) {
    Sentence what = EndStatus.reappeared(since, EndStatus.named(grant));
    List<Block> blocks = new ArrayList<>();
    blocks.add(new Block.Section(what));
    blocks.addAll(EndStatus.reason(grant));
    return HolderMessages.toHolder(grant, what, blocks);
  }
}
