package dev.hourkey.slack;

import dev.hourkey.catalog.AccessPortal;
import dev.hourkey.catalog.AccountAssignment;
import dev.hourkey.grant.EndReason;
import dev.hourkey.grant.Grant;
import dev.hourkey.grant.GrantState;
import dev.hourkey.grant.ScimJobMonitor;
import dev.hourkey.person.Person;
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

  private static final int FIRST_WAYS = 3;

  private final Persons persons;
  private final ScimJobMonitor scimJob;
  private final AccessPortal portal;

  GrantMessages(Persons persons, ScimJobMonitor scimJob, AccessPortal portal) {
    this.persons = persons;
    this.scimJob = scimJob;
    this.portal = portal;
  }

  /** Access works: the link, the profile, the button to give it back. */
  Optional<SlackMessage> live(Grant grant) {
    List<Map<String, Object>> blocks = new ArrayList<>();
    String headline = headline(grant);
    blocks.add(Blocks.section(headline));
    if (grant.state() instanceof GrantState.Live) {
      blocks.addAll(access(grant));
      blocks.add(Blocks.actions("live:" + grant.id(), ways(grant)));
    } else if (!first(grant).isEmpty()) {
      // Slack does not let an update take all rich text out of a message.
      blocks.add(
          Blocks.context("You can use this command-line profile again with your next grant:"));
      blocks.add(Blocks.code(portal.cliProfiles(grant.entitlement(), first(grant))));
    }
    return toHolder(grant, plain(grant), blocks);
  }

  private List<Map<String, Object>> access(Grant grant) {
    List<Map<String, Object>> blocks = new ArrayList<>();
    List<AccountAssignment> open = grant.opens().open();
    List<AccountAssignment> first = first(grant);
    String only = open.size() == 1 ? where(open.getFirst()) + " · " : "";
    blocks.add(
        Blocks.context(
            only
                + "Account missing in the AWS access portal? Sign out and in again. AWS can take up"
                + " to an hour."));
    blocks.addAll(AccessText.blocks(grant.opens(), "grant:" + grant.id()));
    if (first.isEmpty()) {
      return blocks;
    }
    blocks.add(
        Blocks.section(
            "For the command line, add this once to `~/.aws/config` (or run `aws configure sso`):"));
    blocks.add(Blocks.code(portal.cliProfiles(grant.entitlement(), first)));
    blocks.add(
        Blocks.code(
            "aws sso login --profile %1$s\naws sts get-caller-identity --profile %1$s"
                .formatted(grant.entitlement())));
    if (open.size() > first.size()) {
      blocks.add(Blocks.context(theRest(open.size() - first.size())));
    }
    return blocks;
  }

  private static String where(AccountAssignment target) {
    return "%s in %s (%s)"
        .formatted(
            SlackText.escape(target.permissionSet()),
            SlackText.escape(target.accountName()),
            target.accountId());
  }

  private String theRest(int number) {
    String page =
        portal
            .accounts()
            .map(url -> "<" + url.replace("&", "&amp;") + "|AWS access portal>")
            .orElse("AWS access portal");
    return "Open the other %d from the %s. For the command line, copy a profile and change `sso_account_id` and `sso_role_name`."
        .formatted(number, page);
  }

  /** The targets that get a button and a profile each; a message has no room for many. */
  private static List<AccountAssignment> first(Grant grant) {
    return grant.opens().open().stream().limit(FIRST_WAYS).toList();
  }

  private List<Map<String, Object>> ways(Grant grant) {
    List<Map<String, Object>> ways = new ArrayList<>();
    List<AccountAssignment> first = first(grant);
    for (int i = 0; i < first.size(); i++) {
      String actionId = Button.OPEN_CONSOLE.actionId() + (i == 0 ? "" : "_" + (i + 1));
      String label =
          first.size() == 1
              ? "Open AWS console"
              : SlackText.cut(
                  SlackText.clean(
                      first.get(i).permissionSet() + " in " + first.get(i).accountName()),
                  75);
      boolean main = i == 0;
      portal
          .console(first.get(i))
          .map(url -> Blocks.link(actionId, label, url))
          .map(link -> main ? Blocks.with(link, "style", "primary") : link)
          .ifPresent(ways::add);
    }
    ways.add(endEarly(grant));
    return ways;
  }

  private static Map<String, Object> endEarly(Grant grant) {
    return Blocks.button(Button.END.actionId(), "Give back", grant.id().toString());
  }

  private static String headline(Grant grant) {
    String what = SlackText.escape(grant.entitlementName());
    return switch (grant.state()) {
      case GrantState.Provisioning _, GrantState.Syncing _ -> "*" + what + "* is being set up.";
      case GrantState.Live(Instant since, Instant endsAt) ->
          ":large_green_circle: *%s* is live: AWS shows it, %s after the approval. It ends %s."
              .formatted(
                  what,
                  SlackText.words(atLeastASecond(Duration.between(grant.term().openedAt(), since))),
                  SlackText.time(endsAt));
      case GrantState.Revoking _, GrantState.Clearing _ ->
          "*%s* is being taken away; AWS may show it a little longer.".formatted(what);
      case GrantState.Ended(EndReason cause, Instant at) ->
          ":white_circle: *%s* · %s · %s"
              .formatted(what, RequestMessages.ended(cause), SlackText.time(at));
    };
  }

  private static String plain(Grant grant) {
    String what = SlackText.clean(grant.entitlementName());
    return switch (grant.state()) {
      case GrantState.Provisioning _, GrantState.Syncing _ -> what + " is being set up.";
      case GrantState.Live(_, Instant endsAt) ->
          what + " is live: AWS shows it. It ends " + SlackText.plainTime(endsAt) + ".";
      case GrantState.Revoking _, GrantState.Clearing _ -> what + " is being taken away.";
      case GrantState.Ended(EndReason cause, Instant at) ->
          what + ". " + RequestMessages.ended(cause) + ", " + SlackText.plainTime(at) + ".";
    };
  }

  /** The end is near. */
  Optional<SlackMessage> ending(Grant grant) {
    if (!(grant.state() instanceof GrantState.Live(_, Instant endsAt))) {
      return toHolder(grant, plain(grant), List.of(Blocks.section(headline(grant))));
    }
    return toHolder(
        grant,
        SlackText.clean(grant.entitlementName()) + " ends " + SlackText.plainTime(endsAt) + ".",
        List.of(
            Blocks.section(
                ":hourglass_flowing_sand: *%s* ends %s. Done already? Give it back now."
                    .formatted(SlackText.escape(grant.entitlementName()), SlackText.time(endsAt))),
            Blocks.actions("ending:" + grant.id(), List.of(endEarly(grant)))));
  }

  /** It is over, with what that does not mean: role sessions that are open live on. */
  Optional<SlackMessage> over(Grant grant) {
    if (grant.revokedBy().isPresent()
        && grant.returnedAt().isEmpty()
        && !(grant.state() instanceof GrantState.Ended)) {
      return revoked(grant);
    }
    if (grant.state() instanceof GrantState.Clearing(EndReason cause, _)
        && grant.liveSince().isEmpty()) {
      return neverLive(grant, cause);
    }
    if (!(grant.state() instanceof GrantState.Ended(EndReason cause, Instant at))) {
      return grant.returnedAt().flatMap(at -> returned(grant, at));
    }
    List<Map<String, Object>> blocks = new ArrayList<>();
    blocks.add(Blocks.section(overSentence(grant, cause)));
    blocks.addAll(reason(grant));
    if (grant.liveSince().isPresent()) {
      blocks.add(Blocks.context(sessions(grant, at)));
    }
    return toHolder(
        grant,
        SlackText.clean(grant.entitlementName())
            + ". "
            + RequestMessages.ended(cause)
            + RequestMessages.plainRevoker(grant, persons).map(by -> " by " + by).orElse("")
            + ". "
            + (grant.liveSince().isPresent() ? sessionsPlain(grant, at) : ""),
        blocks);
  }

  /** What never was active is over for its holder before it is proved that it cannot arrive. */
  private Optional<SlackMessage> neverLive(Grant grant, EndReason cause) {
    return toHolder(
        grant,
        SlackText.clean(grant.entitlementName())
            + ". "
            + RequestMessages.ended(cause)
            + ". It was never active.",
        List.of(
            Blocks.section(
                cause == EndReason.ENDED_EARLY
                    ? ":white_circle: *%s* is cancelled. It was never active."
                        .formatted(SlackText.escape(grant.entitlementName()))
                    : overSentence(grant, cause)),
            Blocks.context(
                "For up to an hour Hourkey makes sure that a synchronization does not bring it to AWS after all.")));
  }

  /**
   * The holder reads at once who revoked it and why; the same message says later that it has ended.
   */
  private Optional<SlackMessage> revoked(Grant grant) {
    List<Map<String, Object>> blocks = new ArrayList<>();
    blocks.add(
        Blocks.section(
            ":no_entry: *%s* was revoked by %s. Hourkey is removing it; AWS may show it a little longer."
                .formatted(SlackText.escape(grant.entitlementName()), revoker(grant))));
    blocks.addAll(reason(grant));
    return toHolder(
        grant,
        "%s was revoked by %s: %s"
            .formatted(
                SlackText.clean(grant.entitlementName()),
                RequestMessages.plainRevoker(grant, persons).orElse("somebody"),
                SlackText.clean(grant.revokeReason().orElse(""))),
        blocks);
  }

  private String revoker(Grant grant) {
    return RequestMessages.revoker(grant, persons).orElse("somebody");
  }

  private static List<Map<String, Object>> reason(Grant grant) {
    return grant.revokeReason().map(Blocks::quote).stream().toList();
  }

  private Optional<SlackMessage> returned(Grant grant, Instant at) {
    String what = SlackText.clean(grant.entitlementName());
    List<Map<String, Object>> blocks = new ArrayList<>();
    blocks.add(
        Blocks.section(
            ":warning: *%s* ended, but AWS shows it again (since %s). Hourkey is removing it; operators are alerted."
                .formatted(SlackText.escape(grant.entitlementName()), SlackText.time(at))));
    blocks.addAll(reason(grant));
    return toHolder(
        grant, what + " ended, but AWS shows it again. Hourkey is removing it.", blocks);
  }

  private String overSentence(Grant grant, EndReason cause) {
    String what = "*" + SlackText.escape(grant.entitlementName()) + "*";
    String why = grant.detail().map(detail -> " (" + SlackText.escape(detail) + ")").orElse("");
    String proof =
        grant.removed() && grant.detail().isEmpty()
            ? "you are out of the Entra group and AWS no longer shows you in it."
            : "nothing was taken away" + why + ".";
    return switch (cause) {
      case EXPIRED -> ":white_circle: " + what + " has ended: the time was up, " + proof;
      case ENDED_EARLY -> ":white_circle: Thank you. " + what + " is given back: " + proof;
      case NEVER_ARRIVED ->
          ":warning: "
              + what
              + " was not active in AWS in time, so Hourkey removed it. Operators can see why in Entra's provisioning log or in Hourkey's log. Request it again once that is fixed.";
      case STANDING ->
          ":information_source: You are in the group of "
              + what
              + " already, by somebody else's doing. Nothing was changed; that membership stays.";
      case NO_LONGER_APPROVED ->
          ":no_entry: " + what + " was not granted" + why + ". Ask again if you still need it.";
      case IMPOSSIBLE ->
          ":warning: " + what + " could not be granted" + why + ". Please tell your operators.";
      case REVOKED -> ":no_entry: " + what + " was revoked by " + revoker(grant) + ": " + proof;
      case REMOVED_ELSEWHERE ->
          ":warning: "
              + what
              + " has ended: somebody took you out of its Entra group, and AWS no longer shows you in it.";
    };
  }

  private static String sessions(Grant grant, Instant endedAt) {
    return "Role sessions you opened before can go on until "
        + SlackText.time(lastSession(grant, endedAt))
        + " at the latest, counting the hour by which AWS itself may lag; Hourkey does not cut them short"
        + (grant.opens().longestSession().isPresent()
            ? "."
            : ". They can last longer under a permission set whose session duration Hourkey can't see.");
  }

  private static String sessionsPlain(Grant grant, Instant endedAt) {
    return "Role sessions you opened before can go on until "
        + SlackText.plainTime(lastSession(grant, endedAt))
        + " at the latest.";
  }

  private static Instant lastSession(Grant grant, Instant endedAt) {
    return endedAt
        .plus(PORTAL_LAG)
        .plus(grant.opens().longestKnownSession().orElse(Duration.ofHours(1)));
  }

  /** It takes longer than it should to arrive, or to go. */
  Optional<SlackMessage> slow(Grant grant) {
    String what = SlackText.escape(grant.entitlementName());
    return switch (grant.state()) {
      case GrantState.Provisioning _, GrantState.Syncing _ ->
          toHolder(
              grant,
              SlackText.clean(grant.entitlementName())
                  + " takes longer than usual to arrive in AWS.",
              List.of(
                  Blocks.section(
                      ":turtle: *%s* is taking longer than usual. %s Your time starts when it becomes active. If it doesn't, the grant ends %s."
                          .formatted(
                              what, waitsFor(grant), SlackText.time(grant.term().deadline())))));
      case GrantState.Revoking _, GrantState.Clearing _ ->
          toHolder(
              grant,
              SlackText.clean(grant.entitlementName()) + " takes longer than usual to end.",
              List.of(
                  Blocks.section(
                      ":turtle: The end of *%s* takes longer than usual. Hourkey keeps retrying; operators are alerted."
                          .formatted(what))));
      case GrantState.Live _, GrantState.Ended _ ->
          toHolder(grant, plain(grant), List.of(Blocks.section(headline(grant))));
    };
  }

  /** What has to happen before it is active, according to the last look at Entra and AWS. */
  private String waitsFor(Grant grant) {
    if (grant.state() instanceof GrantState.Provisioning) {
      return "Entra has not accepted it yet; Hourkey keeps retrying.";
    }
    if (scimJob.stopped().isPresent()) {
      return "Synchronization from Entra to AWS is stopped, so nothing reaches AWS at the moment. Operators are alerted.";
    }
    String missing =
        switch (grant.awsPresence()) {
          case MEMBER, NOT_MEMBER -> "Entra has not provisioned it to AWS yet.";
          case DISABLED_MEMBER ->
              "AWS has your membership, but your AWS user is disabled. Entra enables it in its next cycle, unless IT disabled you on purpose.";
          case NO_USER ->
              "You have no AWS user yet. Entra creates it in its next cycle if you have a first and a last name in Entra.";
          case NO_GROUP -> "AWS does not have the group yet. Entra creates it in its next cycle.";
          case ANOTHER_PERSONS_USER ->
              "The AWS user with your name still belongs to another Entra account. Entra hands it over to you in its next cycle.";
          case UNKNOWN -> "Hourkey can't check AWS at the moment and keeps trying.";
        };
    return missing
        + (scimJob.known()
            ? " A cycle comes about every 40 minutes."
            : " Hourkey can't see at the moment whether Entra's synchronization runs.");
  }

  private Optional<SlackMessage> toHolder(
      Grant grant, String text, List<Map<String, Object>> blocks) {
    return persons
        .find(grant.holder())
        .flatMap(Person::chat)
        .map(holder -> new SlackMessage(holder.userId(), text, blocks));
  }

  private static Duration atLeastASecond(Duration duration) {
    return duration.toSeconds() < 1 ? Duration.ofSeconds(1) : duration;
  }
}
