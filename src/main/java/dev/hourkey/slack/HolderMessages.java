package dev.hourkey.slack;

import dev.hourkey.catalog.AccessPortal;
import dev.hourkey.grant.EndReason;
import dev.hourkey.grant.GrantState;
import dev.hourkey.scim.ScimJobService;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The messages that notify holders while their access is active. Afterwards each is one line
 * without buttons: the message about the request shows how it ended.
 */
final class HolderMessages {
  private HolderMessages() {}

  /** Access is active: shows the link, the profile, and the button that ends it. */
  static Optional<SlackMessage> active(GrantDetails grant, AccessPortal portal) {
    if (!(grant.state() instanceof GrantState.Live(Instant since, _))) {
      return past(grant);
    }
    List<Block> blocks = new ArrayList<>();
    blocks.add(new Block.Section(headline(grant)));
    AccessInstructions ways = new AccessInstructions(grant, portal);
    blocks.addAll(ways.blocks(since));
    List<Button> buttons = new ArrayList<>(ways.links());
    extend(grant).ifPresent(buttons::add);
    buttons.add(endNow(grant));
    ways.showProfile().ifPresent(buttons::add);
    blocks.add(new Block.Actions("live:" + grant.id(), buttons));
    return toHolder(grant, headline(grant), blocks);
  }

  static Button endNow(GrantDetails grant) {
    boolean begun = !(grant.state() instanceof GrantState.Scheduled);
    return Button.of(ActionId.END, begun ? "End now" : "Cancel access", grant.id());
  }

  /** The button to request more time; absent if the access cannot be extended. */
  static Optional<Button> extend(GrantDetails grant) {
    return grant.extensions().possible()
        ? Optional.of(
            Button.of(ActionId.EXTEND, "Extend…", grant.id())
                .labelled(Sentence.of("Extend {}", grant.name()).plain()))
        : Optional.empty();
  }

  /**
   * An approved request has moved the end.
   *
   * @param number how often the end had been moved when this was sent
   */
  static Optional<SlackMessage> extended(GrantDetails grant, int number) {
    if (!(grant.state() instanceof GrantState.Live(_, Instant endsAt))) {
      return past(grant);
    }
    return number < grant.extensions().number()
        ? toHolder(grant, headline(grant))
        : toHolder(
            grant,
            Sentence.of(
                ":white_check_mark: *{}* is extended until {} ({} in total).",
                grant.name(),
                endsAt,
                grant.extensions().whole()));
  }

  /** The state in one sentence. */
  static Sentence headline(GrantDetails grant) {
    return switch (grant.state()) {
      case GrantState.Scheduled(Instant startsAt) ->
          Sentence.of("*{}* starts {}.", grant.name(), startsAt);
      case GrantState.Provisioning _, GrantState.Syncing _ ->
          Sentence.of("*{}* is being set up.", grant.name());
      case GrantState.Live(Instant since, Instant endsAt) ->
          Sentence.of(
                  ":large_green_circle: *{}* is ready until {} ({}).",
                  grant.name(),
                  endsAt,
                  Duration.between(since, endsAt))
              .then(missing(grant, ""));
      case GrantState.Revoking _, GrantState.Clearing _ ->
          Sentence.of("*{}* is being removed. AWS may show it a little longer.", grant.name());
      case GrantState.Ended(EndReason cause, Instant at) ->
          Sentence.of(
              ":white_circle: *{}* · {} · {}",
              grant.name(),
              RequestStatus.ended(grant, cause, RequestStatus.Reader.REQUESTER),
              at);
    };
  }

  /**
   * What AWS no longer assigns to the group of an active grant.
   *
   * @param before separates it from the preceding words
   */
  static Sentence missing(GrantDetails grant, String before) {
    return grant.lost().isEmpty()
        ? Sentence.NOTHING
        : Sentence.of(
            before + " :warning: AWS no longer assigns {} to its group; operators are alerted.",
            Sentence.joined(
                ", ", grant.lost().stream().map(one -> Sentence.of("{}", one)).toList()));
  }

  /** AWS no longer assigns something that the grant opened, or assigns it again. */
  static Optional<SlackMessage> assignmentLost(GrantDetails grant) {
    return grant.state() instanceof GrantState.Live
        ? toHolder(grant, headline(grant))
        : past(grant);
  }

  /**
   * The end is near.
   *
   * @param number how often the end had been moved when this was sent
   */
  static Optional<SlackMessage> ending(GrantDetails grant, int number) {
    if (!(grant.state() instanceof GrantState.Live(_, Instant endsAt))) {
      return past(grant);
    }
    if (number < grant.extensions().number()) {
      return toHolder(grant, headline(grant));
    }
    Sentence ends = Sentence.of("*{}* ends {}.", grant.name(), endsAt);
    List<Button> buttons = new ArrayList<>(extend(grant).stream().toList());
    buttons.add(endNow(grant));
    return toHolder(
        grant,
        ends,
        List.of(
            new Block.Section(
                Sentence.of(
                    extend(grant).isPresent()
                        ? ":hourglass_flowing_sand: {} Need longer? Extend it. Finished? End it"
                            + " now."
                        : ":hourglass_flowing_sand: {} Finished? End it now.",
                    ends)),
            new Block.Actions("ending:" + grant.id(), buttons)));
  }

  /**
   * What remains of these messages once the access is no longer active. It does not change after
   * the end has begun, so it is drawn only once. Slack does not let an update remove all rich text.
   */
  private static Optional<SlackMessage> past(GrantDetails grant) {
    Sentence line = Sentence.of("{}: {}", grant.name(), pastWords(grant));
    return toHolder(grant, line, List.of(new Block.RichLine(Sentence.of("⚪ ").then(line))));
  }

  private static Sentence pastWords(GrantDetails grant) {
    return switch (grant.state()) {
      case GrantState.Revoking(EndReason cause) -> pastWords(grant, cause);
      case GrantState.Clearing(EndReason cause, _) -> pastWords(grant, cause);
      case GrantState.Ended(EndReason cause, _) -> pastWords(grant, cause);
      case GrantState.Scheduled _, GrantState.Live _ -> Sentence.of("not active yet");
      case GrantState.Provisioning _, GrantState.Syncing _ -> Sentence.of("being set up again");
    };
  }

  private static Sentence pastWords(GrantDetails grant, EndReason cause) {
    return switch (cause) {
      case EXPIRED -> Sentence.of("time was up");
      case ENDED_EARLY -> Sentence.of("you ended it");
      case REVOKED ->
          Sentence.of(
              "revoked by {}",
              grant.revoked().map(GrantDetails.Revoked::by).orElse(PersonMention.UNKNOWN));
      case REMOVED_ELSEWHERE -> Sentence.of("removed in Entra, not by Hourkey");
      case NEVER_ARRIVED, STANDING, NO_LONGER_APPROVED, IMPOSSIBLE ->
          Sentence.of("no longer granted");
    };
  }

  /** Whether Entra's provisioning job runs. */
  enum Synchronization {
    RUNNING,
    STOPPED,
    UNKNOWN;

    static Synchronization of(ScimJobService job) {
      if (job.stopped().isPresent()) {
        return STOPPED;
      }
      return job.known() ? RUNNING : UNKNOWN;
    }
  }

  static Optional<SlackMessage> toHolder(GrantDetails grant, Sentence only) {
    return toHolder(grant, only, List.of(new Block.Section(only)));
  }

  static Optional<SlackMessage> toHolder(GrantDetails grant, Sentence text, List<Block> blocks) {
    return grant
        .holder()
        .user()
        .map(user -> new SlackMessage(user, text.plain(), blocks))
        .or(
            () ->
                grant
                    .sender()
                    .flatMap(PersonMention::user)
                    .map(user -> toSender(user, grant.holder(), text, blocks)));
  }

  /** A message to a holder without a Slack user, for the person who requested the access. */
  private static SlackMessage toSender(
      String user, PersonMention holder, Sentence text, List<Block> blocks) {
    List<Block> all = new ArrayList<>(blocks);
    all.addFirst(
        new Block.Context(Sentence.of("For {}, who has no Slack user. Pass this on:", holder)));
    return new SlackMessage(user, Sentence.of("For {}: ", holder).then(text).plain(), all);
  }
}
