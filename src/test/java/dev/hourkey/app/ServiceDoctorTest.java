package dev.hourkey.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hourkey.doctor.ChatChecks;
import dev.hourkey.doctor.Report;
import dev.hourkey.sandbox.Sandbox;
import dev.hourkey.slack.SlackConfig;
import dev.hourkey.slack.SlackDiagnostics;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.jboss.logmanager.ExtLogRecord;
import org.jboss.logmanager.formatters.PatternFormatter;
import org.junit.jupiter.api.Test;

/** What a replica logs about itself when it starts. */
class ServiceDoctorTest {
  private final List<LogRecord> logged = new CopyOnWriteArrayList<>();

  @Test
  void a_bot_of_another_workspace_is_an_error_with_what_to_do_and_takes_one_call() {
    try (Sandbox sandbox = new Sandbox(0)) {
      Map<String, String> settings = new HashMap<>(sandbox.settings());
      SlackConfig config = new MappedSettings(settings).as(SlackConfig.class);
      SlackDiagnostics slack = new SlackDiagnostics(config);

      log(new Report(ChatChecks.bot(slack, config.teamId())));
      assertThat(logged).as("the workspace is right").isEmpty();

      log(new Report(ChatChecks.bot(slack, "T0OTHER")));
      assertThat(logged)
          .singleElement()
          .satisfies(
              record -> {
                assertThat(record.getLevel().intValue()).isGreaterThan(Level.WARNING.intValue());
                assertThat(new PatternFormatter("%s").format((ExtLogRecord) record))
                    .contains("(T0HOURKEY), but hourkey.slack.team-id is T0OTHER")
                    .contains("Set the team id of the workspace in which the app is installed.");
              });
      assertThat(sandbox.slack().calls()).hasSize(2);
    }
  }

  private void log(Report report) {
    Logger logger = Logger.getLogger(ServiceDoctor.class.getName());
    Handler handler =
        new Handler() {
          @Override
          public void publish(LogRecord record) {
            logged.add(record);
          }

          @Override
          public void flush() {}

          @Override
          public void close() {}
        };
    logger.addHandler(handler);
    try {
      ServiceDoctor.log(report);
    } finally {
      logger.removeHandler(handler);
    }
  }
}
