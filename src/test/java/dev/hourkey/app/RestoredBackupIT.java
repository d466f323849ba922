package dev.hourkey.app;

import static dev.hourkey.support.Patience.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import dev.hourkey.sandbox.Sandbox;
import dev.hourkey.sandbox.slack.WorkspaceUser;
import dev.hourkey.support.FreePort;
import dev.hourkey.support.PackagedJar;
import dev.hourkey.support.WholeGrant;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The jar on a backup of its database that was made before a person got access. */
class RestoredBackupIT {
  private static final String GROUP = "aws-prod-readonly";
  private static final String ANA = "ana@example.com";
  private static final String DANA = "dana@example.com";

  private static final String POLICY =
      """
      version: 1
      channels: { approvals: aws-approvals, operations: aws-ops }
      entitlements:
        - id: prod-readonly
          group: aws-prod-readonly
          permission_set: ReadOnlyAccess
          eligible: [group:engineering]
          approvals: 0
          durations: [1h]
      """;

  @TempDir Path folder;

  @Test
  void a_forgotten_member_blocks_the_group_until_the_command_settles_it() throws Exception {
    try (EmbeddedPostgres postgres = EmbeddedPostgres.builder().setPort(FreePort.take()).start();
        Sandbox sandbox = new Sandbox(0)) {
      sandbox.reset();
      sandbox.entra().setMember(GROUP, DANA, true);
      Path policy = Files.writeString(folder.resolve("policy.yaml"), POLICY);
      execute(postgres, "create database hourkey");
      Map<String, String> settings = settings(sandbox, postgres, "hourkey", policy);
      WorkspaceUser bruno = sandbox.slack().person("U0BRUNO");
      try (PackagedJar _ = PackagedJar.start(settings).ready()) {
        alarm(bruno, "Hourkey compared 1 group for the first time");
      }
      execute(postgres, "create database backup template hourkey");

      try (PackagedJar hourkey = PackagedJar.start(settings).ready()) {
        sandbox.slack().deliverTo(hourkey.at("slack/events"));
        ask(sandbox.slack().person("U0ANA"), "is ready until");
        assertThat(hourkey.log()).doesNotContain("restored");
      }

      Map<String, String> restored = settings(sandbox, postgres, "backup", policy);
      try (PackagedJar hourkey = PackagedJar.start(restored).ready()) {
        sandbox.slack().deliverTo(hourkey.at("slack/events"));
        alarm(bruno, "Database restored");
        alarm(bruno, "Unexplained members");
        ask(bruno, "database may have been restored");
        assertThat(sandbox.entra().isMember(GROUP, ANA)).isTrue();

        PackagedJar.Finished listed = PackagedJar.run(withoutSlack(restored), "settle");
        assertThat(listed.exitCode()).as(listed.output()).isEqualTo(1);
        assertThat(listed.output()).contains(GROUP, ANA).doesNotContain(DANA);

        PackagedJar.Finished settled =
            PackagedJar.run(withoutSlack(restored), "settle", "remove", GROUP, ANA);
        assertThat(settled.exitCode()).as(settled.output()).isZero();
        eventually(() -> assertThat(sandbox.entra().isMember(GROUP, ANA)).isFalse());
        assertThat(sandbox.entra().isMember(GROUP, DANA)).as("she was there before").isTrue();
        ask(bruno, "is ready until");
      }
    }
  }

  private static void ask(WorkspaceUser who, String answer) {
    WholeGrant.ask(who);
    eventually(
        () ->
            assertThat(who.directMessages())
                .anyMatch(message -> (message.text() + message.words()).contains(answer)));
  }

  private static void alarm(WorkspaceUser operator, String words) {
    eventually(
        () ->
            assertThat(operator.messages("aws-ops"))
                .anyMatch(message -> message.words().contains(words)));
  }

  private static Map<String, String> settings(
      Sandbox sandbox, EmbeddedPostgres postgres, String database, Path policy) {
    return PackagedJar.settings(sandbox, postgres.getJdbcUrl("postgres", database), policy);
  }

  private static Map<String, String> withoutSlack(Map<String, String> settings) {
    Map<String, String> rest = new HashMap<>(settings);
    rest.keySet()
        .removeIf(key -> key.startsWith("hourkey.slack") || key.startsWith("hourkey.policy"));
    return rest;
  }

  private static void execute(EmbeddedPostgres postgres, String statement)
      throws SQLException, IOException {
    try (var connection = postgres.getPostgresDatabase().getConnection();
        var sql = connection.createStatement()) {
      sql.execute(statement);
    }
  }
}
