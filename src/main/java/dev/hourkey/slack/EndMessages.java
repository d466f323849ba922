package dev.hourkey.slack;

import dev.hourkey.grant.EndReason;
import dev.hourkey.grant.GrantState;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What holders read about the end of their grants. */
final class EndMessages {
  /** AWS lets a removed member open new role sessions for up to this long (authconcept). */
  private static final Duration PORTAL_LAG = Duration.ofHours(1);

  private EndMessages() {}

  /**
   * The one message about the end. It is posted when the grant is revoked or has ended, and updated
   * until the removal is proved; empty before.
   */
  static Optional<SlackMessage> over(GrantDetails grant) {
    return switch (grant.state()) {
      case GrantState.Ended(EndReason cause, Instant at) -> ended(grant, cause, at);
      case GrantState.Clearing(EndReason cause, _)
          when grant.liveSince().isEmpty() && !revokedJustNow(grant) ->
          neverActive(grant, cause);
      case GrantState.Scheduled _,
          GrantState.Provisioning _,
          GrantState.Syncing _,
          GrantState.Live _,
          GrantState.Revoking _,
          GrantState.Clearing _ ->
          revokedJustNow(grant)
              ? grant.revoked().flatMap(revoked -> revoked(grant, revoked))
              : grant.reappeared().flatMap(at -> reappeared(grant, at));
    };
  }

  private static boolean revokedJustNow(GrantDetails grant) {
    return grant.revoked().isPresent() && grant.reappeared().isEmpty();
  }

  private static Optional<SlackMessage> ended(GrantDetails grant, EndReason cause, Instant at) {
    List<Block> blocks = new ArrayList<>();
    blocks.add(new Block.Section(sentence(grant, cause)));
    blocks.addAll(reason(grant));
    if (grant.liveSince().isPresent()) {
      blocks.add(new Block.Context(openSessions(grant, at).then(limits(grant))));
    }
    return HolderMessages.toHolder(
        grant,
        grant.liveSince().isPresent()
            ? sentence(grant, cause).then(" ").then(openSessions(grant, at))
            : sentence(grant, cause),
        blocks);
  }

  /**
   * For its holder, access that was never active is over before it is proved that it cannot arrive.
   */
  private static Optional<SlackMessage> neverActive(GrantDetails grant, EndReason cause) {
    Sentence over =
        cause == EndReason.ENDED_EARLY
            ? Sentence.of(":white_circle: *{}* is cancelled. It was never active.", grant.name())
            : sentence(grant, cause);
    return HolderMessages.toHolder(
        grant,
        over,
        List.of(
            new Block.Section(over),
            new Block.Context(
                "For up to an hour, Hourkey makes sure that a late synchronization does not bring"
                    + " it to AWS.")));
  }

  /**
   * The holder reads at once who revoked it and why; the same message says later that it has ended.
   */
  private static Optional<SlackMessage> revoked(GrantDetails grant, GrantDetails.Revoked revoked) {
    Sentence what = Sentence.of("*{}* was revoked by {}", grant.name(), revoked.by());
    List<Block> blocks = new ArrayList<>();
    blocks.add(
        new Block.Section(
            Sentence.of(
                ":no_entry: {}. Hourkey is removing it; AWS may show it a little longer.", what)));
    blocks.addAll(reason(grant));
    return HolderMessages.toHolder(grant, what.then(": {}", revoked.reason()), blocks);
  }

  private static Optional<SlackMessage> reappeared(GrantDetails grant, Instant since) {
    Sentence what =
        Sentence.of(
            ":warning: *{}* ended, but AWS shows it again (since {}). Hourkey is removing it;"
                + " operators are alerted.",
            grant.name(),
            since);
    List<Block> blocks = new ArrayList<>();
    blocks.add(new Block.Section(what));
    blocks.addAll(reason(grant));
    return HolderMessages.toHolder(grant, what, blocks);
  }

  private static List<Block> reason(GrantDetails grant) {
    return grant.revoked().<Block>map(by -> new Block.Quote(by.reason())).stream().toList();
  }

  private static Sentence sentence(GrantDetails grant, EndReason cause) {
    String name = grant.name();
    return switch (cause) {
      case EXPIRED ->
          Sentence.of(":white_circle: *{}* has ended (time was up). {}", name, proof(grant));
      case ENDED_EARLY ->
          grant.liveSince().isEmpty() && !grant.removed()
              ? Sentence.of(":white_circle: *{}* is cancelled. It was never active.", name)
              : Sentence.of(":white_circle: You ended *{}*. {}", name, proof(grant));
      case NEVER_ARRIVED ->
          Sentence.of(
              ":warning: *{}* was not active in AWS in time, so Hourkey removed it. Operators can"
                  + " see why in Entra's provisioning log or in Hourkey's log. Request it again"
                  + " once that is fixed.",
              name);
      case STANDING ->
          Sentence.of(
              ":information_source: You already have *{}* without Hourkey: somebody else added you"
                  + " to its Entra group. Nothing was changed, and that membership stays.",
              name);
      case NO_LONGER_APPROVED ->
          Sentence.of(
              ":no_entry: *{}* was not granted{}. Request it again if you still need it.",
              name,
              detail(grant));
      case IMPOSSIBLE ->
          Sentence.of(
              ":warning: *{}* could not be granted{}. Tell your operators.", name, detail(grant));
      case REVOKED ->
          Sentence.of(
              ":no_entry: *{}* was revoked by {}. {}",
              name,
              grant.revoked().map(GrantDetails.Revoked::by).orElse(Someone.UNKNOWN),
              proof(grant));
      case REMOVED_ELSEWHERE ->
          Sentence.of(
              ":warning: *{}* has ended: somebody removed you from its Entra group, and AWS no"
                  + " longer shows you in it.",
              name);
    };
  }

  /** What was seen of the removal, or why there was none. */
  private static Sentence proof(GrantDetails grant) {
    if (!grant.removed() || grant.detail().isPresent()) {
      return Sentence.of("Nothing was removed{}.", detail(grant));
    }
    return grant.state() instanceof GrantState.Ended(_, Instant at)
        ? Sentence.of("Removal confirmed in Entra and AWS {}.", at)
        : Sentence.of("It was removed in Entra.");
  }

  private static Sentence detail(GrantDetails grant) {
    return grant
        .detail()
        .map(detail -> Sentence.of(" ({})", Sentence.literal(detail)))
        .orElse(Sentence.NOTHING);
  }

  private static Sentence openSessions(GrantDetails grant, Instant endedAt) {
    Duration session = grant.opens().longestKnownSession().orElse(Duration.ofHours(1));
    return Sentence.of(
        "AWS sessions that are already open may work until {} at the latest.",
        endedAt.plus(PORTAL_LAG).plus(session));
  }

  private static Sentence limits(GrantDetails grant) {
    return Sentence.of(
        " That includes the hour by which AWS itself may lag; Hourkey does not end them early."
            + (grant.opens().longestSession().isPresent()
                ? ""
                : " They can last longer under a permission set whose session duration Hourkey"
                    + " can't see."));
  }
}
