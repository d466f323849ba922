package dev.hourkey.slack;

import dev.hourkey.catalog.AccessPortal;
import dev.hourkey.grant.AwsPresence;
import dev.hourkey.grant.EndReason;
import dev.hourkey.grant.GrantState;
import dev.hourkey.scim.ScimJobMonitor;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What holders read of their grants until these end; {@link EndMessages} has the end. */
final class HolderMessages {
  private HolderMessages() {}

  /** Access works: the link, the profile, the button that ends it. */
  static Optional<SlackMessage> active(GrantDetails grant, AccessPortal portal) {
    List<Block> blocks = new ArrayList<>();
    blocks.add(new Block.Section(headline(grant)));
    AccessInstructions ways = new AccessInstructions(grant, portal);
    if (grant.state() instanceof GrantState.Live(Instant since, _)) {
      blocks.addAll(ways.blocks(since));
      List<Button> buttons = new ArrayList<>(ways.links());
      buttons.add(endNow(grant));
      blocks.add(new Block.Actions("live:" + grant.id(), buttons));
    } else {
      blocks.addAll(ways.afterwards());
    }
    return toHolder(grant, headline(grant), blocks);
  }

  static Button endNow(GrantDetails grant) {
    boolean begun = !(grant.state() instanceof GrantState.Scheduled);
    return Button.of(ActionId.END, begun ? "End now" : "Cancel access", grant.id());
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
              Duration.between(since, endsAt));
      case GrantState.Revoking _, GrantState.Clearing _ ->
          Sentence.of("*{}* is being removed. AWS may show it a little longer.", grant.name());
      case GrantState.Ended(EndReason cause, Instant at) ->
          Sentence.of(
              ":white_circle: *{}* · {} · {}",
              grant.name(),
              RequestStatus.ended(cause, RequestStatus.Reader.REQUESTER),
              at);
    };
  }

  /** The end is near. */
  static Optional<SlackMessage> ending(GrantDetails grant) {
    if (!(grant.state() instanceof GrantState.Live(_, Instant endsAt))) {
      return toHolder(grant, headline(grant));
    }
    Sentence ends = Sentence.of("*{}* ends {}.", grant.name(), endsAt);
    return toHolder(
        grant,
        ends,
        List.of(
            new Block.Section(
                Sentence.of(":hourglass_flowing_sand: {} Finished? End it now.", ends)),
            new Block.Actions("ending:" + grant.id(), List.of(endNow(grant)))));
  }

  /** It takes longer than it should to become active, or to be removed. */
  static Optional<SlackMessage> slow(GrantDetails grant, Synchronization sync) {
    return switch (grant.state()) {
      case GrantState.Provisioning _ ->
          slowStart(grant, Sentence.of("Entra has not accepted it yet; Hourkey keeps retrying."));
      case GrantState.Syncing _ -> slowStart(grant, missing(grant, sync));
      case GrantState.Revoking _, GrantState.Clearing _ ->
          toHolder(
              grant,
              Sentence.of(
                  ":turtle: Removing *{}* is taking longer than usual. Hourkey keeps retrying;"
                      + " operators are alerted.",
                  grant.name()));
      case GrantState.Scheduled _, GrantState.Live _, GrantState.Ended _ ->
          toHolder(grant, headline(grant));
    };
  }

  private static Optional<SlackMessage> slowStart(GrantDetails grant, Sentence waitsFor) {
    return toHolder(
        grant,
        Sentence.of(
            ":turtle: *{}* is taking longer than usual. {} Your time starts when it becomes active."
                + " If it doesn't, the grant ends {}.",
            grant.name(),
            waitsFor,
            grant.deadline()));
  }

  /** Whether Entra's provisioning job runs. */
  enum Synchronization {
    RUNNING,
    STOPPED,
    UNKNOWN;

    static Synchronization of(ScimJobMonitor job) {
      if (job.stopped().isPresent()) {
        return STOPPED;
      }
      return job.known() ? RUNNING : UNKNOWN;
    }
  }

  /** What AWS lacks before it is active, according to the last look. */
  private static Sentence missing(GrantDetails grant, Synchronization sync) {
    Sentence missing = Sentence.of(missing(grant.progress().inAws()));
    return switch (sync) {
      case STOPPED ->
          Sentence.of(
              "Synchronization from Entra to AWS is stopped, so nothing reaches AWS at the moment."
                  + " Operators are alerted.");
      case RUNNING -> missing.then(" A cycle comes about every 40 minutes.");
      case UNKNOWN ->
          missing.then(" Hourkey can't see at the moment whether Entra's synchronization runs.");
    };
  }

  private static String missing(AwsPresence inAws) {
    return switch (inAws) {
      case MEMBER, NOT_MEMBER -> "Entra has not provisioned it to AWS yet.";
      case DISABLED_MEMBER ->
          "AWS has your membership, but your AWS user is disabled. Entra enables it in its next"
              + " cycle, unless IT disabled you on purpose.";
      case NO_USER ->
          "You have no AWS user yet. Entra creates it in its next cycle if you have a first and a"
              + " last name in Entra.";
      case NO_GROUP -> "AWS does not have the group yet. Entra creates it in its next cycle.";
      case ANOTHER_PERSONS_USER ->
          "The AWS user with your name still belongs to another Entra account. Entra hands it over"
              + " to you in its next cycle.";
      case UNKNOWN -> "Hourkey can't check AWS at the moment and keeps trying.";
    };
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
                    .flatMap(Someone::user)
                    .map(user -> toSender(user, grant.holder(), text, blocks)));
  }

  /** What a holder without a Slack user would read, for the one who requested it for them. */
  private static SlackMessage toSender(
      String user, Someone holder, Sentence text, List<Block> blocks) {
    List<Block> all = new ArrayList<>(blocks);
    all.addFirst(
        new Block.Context(Sentence.of("For {}, who has no Slack user. Pass this on:", holder)));
    return new SlackMessage(user, Sentence.of("For {}: ", holder).then(text).plain(), all);
  }
}
