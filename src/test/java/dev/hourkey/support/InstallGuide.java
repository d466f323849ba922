package dev.hourkey.support;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;

/** What {@code docs/install.md} and its page of options tell operators to grant Hourkey. */
public final class InstallGuide {
  private static final Pattern JSON = Pattern.compile("```json\n(.*?)```", Pattern.DOTALL);

  private InstallGuide() {}

  /** The actions that the AWS policy allows. */
  public static Set<String> actions() {
    Set<String> actions = new TreeSet<>();
    policies().getFirst().get("Statement").forEach(one -> actions.addAll(actionsOf(one)));
    return actions;
  }

  /** The further actions for organizational units and tags. */
  public static Set<String> actionsForTags() {
    return new TreeSet<>(actionsOf(policies().get(1)));
  }

  /** The further actions for removing members in AWS directly. */
  public static Set<String> actionsToRemoveDirectly() {
    return new TreeSet<>(actionsOf(policies().getLast()));
  }

  /** Both pages. */
  public static String text() {
    try {
      return Files.readString(Path.of("docs/install.md"))
          + Files.readString(Path.of("docs/install-options.md"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static List<JsonNode> policies() {
    return JSON.matcher(text()).results().map(found -> read(found.group(1))).toList();
  }

  private static List<String> actionsOf(JsonNode statement) {
    JsonNode action = statement.get("Action");
    return action.isTextual()
        ? List.of(action.asText())
        : action.valueStream().map(JsonNode::asText).toList();
  }

  private static JsonNode read(String json) {
    try {
      return new ObjectMapper().readTree(json);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(json, e);
    }
  }
}
