package dev.hourkey.doctor;

import dev.hourkey.catalog.PolicyReferences;
import dev.hourkey.doctor.ChatExamination.Channel;
import dev.hourkey.doctor.ChatExamination.Workspace;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** Whether the chat lets Hourkey work: tokens, scopes, the workspace and the channels. */
public final class ChatChecks {
  /** The scopes without which Hourkey cannot work, and what for. */
  private static final Map<String, String> NEEDED =
      ordered(
          "commands", "/aws-access",
          "chat:write", "cards and messages",
          "users:read", "to know who is a member of the workspace",
          "users:read.email", "to find people in Entra");

  /** The scopes without which Hourkey does less. */
  private static final Map<String, String> USEFUL =
      ordered(
          "usergroups:read", "user groups in the policy file",
          "channels:read", "which approvers are in the channel of a card",
          "groups:read", "the same in private channels",
          "files:write", "/aws-access config for people with many entitlements");

  private static final Set<String> DISCUSSIONS =
      Set.of("channels:history", "groups:history", "im:history");

  private static final String REINSTALL =
      "Apply the manifest and install the app again, then use the bot token that Slack shows.";

  private final ChatExamination chat;
  private final String team;
  private final boolean socket;
  private final boolean discussions;
  private final Optional<PolicyReferences> policy;

  /**
   * @param team the workspace that is set
   * @param socket whether Hourkey opens the connection itself
   * @param discussions whether Hourkey keeps what people write in threads
   * @param policy empty without a valid policy file
   */
  public ChatChecks(
      ChatExamination chat,
      String team,
      boolean socket,
      boolean discussions,
      Optional<PolicyReferences> policy) {
    this.chat = chat;
    this.team = team;
    this.socket = socket;
    this.discussions = discussions;
    this.policy = policy;
  }

  /** All scopes of the manifests. A test compares them. */
  static Set<String> manifest(boolean discussions) {
    Set<String> all = new TreeSet<>(NEEDED.keySet());
    all.addAll(USEFUL.keySet());
    if (discussions) {
      all.addAll(DISCUSSIONS);
    }
    return all;
  }

  public List<Finding> findings() {
    Checks checks = new Checks(Area.CHAT);
    Optional<Workspace> known =
        checks.askAll(
            "Ask Slack about the bot token",
            chat::workspace,
            workspace ->
                workspace(
                    workspace,
                    team,
                    discussions,
                    policy.map(PolicyReferences::chatGroups).orElse(false)));
    if (socket) {
      checks.ask(
          "Ask for a connection with the app-level token",
          () -> {
            chat.connection();
            return true;
          },
          _ -> ok("Ask for a connection with the app-level token", "Slack gives one."));
    } else {
      checks.add(
          Finding.note(
              Area.CHAT,
              "Check the signing secret",
              "Only a request from Slack can prove it.",
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
    }
    return checks.findings();
  }

  static List<Finding> workspace(
      Workspace workspace, String team, boolean discussions, boolean groupsNamed) {
    List<Finding> findings = new ArrayList<>();
    String tried = "Ask Slack about the bot token";
    findings.add(
        !workspace.bot()
            ? wrong(
                tried,
                "It is the token of a person.",
                "Set the Bot User OAuth Token, xoxb-…, as hourkey.slack.bot-token.")
            : workspace.id().equals(team)
                ? ok(tried, "It is the bot of " + workspace.name() + " (" + team + ").")
                : wrong(
                    tried,
                    "It belongs to the workspace %s (%s), and hourkey.slack.team-id is %s."
                        .formatted(workspace.name(), workspace.id(), team),
                    "Set the team id of the workspace in which the app is installed."));
    findings.addAll(scopes(workspace.scopes(), discussions, groupsNamed));
    return findings;
  }

  static List<Finding> scopes(Set<String> granted, boolean discussions, boolean groupsNamed) {
    String tried = "Compare the app's scopes with the manifest";
    List<Finding> findings = new ArrayList<>();
    NEEDED.forEach(
        (scope, purpose) -> {
          if (!granted.contains(scope)) {
            findings.add(
                wrong(tried, "The scope %s is missing: %s.".formatted(scope, purpose), REINSTALL));
          }
        });
    USEFUL.forEach(
        (scope, purpose) -> {
          if (!granted.contains(scope)) {
            Finding missing =
                wrong(tried, "The scope %s is missing: %s.".formatted(scope, purpose), REINSTALL);
            boolean asked = scope.equals("usergroups:read") && groupsNamed;
            findings.add(asked ? missing : missing.as(Outcome.NOTE).see(Guide.FEWER_SCOPES));
          }
        });
    if (discussions && !granted.containsAll(DISCUSSIONS)) {
      findings.add(
          wrong(
                  tried,
                  "hourkey.slack.discussions is on, and a scope for reading is missing: "
                      + listed(DISCUSSIONS, granted)
                      + ".",
                  "Apply manifest-discussions.yaml and install the app again.")
              .see(Guide.DISCUSSIONS));
    }
    Set<String> more = new TreeSet<>(granted);
    more.removeAll(manifest(true));
    if (!more.isEmpty()) {
      findings.add(
          Finding.note(
              Area.CHAT,
              tried,
              "The app may do more than Hourkey needs: " + String.join(", ", more) + ".",
              "Take these scopes away."));
    }
    if (findings.isEmpty()) {
      findings.add(ok(tried, "It has all of them and no other."));
    }
    return findings;
  }

  private static String listed(Collection<String> needed, Set<String> granted) {
    Set<String> missing = new TreeSet<>(needed);
    missing.removeAll(granted);
    return String.join(", ", missing);
  }

  /**
   * @param all whether Slack shows both public and private channels
   */
  static List<Finding> channels(Set<String> named, List<Channel> joined, boolean all) {
    return named.stream().map(name -> channel(name, joined, all)).toList();
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
          REINSTALL);
    }
    return found.isEmpty()
        ? wrong(
            tried,
            "The bot is not in it, or there is no channel of this name.",
            "Type /invite @Hourkey in the channel. If it was renamed, put its id (C…) in the policy"
                + " file.")
        : found.get().archived()
            ? wrong(tried, "It is archived.", "Unarchive it, or name another channel.")
            : found.get().shared()
                ? wrong(
                    tried,
                    "It is shared with another company, whose people would read the cards.",
                    "Use a channel that is not shared.")
                : ok(tried, "It is there, and may post.");
  }

  private static Map<String, String> ordered(String... pairs) {
    Map<String, String> map = new LinkedHashMap<>();
    for (int i = 0; i < pairs.length; i += 2) {
      map.put(pairs[i], pairs[i + 1]);
    }
    return map;
  }

  private static Finding ok(String tried, String found) {
    return Finding.ok(Area.CHAT, tried, found);
  }

  private static Finding wrong(String tried, String found, String advice) {
    return Finding.wrong(Area.CHAT, tried, found, advice);
  }
}
