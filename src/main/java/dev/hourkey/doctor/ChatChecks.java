package dev.hourkey.doctor;

import dev.hourkey.catalog.PolicyReferences;
import dev.hourkey.doctor.ChatDiagnostics.Channel;
import dev.hourkey.doctor.ChatDiagnostics.Workspace;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Checks everything that Hourkey needs in the chat: tokens, scopes, the workspace and the channels.
 */
public final class ChatChecks {
  private static final String BOT = "Ask Slack about the bot token";

  private final ChatDiagnostics chat;
  private final String team;
  private final boolean socket;
  private final boolean discussions;
  private final Optional<PolicyReferences> policy;
  private final Optional<ApproverChecks> approvers;

  /**
   * @param team the workspace that is set
   * @param socket whether Hourkey opens the connection itself
   * @param discussions whether Hourkey keeps what people write in threads
   * @param policy empty without a valid policy file
   * @param approvers empty without a valid policy file, or if Entra can't be queried
   */
  public ChatChecks(
      ChatDiagnostics chat,
      String team,
      boolean socket,
      boolean discussions,
      Optional<PolicyReferences> policy,
      Optional<ApproverChecks> approvers) {
    this.chat = chat;
    this.team = team;
    this.socket = socket;
    this.discussions = discussions;
    this.policy = policy;
    this.approvers = approvers;
  }

  public List<Finding> findings() {
    Checks checks = new Checks(Area.CHAT);
    Optional<Workspace> known =
        checks.askAll(
            BOT,
            chat::workspace,
            workspace ->
                workspace(
                    workspace,
                    team,
                    discussions,
                    socket,
                    policy.filter(named -> !named.chatGroups().isEmpty()).isPresent()));
    if (socket) {
      checks.ask(
          "Request a connection with the app-level token",
          () -> {
            chat.connection();
            return true;
          },
          _ -> ok("Request a connection with the app-level token", "Slack allows one."));
      checks.askAll(
          "Compare the apps of the two tokens",
          chat::apps,
          apps -> apps.map(ChatChecks::apps).map(List::of).orElse(List.of()));
    } else {
      checks.add(
          Finding.note(
              Area.CHAT,
              "Check the signing secret",
              "Only a request from Slack can show that it is right.",
              "Open the app's Home in Slack. If it stays empty and the log says that a signature is"
                  + " wrong, copy the secret again."));
    }
    if (known.isPresent() && policy.isPresent()) {
      boolean open = known.get().scopes().contains("channels:read");
      boolean closed = known.get().scopes().contains("groups:read");
      checks.askAll(
          "List the channels that the bot is in",
          () -> open || closed ? chat.channels(open, closed) : List.<Channel>of(),
          channels -> channels(policy.get().channels(), channels, open && closed));
      Set<String> groups = policy.get().chatGroups();
      if (!groups.isEmpty() && known.get().scopes().contains("usergroups:read")) {
        checks.askAll(
            "List the user groups", chat::userGroups, existing -> userGroups(groups, existing));
      }
    }
    if (known.filter(one -> one.scopes().contains("users:read.email")).isPresent()) {
      approvers.ifPresent(one -> one.check(checks, chat));
    }
    return checks.findings();
  }

  /** With tokens of two apps, commands arrive, but clicks on the bot's messages never do. */
  static Finding apps(ChatDiagnostics.Apps apps) {
    String tried = "Compare the apps of the two tokens";
    return apps.ofBot().equals(apps.ofConnection())
        ? ok(tried, "Both belong to " + apps.ofBot() + ".")
        : wrong(
            tried,
            "The bot token belongs to the app %s, and the app-level token to %s."
                .formatted(apps.ofBot(), apps.ofConnection()),
            "Use two tokens of the same app; Basic Information shows its App ID.");
  }

  /**
   * Checks only which workspace the bot token belongs to. A replica makes this one call when it
   * starts. Otherwise, a wrong workspace would look as if nobody used Hourkey, because Hourkey
   * refuses all requests from it.
   */
  public static List<Finding> bot(ChatDiagnostics chat, String team) {
    Checks checks = new Checks(Area.CHAT);
    checks.ask(BOT, chat::workspace, workspace -> bot(workspace, team));
    return checks.findings();
  }

  private static Finding bot(Workspace workspace, String team) {
    return !workspace.bot()
        ? wrong(
            BOT,
            "It is the token of a person.",
            "Set the Bot User OAuth Token, xoxb-…, as hourkey.slack.bot-token.")
        : workspace.id().equals(team)
            ? ok(BOT, "It is the bot of " + workspace.name() + " (" + team + ").")
            : wrong(
                BOT,
                "It belongs to the workspace %s (%s), but hourkey.slack.team-id is %s."
                    .formatted(workspace.name(), workspace.id(), team),
                "Set the team id of the workspace in which the app is installed.");
  }

  static List<Finding> workspace(
      Workspace workspace, String team, boolean discussions, boolean socket, boolean groupsNamed) {
    List<Finding> findings = new ArrayList<>();
    findings.add(bot(workspace, team));
    findings.addAll(
        SlackScopeChecks.findings(workspace.scopes(), discussions, socket, groupsNamed));
    return findings;
  }

  /**
   * @param all whether Slack shows both public and private channels
   */
  static List<Finding> channels(Set<String> named, List<Channel> joined, boolean all) {
    return named.stream().map(name -> channel(name, joined, all)).toList();
  }

  static List<Finding> userGroups(Set<String> named, Map<String, Integer> existing) {
    return named.stream()
        .map(name -> userGroup(name, Optional.ofNullable(existing.get(name))))
        .toList();
  }

  private static Finding userGroup(String name, Optional<Integer> people) {
    String tried = "Look for the user group " + name;
    return people.isPresent()
        ? people.get() > 0
            ? ok(tried, "It exists.")
            : Finding.note(
                Area.CHAT,
                tried,
                "Nobody is in it, so nobody has any rights through it.",
                "Add people to it in Slack, unless it is meant to be empty.")
        : wrong(
            tried,
            "The workspace has no user group with this handle or id.",
            "Correct it in the policy file: the handle as people write it, without @, or the id"
                + " (S…).");
  }

  private static Finding channel(String name, List<Channel> joined, boolean all) {
    String plain = name.replaceFirst("^#", "");
    String tried = "Look for the bot in the channel " + plain;
    Optional<Channel> found =
        joined.stream()
            .filter(channel -> channel.id().equals(plain) || channel.name().equals(plain))
            .findFirst();
    if (found.isEmpty() && !all) {
      return Finding.unknown(
          Area.CHAT,
          tried,
          "Without channels:read and groups:read, Slack does not show every channel.",
          SlackScopeChecks.REINSTALL);
    }
    return found.isEmpty()
        ? wrong(
            tried,
            "The bot is not in it, or there is no channel with this name.",
            "Type /invite @Hourkey in the channel. If it was renamed, put its id (C…) in the policy"
                + " file.")
        : found.get().archived()
            ? wrong(tried, "It is archived.", "Unarchive it, or name another channel.")
            : found.get().shared()
                ? wrong(
                    tried,
                    "It is shared with another company, whose people would read the cards.",
                    "Use a channel that is not shared.")
                : ok(tried, "The bot is in it.");
  }

  private static Finding ok(String tried, String found) {
    return Finding.ok(Area.CHAT, tried, found);
  }

  private static Finding wrong(String tried, String found, String advice) {
    return Finding.wrong(Area.CHAT, tried, found, advice);
  }
}
