package dev.hourkey.slack;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hourkey.sandbox.Sandbox;
import dev.hourkey.sandbox.slack.Fault;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.jboss.logmanager.ExtLogRecord;
import org.jboss.logmanager.formatters.PatternFormatter;
import org.junit.jupiter.api.Test;

class EphemeralMessagesTest {
  @Test
  void an_answer_that_nobody_gets_is_logged_without_its_text() {
    Log log = new Log();
    try (Sandbox sandbox = new Sandbox(0)) {
      sandbox.slack().fail(new Fault("chat.postMessage", Fault.Kind.ERROR, 9, "user_not_found"));
      new EphemeralMessages(
              new SlackApi(new WorkspaceGuardTest.At(sandbox)),
              new ResponseUrl(new WorkspaceGuardTest.At(sandbox)))
          .tell(new ReplyTo("U0ANA", Optional.empty(), Optional.empty()), "laptop stolen");
      assertThat(log.lines).anyMatch(line -> line.contains("did not reach U0ANA"));
      assertThat(log.lines).noneMatch(line -> line.contains("laptop stolen"));
    } finally {
      log.close();
    }
  }

  private static final class Log extends Handler {
    private final List<String> lines = new ArrayList<>();
    private final PatternFormatter words = new PatternFormatter("%s");
    private final Logger logger = Logger.getLogger("dev.hourkey");

    Log() {
      logger.addHandler(this);
    }

    @Override
    public void publish(LogRecord entry) {
      lines.add(words.format(ExtLogRecord.wrap(entry)));
    }

    @Override
    public void flush() {}

    @Override
    public void close() {
      logger.removeHandler(this);
    }
  }
}
