package dev.hourkey.slack;

import static java.util.stream.Collectors.toMap;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;

/** The two forms of the Slack app an operator can install. */
class ManifestTest {
  private static final String OUR_URL = "https://hourkey.example.com/slack/events";

  private final Map<String, Object> socket = manifest("manifest.yaml");
  private final Map<String, Object> http = manifest("manifest-http.yaml");

  @Test
  void the_bot_asks_for_eight_scopes_and_for_nothing_on_behalf_of_people() {
    assertThat(with("oauth_config.", socket))
        .containsOnly(
            Map.entry("oauth_config.scopes.bot.0", "commands"),
            Map.entry("oauth_config.scopes.bot.1", "chat:write"),
            Map.entry("oauth_config.scopes.bot.2", "users:read"),
            Map.entry("oauth_config.scopes.bot.3", "users:read.email"),
            Map.entry("oauth_config.scopes.bot.4", "usergroups:read"),
            Map.entry("oauth_config.scopes.bot.5", "channels:read"),
            Map.entry("oauth_config.scopes.bot.6", "groups:read"),
            Map.entry("oauth_config.scopes.bot.7", "files:write"));
  }

  @Test
  void typed_mentions_arrive_as_ids() {
    assertThat(socket)
        .containsEntry("features.slash_commands.0.command", "/aws-access")
        .containsEntry("features.slash_commands.0.should_escape", true);
  }

  @Test
  void the_bot_may_write_to_people() {
    assertThat(socket)
        .containsEntry("features.app_home.messages_tab_enabled", true)
        .containsEntry("features.app_home.messages_tab_read_only_enabled", true);
  }

  @Test
  void people_have_a_home_and_a_shortcut() {
    assertThat(socket)
        .containsEntry("features.app_home.home_tab_enabled", true)
        .containsEntry("features.shortcuts.0.type", "global")
        .containsEntry("features.shortcuts.0.callback_id", "request_access");
  }

  @Test
  void socket_mode_needs_no_address_of_ours() {
    assertThat(socket).containsEntry("settings.socket_mode_enabled", true);
    assertThat(addresses(socket)).isEmpty();
  }

  @Test
  void the_http_manifest_names_one_path_for_everything() {
    assertThat(http).containsEntry("settings.socket_mode_enabled", false);
    assertThat(addresses(http))
        .containsOnlyKeys(
            "features.slash_commands.0.url",
            "settings.event_subscriptions.request_url",
            "settings.interactivity.message_menu_options_url",
            "settings.interactivity.request_url")
        .allSatisfy((_, url) -> assertThat(url).isEqualTo(OUR_URL));
  }

  @Test
  void the_two_manifests_differ_only_in_the_transport() {
    assertThat(withoutTransport(http)).isEqualTo(withoutTransport(socket));
  }

  @Test
  void discussions_add_the_right_to_read_and_nothing_else() {
    Map<String, Object> reading = manifest("manifest-discussions.yaml");
    assertThat(with("oauth_config.", reading).values())
        .containsAll(with("oauth_config.", socket).values())
        .contains("channels:history", "groups:history", "im:history")
        .hasSize(11);
    assertThat(with("settings.event_subscriptions.", reading).values())
        .containsExactlyInAnyOrder(
            "app_home_opened", "message.channels", "message.groups", "message.im");
    assertThat(reading).containsEntry("features.app_home.messages_tab_read_only_enabled", false);
    assertThat(withoutReading(reading)).isEqualTo(withoutReading(socket));
  }

  private static Map<String, Object> withoutReading(Map<String, Object> manifest) {
    var rest = new TreeMap<>(manifest);
    rest.keySet().removeAll(with("oauth_config.", manifest).keySet());
    rest.keySet().removeAll(with("settings.event_subscriptions.", manifest).keySet());
    rest.remove("features.app_home.messages_tab_read_only_enabled");
    return rest;
  }

  @Test
  void the_step_of_a_workflow_has_the_inputs_and_outputs_of_the_sandbox() {
    Map<String, Object> workflow = manifest("manifest-workflow.yaml");
    assertThat(with("settings.event_subscriptions.", workflow).values())
        .containsExactlyInAnyOrder("app_home_opened", "function_executed");
    assertThat(workflow)
        .containsEntry("settings.function_runtime", "remote")
        .containsEntry("settings.org_deploy_enabled", true);
    String step = "functions." + WorkflowStep.CALLBACK;
    List<String> inputs = List.of("person", "entitlement", "duration", "justification");
    assertThat(with(step + ".input_parameters.", workflow).keySet())
        .allMatch(key -> inputs.stream().anyMatch(one -> key.contains("." + one + ".")));
    inputs.forEach(
        one ->
            assertThat(workflow)
                .containsEntry(step + ".input_parameters." + one + ".is_required", true));
    assertThat(workflow).containsKey(step + ".output_parameters.outcome.type");
    assertThat(with("oauth_config.", workflow)).isEqualTo(with("oauth_config.", socket));
    assertThat(with("features.", workflow)).isEqualTo(with("features.", socket));
  }

  @Test
  void nothing_is_subscribed_to_but_the_opening_of_the_home() {
    Stream.of(socket, http)
        .forEach(
            manifest ->
                assertThat(with("settings.event_subscriptions.bot_events", manifest))
                    .containsOnly(
                        Map.entry("settings.event_subscriptions.bot_events.0", "app_home_opened")));
  }

  @Test
  void texts_are_no_longer_than_slack_allows() {
    var longest =
        Map.of(
            "display_information.name", 35,
            "display_information.description", 140,
            "features.bot_user.display_name", 80,
            "features.slash_commands.0.command", 32,
            "features.slash_commands.0.description", 2000,
            "features.slash_commands.0.usage_hint", 1000,
            "features.shortcuts.0.name", 24,
            "features.shortcuts.0.description", 150);
    longest.forEach(
        (key, length) ->
            assertThat(String.valueOf(socket.get(key))).as(key).hasSizeBetween(1, length));
  }

  private static Map<String, Object> withoutTransport(Map<String, Object> manifest) {
    var rest = new TreeMap<>(manifest);
    rest.keySet().removeAll(addresses(manifest).keySet());
    rest.remove("settings.socket_mode_enabled");
    return rest;
  }

  private static Map<String, Object> addresses(Map<String, Object> manifest) {
    return manifest.entrySet().stream()
        .filter(entry -> String.valueOf(entry.getValue()).contains("://"))
        .collect(toMap(Map.Entry::getKey, Map.Entry::getValue));
  }

  private static Map<String, Object> with(String prefix, Map<String, Object> manifest) {
    return manifest.entrySet().stream()
        .filter(entry -> entry.getKey().startsWith(prefix))
        .collect(toMap(Map.Entry::getKey, Map.Entry::getValue));
  }

  /** A manifest as one flat map: the way to a value, and the value. */
  private static Map<String, Object> manifest(String file) {
    try (var text = Files.newBufferedReader(Path.of("deploy/slack", file))) {
      var flat = new TreeMap<String, Object>();
      flatten("", new Yaml(new SafeConstructor(new LoaderOptions())).load(text), flat);
      return flat;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void flatten(String at, Object node, Map<String, Object> into) {
    switch (node) {
      case Map<?, ?> map -> map.forEach((key, value) -> flatten(below(at, key), value, into));
      case List<?> list -> {
        for (int i = 0; i < list.size(); i++) {
          flatten(below(at, i), list.get(i), into);
        }
      }
      default -> into.put(at, node);
    }
  }

  private static String below(String at, Object key) {
    return at.isEmpty() ? key.toString() : at + "." + key;
  }
}
