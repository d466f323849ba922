package dev.hourkey.app;

import static dev.hourkey.support.Patience.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import dev.hourkey.sandbox.Sandbox;
import dev.hourkey.sandbox.slack.WorkspaceUser;
import dev.hourkey.support.PackagedJar;
import dev.hourkey.support.PackagedJar.Finished;
import dev.hourkey.support.TwoRoles;
import dev.hourkey.support.WholeGrant;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The jar as {@code deploy/compose.yaml} runs it: one role migrates, another one works. */
class TwoRolesIT {
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
          durations: [5s]
          warn_before: 2s
      """;

  private static final Pattern HEAD = Pattern.compile("Head (\\d+:[0-9a-f]{64})");

  @TempDir Path folder;

  @Test
  void the_owner_migrates_and_the_service_cannot_change_the_audit_trail() throws Exception {
    try (TwoRoles roles = new TwoRoles();
        Sandbox sandbox = new Sandbox(0)) {
      sandbox.reset();
      sandbox.entra().job().interval(Duration.ofSeconds(2));
      Finished tooEarly = PackagedJar.run(database(roles, TwoRoles.WORKER), "audit", "verify");
      assertThat(tooEarly.exitCode()).as(tooEarly.output()).isEqualTo(69);
      assertThat(tooEarly.output()).contains("has no Hourkey tables").doesNotContain("Exception");
      Finished migrated = PackagedJar.run(database(roles, TwoRoles.OWNER), "migrate");
      assertThat(migrated.exitCode()).as(migrated.output()).isZero();
      assertThat(migrated.output()).contains("The tables are up to date.");

      Path policy = Files.writeString(folder.resolve("policy.yaml"), POLICY);
      Map<String, String> settings = new HashMap<>(sandbox.settings());
      settings.put("hourkey.policy.file", policy.toString());
      settings.putAll(database(roles, TwoRoles.WORKER));
      settings.put("quarkus.flyway.migrate-at-start", "false");
      try (PackagedJar hourkey = PackagedJar.start(settings).ready()) {
        sandbox.slack().deliverTo(hourkey.at("slack/events"));
        oneGrant(sandbox.slack().person("U0ANA"));
        assertThat(hourkey.log()).doesNotContain("permission denied");
        assertThat(hourkey.errors()).isEmpty();
        verifications(roles);
      }
    }
  }

  private static void oneGrant(WorkspaceUser ana) {
    WholeGrant.ask(ana);
    eventually(
        () -> assertThat(ana.directMessages()).anyMatch(one -> one.words().contains("has ended")));
  }

  /** Beside the running service, as the role that the service has. */
  private static void verifications(TwoRoles roles) throws Exception {
    Map<String, String> worker = database(roles, TwoRoles.WORKER);
    Finished intact = PackagedJar.run(worker, "audit", "verify");
    assertThat(intact.exitCode()).as(intact.output()).isZero();
    String head =
        HEAD.matcher(intact.output())
            .results()
            .map((MatchResult found) -> found.group(1))
            .findFirst()
            .orElseThrow();

    Finished same = PackagedJar.run(worker, "audit", "verify", "--head", head);
    assertThat(same.exitCode()).as(same.output()).isZero();

    long last = rewriteTheLastEntry(roles);
    Finished changed = PackagedJar.run(worker, "audit", "verify");
    assertThat(changed.exitCode()).as(changed.output()).isEqualTo(1);
    assertThat(
            changed.output()) // The service may have appended one that follows from the original.
        .containsPattern("The audit trail was changed: entry (%d|%d), ".formatted(last, last + 1));

    Finished misspelt = PackagedJar.run(worker, "audit", "verify", "--head", "12");
    assertThat(misspelt.exitCode()).isEqualTo(2);
    assertThat(misspelt.output()).contains("--head takes").doesNotContain("Exception");

    Map<String, String> nowhere = new HashMap<>(worker);
    nowhere.put("quarkus.datasource.jdbc.url", "jdbc:postgresql://127.0.0.1:1/hourkey");
    Finished away = PackagedJar.run(nowhere, "audit", "verify");
    assertThat(away.exitCode()).as("not read is not changed: " + away.output()).isEqualTo(69);

    Finished without = PackagedJar.run(Map.of(), "audit", "verify");
    assertThat(without.exitCode()).as(without.output()).isEqualTo(78);
    assertThat(without.output()).contains("quarkus.datasource.jdbc.url");
  }

  /** The owner of the tables could do this, with a hash that fits. */
  private static long rewriteTheLastEntry(TwoRoles roles) throws SQLException {
    try (Connection owner = roles.as(TwoRoles.OWNER);
        var sql = owner.createStatement()) {
      sql.execute("alter table audit_event disable trigger user");
      try (var rows =
          sql.executeQuery(
              """
              update audit_event set payload = replace(payload, '"type"', '"another":1,"type"'),
                hash = sha256(prev_hash || int8send(seq)
                  || convert_to(replace(payload, '"type"', '"another":1,"type"'), 'UTF8'))
              where seq = (select seq from audit_head) returning seq
              """)) {
        rows.next();
        return rows.getLong(1);
      }
    }
  }

  private static Map<String, String> database(TwoRoles roles, String role) {
    return Map.of(
        "quarkus.datasource.jdbc.url",
        roles.url(),
        "quarkus.datasource.username",
        role,
        "quarkus.datasource.password",
        TwoRoles.PASSWORD);
  }
}
