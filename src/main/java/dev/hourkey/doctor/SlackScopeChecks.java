package dev.hourkey.doctor;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** Checks that the app has the scopes of its manifest. Pure. */
final class SlackScopeChecks {
  /** The scopes without which Hourkey cannot work, and what each is for. */
  private static final Map<String, String> NEEDED =
      ordered(
          "commands", "/aws-access",
          "chat:write", "cards and messages",
          "users:read", "who is a member of the workspace",
          "users:read.email", "finding people in Entra");

  /** The scopes without which Hourkey does less. */
  private static final Map<String, String> USEFUL =
      ordered(
          "usergroups:read", "user groups in the policy file",
          "channels:read", "which approvers are in the channel of a card",
          "groups:read", "the same in private channels",
          "files:write", "/aws-access config for people with many entitlements");

  private static final Set<String> DISCUSSIONS =
      Set.of("channels:history", "groups:history", "im:history");

  static final String REINSTALL =
      "Apply the manifest and install the app again, then use the bot token that Slack shows.";

  private SlackScopeChecks() {}

  /** All scopes of the manifests. A test compares them. */
  static Set<String> manifest(boolean discussions) {
    Set<String> all = new TreeSet<>(NEEDED.keySet());
    all.addAll(USEFUL.keySet());
    if (discussions) {
      all.addAll(DISCUSSIONS);
    }
    return all;
  }

  /**
   * @param socket whether the app uses Socket Mode, as {@code manifest-discussions.yaml} does
   */
  static List<Finding> findings(
      Set<String> granted, boolean discussions, boolean socket, boolean groupsNamed) {
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
            findings.add(
                asked ? missing : missing.as(Outcome.NOTE).see(DocumentationLinks.FEWER_SCOPES));
          }
        });
    if (discussions && !granted.containsAll(DISCUSSIONS)) {
      findings.add(
          wrong(
                  tried,
                  "hourkey.slack.discussions is on, and a scope for reading is missing: "
                      + listed(DISCUSSIONS, granted)
                      + ".",
                  socket
                      ? "Apply manifest-discussions.yaml and install the app again."
                      : "Add the scopes and events of manifest-discussions.yaml to your manifest,"
                          + " and install the app again.")
              .see(DocumentationLinks.DISCUSSIONS));
    }
    Set<String> more = new TreeSet<>(granted);
    more.removeAll(manifest(true));
    if (!more.isEmpty()) {
      findings.add(
          Finding.note(
              Area.CHAT,
              tried,
              "The app may do more than Hourkey needs: " + String.join(", ", more) + ".",
              "Remove these scopes."));
    }
    if (findings.isEmpty()) {
      findings.add(ok(tried, "It has all of them and no others."));
    }
    return findings;
  }

  private static String listed(Collection<String> needed, Set<String> granted) {
    Set<String> missing = new TreeSet<>(needed);
    missing.removeAll(granted);
    return String.join(", ", missing);
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
