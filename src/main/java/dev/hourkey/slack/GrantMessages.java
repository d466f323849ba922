package dev.hourkey.slack;

import dev.hourkey.catalog.Portal;
import dev.hourkey.grant.Cause;
import dev.hourkey.grant.Grant;
import dev.hourkey.grant.GrantState;
import dev.hourkey.person.Persons;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Draws what a holder, and operators, see of a grant, from the row as it is. */
@ApplicationScoped
class GrantMessages {
  /** AWS lets a removed member open new role sessions for up to this long (authconcept). */
  private static final Duration PORTAL_LAG = Duration.ofHours(1);

  private final Persons persons;
  private final Portal portal;

  GrantMessages(Persons persons, Portal portal) {
    this.persons = persons;
    this.portal = portal;
  }

  /** Access works: the link, the profile, the button to give it back. */
  Optional<Message> live(Grant grant) {
    List<Map<String, Object>> blocks = new ArrayList<>();
    String headline = headline(grant);
    blocks.add(Blocks.section(headline));
    if (grant.state() instanceof GrantState.Live) {
      blocks.add(
          Blocks.context(
              "%s in %s (%s) · not listed yet? Sign out of the AWS access portal and in again; AWS may take up to an hour there."
                  .formatted(
                      Text.escape(grant.target().permissionSet()),
                      Text.escape(grant.target().accountName()),
                      grant.target().accountId())));
      blocks.add(
          Blocks.section(
              "For the command line, once in `~/.aws/config` (or by `aws configure sso`):"));
      blocks.add(Blocks.code(portal.cliProfile(grant.entitlement(), grant.target())));
      blocks.add(
          Blocks.code(
              "aws sso login --profile %1$s\naws sts get-caller-identity --profile %1$s"
                  .formatted(grant.entitlement())));
      blocks.add(Blocks.actions("live:" + grant.id(), ways(grant)));
    }
    return toHolder(grant, plain(grant), blocks);
  }

  private List<Map<String, Object>> ways(Grant grant) {
    List<Map<String, Object>> ways = new ArrayList<>();
    portal
        .console(grant.target())
        .ifPresent(
            url ->
                ways.add(
                    Blocks.with(
                        Blocks.link(Button.OPEN_CONSOLE.actionId(), "Open AWS console", url),
                        "style",
                        "primary")));
    ways.add(giveBack(grant));
    return ways;
  }

  private static Map<String, Object> giveBack(Grant grant) {
    return Blocks.button(Button.GIVE_BACK.actionId(), "Give back", grant.id().toString());
  }

  private static String headline(Grant grant) {
    String what = Text.escape(grant.entitlementName());
    return switch (grant.state()) {
      case GrantState.Provisioning _, GrantState.Syncing _ -> "*" + what + "* is being set up.";
      case GrantState.Live(Instant since, Instant endsAt) ->
          ":large_green_circle: *%s* is live: AWS shows it, %s after the approval. It ends %s."
              .formatted(
                  what,
                  Text.words(atLeastASecond(Duration.between(grant.term().openedAt(), since))),
                  Text.time(endsAt));
      case GrantState.Revoking _, GrantState.Clearing _ ->
          "*%s* is being taken away; AWS may show it a little longer.".formatted(what);
      case GrantState.Ended(Cause cause, Instant at) ->
          ":white_circle: *%s* · %s · %s"
              .formatted(what, RequestMessages.ended(cause), Text.time(at));
    };
  }

  private static String plain(Grant grant) {
    String what = Text.clean(grant.entitlementName());
    return switch (grant.state()) {
      case GrantState.Provisioning _, GrantState.Syncing _ -> what + " is being set up.";
      case GrantState.Live(_, Instant endsAt) ->
          what + " is live: AWS shows it. It ends " + Text.plainTime(endsAt) + ".";
      case GrantState.Revoking _, GrantState.Clearing _ -> what + " is being taken away.";
      case GrantState.Ended(Cause cause, Instant at) ->
          what + ". " + RequestMessages.ended(cause) + ", " + Text.plainTime(at) + ".";
    };
  }

  /** The end is near. */
  Optional<Message> ending(Grant grant) {
    if (!(grant.state() instanceof GrantState.Live(_, Instant endsAt))) {
      return toHolder(grant, plain(grant), List.of(Blocks.section(headline(grant))));
    }
    return toHolder(
        grant,
        Text.clean(grant.entitlementName()) + " ends " + Text.plainTime(endsAt) + ".",
        List.of(
            Blocks.section(
                ":hourglass_flowing_sand: *%s* ends %s. Done already? Give it back now."
                    .formatted(Text.escape(grant.entitlementName()), Text.time(endsAt))),
            Blocks.actions("ending:" + grant.id(), List.of(giveBack(grant)))));
  }

  /** It is over, with what that does not mean: role sessions that are open live on. */
  Optional<Message> over(Grant grant) {
    if (!(grant.state() instanceof GrantState.Ended(Cause cause, Instant at))) {
      return Optional.empty();
    }
    List<Map<String, Object>> blocks = new ArrayList<>();
    blocks.add(Blocks.section(overSentence(grant, cause)));
    if (grant.liveSince().isPresent()) {
      blocks.add(Blocks.context(sessions(grant, at)));
    }
    return toHolder(
        grant,
        Text.clean(grant.entitlementName())
            + ". "
            + RequestMessages.ended(cause)
            + ". "
            + (grant.liveSince().isPresent() ? sessionsPlain(grant, at) : ""),
        blocks);
  }

  private static String overSentence(Grant grant, Cause cause) {
    String what = "*" + Text.escape(grant.entitlementName()) + "*";
    String why = grant.detail().map(detail -> " (" + Text.escape(detail) + ")").orElse("");
    String proof =
        grant.removed() && grant.detail().isEmpty()
            ? "you are out of the Entra group and AWS no longer shows you in it."
            : "nothing was taken away" + why + ".";
    return switch (cause) {
      case EXPIRED -> ":white_circle: " + what + " has ended: the time was up, " + proof;
      case GIVEN_BACK -> ":white_circle: Thank you. " + what + " is given back: " + proof;
      case NEVER_ARRIVED ->
          ":warning: "
              + what
              + " was not seen in AWS in time, so it was taken back. Your operators can see why in Entra's provisioning log or in Hourkey's; ask again when that is sorted out.";
      case STANDING ->
          ":information_source: You are in the group of "
              + what
              + " already, by somebody else's doing. Nothing was changed; that membership stays.";
      case NO_LONGER_APPROVED ->
          ":no_entry: " + what + " was not granted" + why + ". Ask again if you still need it.";
      case IMPOSSIBLE ->
          ":warning: " + what + " could not be granted" + why + ". Please tell your operators.";
      case REMOVED_ELSEWHERE ->
          ":warning: "
              + what
              + " has ended: somebody took you out of its Entra group, and AWS no longer shows you in it.";
    };
  }

  private static String sessions(Grant grant, Instant endedAt) {
    return "Role sessions you opened before can go on until "
        + Text.time(lastSession(grant, endedAt))
        + " at the latest, counting the hour by which AWS itself may lag; Hourkey does not cut them short"
        + (grant.target().session().isPresent()
            ? "."
            : " (if the permission set keeps AWS' default of 1 hour).");
  }

  private static String sessionsPlain(Grant grant, Instant endedAt) {
    return "Role sessions you opened before can go on until "
        + Text.plainTime(lastSession(grant, endedAt))
        + " at the latest.";
  }

  private static Instant lastSession(Grant grant, Instant endedAt) {
    return endedAt.plus(PORTAL_LAG).plus(grant.target().session().orElse(Duration.ofHours(1)));
  }

  /** It takes longer than it should to arrive, or to go. */
  Optional<Message> slow(Grant grant) {
    String what = Text.escape(grant.entitlementName());
    return switch (grant.state()) {
      case GrantState.Provisioning _, GrantState.Syncing _ ->
          toHolder(
              grant,
              Text.clean(grant.entitlementName()) + " takes longer than usual to arrive in AWS.",
              List.of(
                  Blocks.section(
                      """
                      :turtle: *%s* takes longer than usual: Hourkey has not seen it in AWS yet. \
                      Entra's next regular cycle comes within 40 minutes; I go on looking until %s, and \
                      your time starts only when AWS shows it."""
                          .formatted(what, Text.time(grant.term().deadline())))));
      case GrantState.Revoking _, GrantState.Clearing _ ->
          toHolder(
              grant,
              Text.clean(grant.entitlementName()) + " takes longer than usual to end.",
              List.of(
                  Blocks.section(
                      ":turtle: The end of *%s* takes longer than usual. I go on until it is done; your operators know."
                          .formatted(what))));
      case GrantState.Live _, GrantState.Ended _ ->
          toHolder(grant, plain(grant), List.of(Blocks.section(headline(grant))));
    };
  }

  private Optional<Message> toHolder(Grant grant, String text, List<Map<String, Object>> blocks) {
    return persons
        .find(grant.holder())
        .map(holder -> new Message(holder.chat().userId(), text, blocks));
  }

  private static Duration atLeastASecond(Duration duration) {
    return duration.toSeconds() < 1 ? Duration.ofSeconds(1) : duration;
  }
}
