package dev.hourkey.sandbox;

import java.util.List;
import java.util.Set;

/** What the workspace starts with: {@code sandbox/slack.yaml}. */
record SlackSeed(Team team, App app, List<SlackUser> people, List<Channel> channels) {
  record Team(String id, String name, String domain) {}

  record App(
      String id,
      SlackUser bot,
      String botId,
      String command,
      String usageHint,
      String botToken,
      String appToken,
      String signingSecret,
      Set<String> scopes) {}

  record Channel(String id, String name) {}

  static SlackSeed load() {
    return Json.seed("slack.yaml", SlackSeed.class);
  }
}
