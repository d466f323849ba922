package dev.hourkey.sandbox;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;

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
    try (InputStream file =
        Objects.requireNonNull(
            SlackSeed.class.getResourceAsStream("/sandbox/slack.yaml"), "sandbox/slack.yaml")) {
      Object tree = new Yaml(new SafeConstructor(new LoaderOptions())).load(file);
      return SlackJson.MAPPER.convertValue(tree, SlackSeed.class);
    } catch (IOException e) {
      throw new UncheckedIOException("read sandbox/slack.yaml", e);
    }
  }
}
