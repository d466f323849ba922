package dev.hourkey.sandbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

class DevSandboxTest {
  @Test
  void a_port_that_is_in_use_is_said_in_a_sentence() throws IOException {
    int port;
    try (var somebody = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = somebody.getLocalPort();
      assertThat(DevSandbox.problem(port))
          .hasValueSatisfying(
              problem ->
                  assertThat(problem).contains("port " + port + " of this machine is in use"));
    }
    assertThat(DevSandbox.problem(port)).isEmpty();
  }

  @Test
  void a_hot_reload_finds_everything_as_it_was_and_starting_over_finds_nothing() throws Exception {
    try (var dev = new DevSandbox(0)) {
      Map<String, String> settings = dev.prepare();
      run(settings, "create table grants (id int)");
      dev.sandbox().slack().person("U0ANA").say("general", "Hello");
      dev.sandbox().entra().setMember("aws-prod-admin", "ana@example.com", true);
      SandboxClock.advance(Duration.ofHours(1));

      assertThat(dev.prepare()).isEqualTo(settings);
      run(settings, "select * from grants");
      assertThat(dev.sandbox().slack().person("U0BRUNO").messages("general")).hasSize(1);
      assertThat(dev.sandbox().entra().isMember("aws-prod-admin", "ana@example.com")).isTrue();
      assertThat(SandboxClock.offset()).isEqualTo(Duration.ofHours(1));

      dev.forgetAll();
      run(settings, "select * from grants"); // Hourkey still runs, until it is started again.
      assertThat(dev.prepare()).isEqualTo(settings);
      assertThatThrownBy(() -> run(settings, "select * from grants"))
          .hasMessageContaining("does not exist");
      assertThat(dev.sandbox().slack().person("U0BRUNO").messages("general")).isEmpty();
      assertThat(dev.sandbox().entra().isMember("aws-prod-admin", "ana@example.com")).isFalse();
      assertThat(SandboxClock.offset()).isZero();
    } finally {
      SandboxClock.reset();
    }
  }

  private static void run(Map<String, String> settings, String sql) throws SQLException {
    try (Connection database =
            DriverManager.getConnection(
                settings.get("quarkus.datasource.jdbc.url"),
                settings.get("quarkus.datasource.username"),
                settings.get("quarkus.datasource.password"));
        Statement statement = database.createStatement()) {
      statement.execute(sql);
    }
  }
}
