package dev.hourkey.slack;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.util.DefaultIndenter;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.hourkey.sandbox.blockkit.BlockKit;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * What people read in Slack, as files that are reviewed: one for each kind of message, with all of
 * its states. {@code -Dgolden.write=true} writes them anew.
 */
final class GoldenFiles {
  private static final Path DIRECTORY = Path.of("src/test/resources/golden");
  private static final boolean WRITE = Boolean.getBoolean("golden.write");
  private static final ObjectMapper JSON = new ObjectMapper();

  private GoldenFiles() {}

  /** Compares the drawings of one kind of message, by state, with their file. */
  static void check(String name, Map<String, Object> drawings) throws IOException {
    Map<String, JsonNode> byState = new LinkedHashMap<>();
    drawings.forEach((state, drawing) -> byState.put(state, json(drawing)));
    String drawn = pretty(byState);
    Path file = DIRECTORY.resolve(name + ".json");
    if (WRITE) {
      Files.createDirectories(file.getParent());
      Files.writeString(file, drawn);
    }
    assertThat(drawn).as("%s; -Dgolden.write=true writes it anew", file).isEqualTo(read(file));
  }

  private static String read(Path file) throws IOException {
    return Files.exists(file) ? Files.readString(file) : "";
  }

  /** The names of the files that there are. */
  static List<String> names() throws IOException {
    try (Stream<Path> files = Files.list(DIRECTORY)) {
      return files.map(file -> file.getFileName().toString().replace(".json", "")).toList();
    }
  }

  /** What Slack would refuse of a drawing. */
  static List<String> problems(Object drawing) {
    return switch (drawing) {
      case SlackMessage message -> BlockKit.problemsOfMessage(json(message).get("blocks"));
      case Modal modal -> BlockKit.problemsOfView(json(modal));
      case HomeTab home -> BlockKit.problemsOfView(json(home));
      case String answer -> BlockKit.problemsOfMessage(tree(BlockJson.of(Block.sections(answer))));
      default -> throw new IllegalArgumentException("not a drawing: " + drawing.getClass());
    };
  }

  static JsonNode json(Object drawing) {
    return switch (drawing) {
      case SlackMessage(String to, String text, List<Block> blocks, var thread) -> {
        ObjectNode json = JSON.createObjectNode().put("to", to).put("text", text);
        thread.ifPresent(ts -> json.put("thread_ts", ts));
        yield json.set("blocks", tree(BlockJson.of(blocks)));
      }
      case Modal modal -> tree(modal.json());
      case HomeTab home -> tree(home.json());
      case String answer -> JSON.createArrayNode().addAll(lines(answer));
      default -> throw new IllegalArgumentException("not a drawing: " + drawing.getClass());
    };
  }

  private static List<JsonNode> lines(String text) {
    return text.lines().map(line -> (JsonNode) JSON.getNodeFactory().textNode(line)).toList();
  }

  private static JsonNode tree(String json) {
    try {
      return JSON.readTree(json);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
  }

  private static String pretty(Object value) throws IOException {
    DefaultPrettyPrinter printer = new DefaultPrettyPrinter();
    printer.indentArraysWith(DefaultIndenter.SYSTEM_LINEFEED_INSTANCE);
    return JSON.writer(printer).writeValueAsString(value) + "\n";
  }
}
