package dev.hourkey.journey;

import static java.util.stream.Collectors.joining;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.hourkey.sandbox.slack.PostedMessage;
import dev.hourkey.support.JourneyTest;
import dev.hourkey.support.NastyText;
import io.quarkus.test.junit.QuarkusTest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.jboss.logmanager.ExtLogRecord;
import org.jboss.logmanager.formatters.JsonFormatter;
import org.jboss.logmanager.formatters.PatternFormatter;
import org.junit.jupiter.api.Test;

/**
 * The corpus as justifications, and as comments and reasons of decisions: sent with Slack's
 * signature, read back from messages and from the audit trail by the API.
 */
@QuarkusTest
class NastyTextsSubmittedTest extends JourneyTest {
  private static final String BETWEEN = " / ";
  private static final Pattern PRINTABLE = Pattern.compile("[!-~]([ -~]*[!-~])?");
  private static final Pattern MARKUP = Pattern.compile("<[^<>]*>");
  private static final Pattern OWN =
      Pattern.compile(
          "<@U0(ANA|BRUNO|CHLOE)>|<!date\\^[0-9]+\\^[^|<>]*\\|[^|<>]*>"
              + "|<https?://[a-z0-9.:]+(/[^|<>]*)?(\\|[^|<>]*)?>");

  private final Log log = new Log();

  @Test
  void every_text_comes_back_as_it_was_written_and_is_nowhere_anything_but_text() throws Exception {
    List<List<NastyText>> justifications = groups(480);
    List<List<NastyText>> comments = groups(300);
    int rounds = Math.max(justifications.size(), (comments.size() + 1) / 2);
    for (int i = 0; i < rounds; i++) {
      asked("INC-" + i + " ", joined(justifications, i));
      approvedBy(joined(comments, 2 * i));
      deniedBecause(joined(comments, 2 * i + 1));
    }
    log.close();

    List<JsonNode> events =
        StreamSupport.stream(get(auditPath()).spliterator(), false)
            .map(entry -> entry.get("event"))
            .toList();
    keeps(justifications, texts(events, "access_requested", "justification"));
    keeps(comments, texts(events, "request_reviewed", "reason"));
    assertThat(get(auditPath()).toString()).doesNotContainPattern(NastyText.FORBIDDEN);
    Stream.of(bruno.everything(APPROVALS), ana.directMessages())
        .flatMap(List::stream)
        .forEach(NastyTextsSubmittedTest::isOnlyText);
    assertThat(log.lines).isNotEmpty().allSatisfy(line -> assertThat(line).matches("[^\\p{Cc}]*"));
    assertThat(log.json).allSatisfy(line -> assertThat(line.strip()).doesNotContain("\n"));
  }

  /** As many in each as fit into this many characters. */
  private static List<List<NastyText>> groups(int max) {
    List<List<NastyText>> groups = new ArrayList<>();
    int length = max;
    for (NastyText one : NastyText.all()) {
      int more = BETWEEN.length() + one.text().length();
      if (more > max) {
        continue; // The form refuses it; HostileTextsTest draws it.
      }
      if (length + more > max) {
        groups.add(new ArrayList<>());
        length = 0;
      }
      groups.getLast().add(one);
      length += more;
    }
    return groups;
  }

  /** Each is sent at least once. */
  private static String joined(List<List<NastyText>> groups, int number) {
    return groups.get(number % groups.size()).stream()
        .map(NastyText::text)
        .collect(joining(BETWEEN));
  }

  private void asked(String begins, String texts) {
    assertThat(ask(ana, "prod-admin", Duration.ofMinutes(30), begins + texts).answer()).isEmpty();
    isOnlyText(readsThere(bruno, begins));
  }

  private void approvedBy(String comment) {
    bruno.click(card(), "approve_with_changes");
    eventually(() -> assertThat(bruno.form()).isPresent());
    assertThat(bruno.submit(Map.of("comment", comment)).answer()).isEmpty();
    eventually(() -> assertThat(card().words()).contains("1 more needed"));
  }

  private void deniedBecause(String reason) {
    chloe.click(card(), "deny");
    eventually(() -> assertThat(chloe.form()).isPresent());
    assertThat(chloe.submit(Map.of("reason", reason)).answer()).isEmpty();
    eventually(() -> assertThat(card().words()).contains("Denied by"));
  }

  private static List<String> texts(List<JsonNode> events, String type, String field) {
    return events.stream()
        .filter(one -> one.path("type").asText().equals(type))
        .map(one -> one.path(field).asText())
        .toList();
  }

  private static void keeps(List<List<NastyText>> groups, List<String> texts) {
    String all = String.join("\n", texts);
    groups.stream()
        .flatMap(List::stream)
        .forEach(
            one -> {
              one.says().ifPresent(says -> assertThat(all).as(one.name()).contains(says));
              if (PRINTABLE.matcher(one.text()).matches()) {
                assertThat(all).as(one.name()).contains(one.text());
              }
            });
  }

  /** No mention and link that Hourkey did not make, and no character that changes what is read. */
  private static void isOnlyText(PostedMessage message) {
    assertThat(message.text() + message.words()).doesNotContainPattern(NastyText.FORBIDDEN);
    Stream.concat(
            Stream.of(message.text()),
            message.json().findParents("verbatim").stream().map(one -> one.path("text").asText()))
        .flatMap(text -> MARKUP.matcher(text).results().map(MatchResult::group))
        .forEach(markup -> assertThat(markup).matches(OWN));
  }

  /** What the application logs meanwhile, in words and as in production. */
  private static final class Log extends Handler {
    private final List<String> lines = new CopyOnWriteArrayList<>();
    private final List<String> json = new CopyOnWriteArrayList<>();
    private final Logger logger = Logger.getLogger("dev.hourkey");
    private final PatternFormatter words = new PatternFormatter("%s");
    private final JsonFormatter asInProduction = new JsonFormatter();

    Log() {
      logger.setLevel(Level.ALL);
      logger.addHandler(this);
    }

    @Override
    public void publish(LogRecord entry) {
      lines.add(words.format(ExtLogRecord.wrap(entry)));
      json.add(asInProduction.format(ExtLogRecord.wrap(entry)));
    }

    @Override
    public void flush() {}

    @Override
    public void close() {
      logger.removeHandler(this);
    }
  }
}
