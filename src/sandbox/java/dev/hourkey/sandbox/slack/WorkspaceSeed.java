package dev.hourkey.sandbox.slack;

import dev.hourkey.sandbox.http.Json;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What the workspace starts with: {@code sandbox/slack.yaml}.
 *
 * @param about what the page says about each person, by their id; Slack knows nothing about it
 */
record WorkspaceSeed(
    Team team,
    App app,
    List<UserProfile> people,
    Map<String, String> about,
    List<Channel> channels) {
  record Team(String id, String name, String domain) {}

  record App(
      String id,
      UserProfile bot,
      String botId,
      String command,
      String usageHint,
      Shortcut shortcut,
      Step step,
      String botToken,
      String appToken,
      String signingSecret,
      Set<String> scopes) {}

  /** A global shortcut of the app. */
  record Shortcut(String name, String callbackId) {}

  /** A step that workflows can have. */
  record Step(String callbackId, Set<String> inputs, Set<String> outputs) {}

  record Channel(String id, String name) {}

  static WorkspaceSeed load() {
    return Json.seed("slack.yaml", WorkspaceSeed.class);
  }
}
