package dev.hourkey.app;

import static dev.hourkey.support.Patience.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import dev.hourkey.sandbox.Sandbox;
import dev.hourkey.sandbox.collector.CollectorStandIn;
import dev.hourkey.sandbox.login.LoginStandIn;
import dev.hourkey.sandbox.slack.Delivery;
import dev.hourkey.sandbox.slack.PostedMessage;
import dev.hourkey.sandbox.slack.WorkspaceUser;
import dev.hourkey.support.FreePort;
import dev.hourkey.support.MarkdownPage;
import dev.hourkey.support.PackagedJar;
import dev.hourkey.support.TwoRoles;
import dev.hourkey.support.WebVisitor;
import dev.hourkey.support.WholeGrant;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPairGenerator;
import java.security.NoSuchAlgorithmException;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The steps of {@code docs/operations.md#rotating-secrets} for all secrets at once, while access is
 * requested, approved and used: make the second one, replace the replica, then revoke the first.
 */
class SecretRotationIT {
  @TempDir Path folder;

  @Test
  void a_rolling_restart_replaces_every_secret_and_nothing_is_lost() throws Exception {
    try (TwoRoles roles = new TwoRoles();
        Sandbox sandbox = new Sandbox(0)) {
      sandbox.reset();
      sandbox.entra().job().interval(Duration.ofSeconds(2));
      assertThat(PackagedJar.run(database(roles, TwoRoles.OWNER), "migrate").exitCode()).isZero();
      Map<String, String> before = settings(roles, sandbox);
      WorkspaceUser ana = sandbox.slack().person("U0ANA");
      WorkspaceUser bruno = sandbox.slack().person("U0BRUNO");
      try (PackagedJar first = PackagedJar.start(before).ready()) {
        sandbox.slack().deliverTo(first.at("slack/events"));
        WholeGrant.ask(ana);
        eventually(() -> assertThat(bruno.messages("aws-approvals")).isNotEmpty());
        assertThat(api(first, "old-api-token-0123456789abcdef012")).isEqualTo(200);

        Map<String, String> after = withSecondSecrets(before, roles, sandbox);
        sandbox.slack().botTokens().are("xoxb-new"); // Slack has only one at a time.
        assertThat(bruno.click(bruno.latest("aws-approvals"), "approve"))
            .as("a click while Hourkey's token is revoked is stored")
            .matches(Delivery::acknowledged);
        sandbox.slack().signingSecret("new-signing-secret");
        try (PackagedJar second = PackagedJar.start(after).ready()) {
          assertThat(first.stops(Duration.ofSeconds(30))).isTrue();
          sandbox.slack().deliverTo(second.at("slack/events"));
          revokeTheFirst(roles, sandbox);

          eventually(() -> assertThat(told(ana, "is ready until")).isNotNull());
          assertThat(sandbox.aws().isMember(WholeGrant.GROUP, WholeGrant.ANA)).isTrue();
          assertThat(api(second, "old-api-token-0123456789abcdef012")).isEqualTo(401);
          assertThat(api(second, "new-api-token-0123456789abcdef012")).isEqualTo(200);
          assertThat(signIn(after)).isEqualTo(200);
          ana.click(told(ana, "is ready until"), "end");
          eventually(
              () -> {
                assertThat(sandbox.entra().isMember(WholeGrant.GROUP, WholeGrant.ANA)).isFalse();
                assertThat(sandbox.aws().isMember(WholeGrant.GROUP, WholeGrant.ANA)).isFalse();
              });
          eventually(
              () ->
                  assertThat(sandbox.collector().events().toString())
                      .contains("access_requested", "grant_ended"));
          assertThat(second.errors()).isEmpty();
        }
        PackagedJar.Finished verified = PackagedJar.run(after, "audit", "verify");
        assertThat(verified.exitCode()).as(verified.output()).isZero();
      }
    }
  }

  private Map<String, String> settings(TwoRoles roles, Sandbox sandbox) throws IOException {
    Map<String, String> settings = new HashMap<>(sandbox.settings());
    settings.putAll(database(roles, TwoRoles.WORKER));
    settings.putAll(console(sandbox));
    settings.put("quarkus.flyway.migrate-at-start", "false");
    settings.put(
        "hourkey.policy.file",
        Files.writeString(folder.resolve("policy.yaml"), WholeGrant.POLICY.replace("[4s]", "[10m]"))
            .toString());
    settings.put("hourkey.entra.access-token", "old-access-token");
    settings.put("hourkey.api.token", "old-api-token-0123456789abcdef012");
    settings.put("hourkey.audit.signing-key", newKey());
    settings.put("hourkey.audit.checkpoint-origin", "hourkey.example.com/audit/rotation");
    settings.put(
        "hourkey.audit.checkpoint-directory",
        Files.createDirectory(folder.resolve("checkpoints")).toString());
    return settings;
  }

  /** Where two are valid at the same time, both are from here on. */
  private static Map<String, String> withSecondSecrets(
      Map<String, String> before, TwoRoles roles, Sandbox sandbox)
      throws SQLException, IOException {
    Map<String, String> after = new HashMap<>(before);
    after.put("hourkey.slack.bot-token", "xoxb-new");
    after.computeIfPresent("hourkey.slack.signing-secret", (_, old) -> "new-signing-secret," + old);
    sandbox.entra().tokens().are("old-access-token", "new-access-token");
    after.put("hourkey.entra.access-token", "new-access-token");
    after.put("hourkey.api.token", "new-api-token-0123456789abcdef012");
    after.computeIfPresent("hourkey.audit.signing-key", (_, old) -> newKey() + "," + old);
    sandbox.collector().secrets().are(CollectorStandIn.AUTHORIZATION, "Splunk new");
    after.put("hourkey.audit.export-secret", "Splunk new");
    after.putAll(console(sandbox));
    sandbox.login().secrets().are(LoginStandIn.CLIENT_SECRET, "new-console-secret");
    after.put("hourkey.console.client-secret", "new-console-secret");
    execute(roles, statement(0).replace("…", TwoRoles.PASSWORD));
    after.put(Settings.DATABASE_USER, "hourkey_2");
    return after;
  }

  private static void revokeTheFirst(TwoRoles roles, Sandbox sandbox) throws SQLException {
    sandbox.entra().tokens().are("new-access-token");
    sandbox.collector().secrets().are("Splunk new");
    sandbox.login().secrets().are("new-console-secret");
    execute(roles, statement(1));
  }

  /** As the documentation has it. */
  private static String statement(int number) {
    return MarkdownPage.of("docs/operations.md")
        .section("rotating-secrets")
        .lines()
        .filter(line -> line.matches("(CREATE|ALTER) ROLE .*;.*"))
        .toList()
        .get(number)
        .replaceFirst(";.*", "");
  }

  private static void execute(TwoRoles roles, String statement) throws SQLException {
    try (Connection superuser = roles.as("postgres");
        var sql = superuser.createStatement()) {
      sql.execute(statement);
    }
  }

  /** On a port of its own, because two replicas run for a while. */
  private static Map<String, String> console(Sandbox sandbox) throws IOException {
    int port = FreePort.take();
    Map<String, String> settings =
        new HashMap<>(sandbox.consoleSettings(URI.create("http://localhost:" + port)));
    settings.put(PackagedJar.PORT, Integer.toString(port));
    return settings;
  }

  private static int signIn(Map<String, String> settings) {
    String console = settings.get("hourkey.console.public-url") + "/console";
    return new WebVisitor(URI.create(console)).signIn(console, "Bruno").status();
  }

  private static int api(PackagedJar hourkey, String token)
      throws IOException, InterruptedException {
    try (HttpClient http = HttpClient.newHttpClient()) {
      return http.send(
              HttpRequest.newBuilder(hourkey.at("api/v1/grants"))
                  .header("Authorization", "Bearer " + token)
                  .build(),
              BodyHandlers.discarding())
          .statusCode();
    }
  }

  private static PostedMessage told(WorkspaceUser ana, String words) {
    return ana.directMessages().stream()
        .filter(message -> message.words().contains(words))
        .findFirst()
        .orElseThrow(() -> new AssertionError("not told: " + words));
  }

  private static Map<String, String> database(TwoRoles roles, String role) {
    return Map.of(
        Settings.DATABASE,
        roles.url(),
        Settings.DATABASE_USER,
        role,
        Settings.DATABASE_PASSWORD,
        TwoRoles.PASSWORD);
  }

  private static String newKey() {
    try {
      return Base64.getEncoder()
          .encodeToString(
              KeyPairGenerator.getInstance("Ed25519").generateKeyPair().getPrivate().getEncoded());
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
