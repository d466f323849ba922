package dev.hourkey.app;

import static dev.hourkey.support.Patience.await;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import dev.hourkey.app.DatabaseStartCheck.Use;
import dev.hourkey.catalog.CatalogSnapshot;
import dev.hourkey.doctor.Area;
import dev.hourkey.doctor.Doctor;
import dev.hourkey.doctor.Finding;
import dev.hourkey.doctor.Outcome;
import dev.hourkey.doctor.Report;
import dev.hourkey.sandbox.Sandbox;
import dev.hourkey.sandbox.collector.CollectorStandIn;
import dev.hourkey.sandbox.entra.ProvisioningJob;
import dev.hourkey.sandbox.http.Answer;
import dev.hourkey.sandbox.http.Request;
import dev.hourkey.sandbox.login.LoginStandIn;
import dev.hourkey.sandbox.oncall.Responder;
import dev.hourkey.sandbox.slack.Fault;
import dev.hourkey.sandbox.slack.UserProfile;
import dev.hourkey.support.Fingerprint;
import dev.hourkey.support.HourkeySandbox;
import dev.hourkey.support.InstallGuide;
import dev.hourkey.support.MarkdownPage;
import dev.hourkey.support.StandInPooler;
import dev.hourkey.support.TwoRoles;
import java.io.IOException;
import java.lang.reflect.Proxy;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPairGenerator;
import java.security.NoSuchAlgorithmException;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Base64;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.flywaydb.core.Flyway;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Doctor against stand-ins and a real PostgreSQL with two roles: one thing wrong at a time. */
class DoctorTest {
  private static final String TOKEN_WITH_TOO_MUCH =
      jwt(
          "{\"tid\":\"44444444-0000-4000-8000-000000000001\",\"appid\":\"x\","
              + "\"roles\":[\"User.ReadWrite.All\"]}");

  @TempDir static Path folder;

  private static TwoRoles database;
  private static Sandbox sandbox;

  @BeforeAll
  static void start() throws Exception {
    database = new TwoRoles();
    Flyway.configure()
        .dataSource(database.url(), TwoRoles.OWNER, TwoRoles.PASSWORD)
        .load()
        .migrate();
    World.execute(
        """
        insert into person (id, name, principal_name, linked_at)
          values ('ana', 'Ana Lima', 'ana@example.com', now());
        select audit_append('{"at":"2026-03-02T12:00:00Z","subject":"s","type":"request_expired","v":1}')
        """);
    sandbox = new Sandbox(0);
  }

  @AfterAll
  static void stop() throws IOException {
    sandbox.close();
    database.close();
  }

  @BeforeEach
  void reset() {
    sandbox.reset();
  }

  @Test
  void a_healthy_world_is_fine_and_nothing_is_changed_anywhere() throws IOException {
    var doctor = DoctorSetup.of(new World().settings);

    List<Finding> findings =
        new ArrayList<>(); // One after the other, to be calm on a slow machine.
    for (Area area : Area.values()) {
      findings.addAll(doctor.examine(EnumSet.of(area)).findings());
    }
    Report report = new Report(findings);

    assertThat(report.findings())
        .filteredOn(finding -> finding.outcome() != Outcome.OK)
        .extracting(Finding::tried)
        .containsExactlyInAnyOrder(
            "Check the signing secret",
            "Open the console at http://127.0.0.1:9"); // Nothing answers there.
    assertThat(report.fine()).isTrue();
    assertThat(report.findings()).extracting(Finding::area).contains(Area.values());
    assertThat(report.findings())
        .as("nothing was posted, so nothing says that it can be")
        .filteredOn(finding -> finding.tried().equals("Look for the bot in the channel aws-ops"))
        .extracting(Finding::found)
        .containsExactly("The bot is in it.");
    assertThat(sandbox.entra().calls())
        .isNotEmpty()
        .allMatch(call -> call.name().startsWith("GET "));
    assertThat(sandbox.aws().calls())
        .isNotEmpty()
        .allMatch(call -> call.name().matches("(\\w+\\.)?(List|Describe|Get|Is)\\w+"));
    assertThat(sandbox.slack().calls())
        .extracting(call -> call.method())
        .containsOnly("auth.test", "users.conversations", "users.lookupByEmail");
    assertThat(sandbox.bucket().objects()).isEmpty();
    assertThat(sandbox.collector().calls()).as("tries the credential, without events").isEqualTo(1);
    assertThat(sandbox.collector().events()).isEmpty();
    assertThat(folder.resolve("checkpoints")).isEmptyDirectory();
  }

  /** With every check that the settings and the policy file can ask for. */
  @Test
  void every_call_that_is_not_a_get_is_one_that_the_documentation_names() throws SQLException {
    World world = new World();
    world.set("hourkey.slack.transport", "socket");
    world.policy(
        example ->
            example
                + """
                on_call: { ops: { pagerduty: PSCHED1 }, sre: { slack_user_group: sre } }
                tickets: { jira: { projects: [INC] } }
                """);
    sandbox.entra().setMember("aws-prod-admin", "ana@example.com", true);
    Set<String> calls = new ConcurrentSkipListSet<>();
    sandbox.listener(
        request -> {
          if (!Set.of("GET", "HEAD").contains(request.method())) {
            calls.add(named(request));
          }
        });

    Report report = unchanged(world::examine);

    assertThat(report.findings()).extracting(Finding::area).contains(Area.values());
    String documented = MarkdownPage.of("docs/doctor.md").section("what-it-sends");
    assertThat(calls)
        .contains("auth.test", "apps.connections.open", "GetCallerIdentity", "IsMemberInGroups")
        .allMatch(
            call ->
                call.matches("(List|Describe|Get|Is)[A-Z]\\w+")
                    || documented.contains("`" + call + "`"));
  }

  /** The method of Slack, the action of AWS, the collector, or the last part of the path. */
  private static String named(Request request) {
    if (request.path().equals(CollectorStandIn.PATH)) {
      return "hourkey.audit.export-url";
    }
    String target = request.header("X-Amz-Target");
    return target != null
        ? target.substring(target.lastIndexOf('.') + 1)
        : request
            .form()
            .getOrDefault("Action", request.path().substring(request.path().lastIndexOf('/') + 1));
  }

  /** Asserts that neither the database nor a stand-in is another afterwards. */
  private static Report unchanged(Supplier<Report> diagnostics) throws SQLException {
    try (Connection owner = database.as(TwoRoles.OWNER)) {
      Fingerprint before = Fingerprint.of(owner, sandbox);
      Report report = diagnostics.get();
      assertThat(Fingerprint.of(owner, sandbox)).isEqualTo(before);
      return report;
    }
  }

  @Test
  void no_finding_shows_a_secret_even_if_a_vendor_repeats_it() {
    World world = new World();
    world.set("hourkey.slack.bot-token", "xoxb-very-secret-value");
    sandbox
        .slack()
        .fail(new Fault("auth.test", Fault.Kind.ERROR, Fault.ALWAYS, "bad xoxb-very-secret-value"));
    world.set("hourkey.policy.file", "/nowhere/" + world.settings.get("hourkey.api.token"));

    Report report = world.examine();

    assertThat(report.fine()).isFalse();
    assertThat(report.findings().toString()).contains("bad …");
    for (String key : Settings.SECRETS) {
      String value = world.settings.get(key);
      if (value != null && value.length() > TwoRoles.PASSWORD.length()) {
        assertThat(report.findings().toString()).as(key).doesNotContain(value);
      }
    }
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("faults")
  void one_thing_that_is_wrong_is_found_and_nothing_is_changed(Row row) throws Exception {
    World world = new World();
    row.fault.in(world);
    Report report;
    try {
      report = unchanged(() -> DoctorSetup.of(world.settings).examine(EnumSet.of(row.area)));
    } finally {
      world.undo();
    }
    assertThat(report.findings())
        .as("%s", report.findings())
        .anySatisfy(
            finding -> {
              assertThat(finding.outcome()).isEqualTo(row.outcome);
              assertThat(finding.tried() + ": " + finding.found()).contains(row.found);
              assertThat(finding.advice()).contains(row.advice);
              assertThat(finding.page()).endsWith(row.section);
            });
    assertThat(report.fine()).isEqualTo(row.outcome.fine());
  }

  static Stream<Row> faults() {
    return Stream.of(settings(), database(), slack(), entra(), provisioning(), aws(), others())
        .flatMap(rows -> rows);
  }

  private static Stream<Row> settings() {
    return Stream.of(
        wrong(
            Area.SETTINGS,
            "a key is misspelt",
            world -> world.set("hourkey.slack.bot-tokn", "x"),
            "did you mean hourkey.slack.bot-token?",
            "with this setting. Correct it",
            "#slack"),
        wrong(
            Area.SETTINGS,
            "a key is missing",
            world -> world.remove("hourkey.aws.region"),
            "hourkey.aws.region (HOURKEY_AWS_REGION) is missing",
            "Correct",
            "#aws"),
        wrong(
            Area.SETTINGS,
            "the Region does not exist",
            world -> world.set("hourkey.aws.region", "eu-west-9"),
            "AWS has no Region 'eu-west-9'",
            "Correct",
            "#aws"),
        wrong(
            Area.SETTINGS,
            "Slack's tokens are swapped",
            world -> world.set("hourkey.slack.bot-token", "xapp-1"),
            "this is the app-level token",
            "Correct",
            "#slack"),
        wrong(
            Area.SETTINGS,
            "Slack's token is one that expires",
            world -> world.set("hourkey.slack.bot-token", "xoxe.xoxb-1-a"),
            "expires after 12 hours, because the app has token rotation",
            "Correct",
            "#slack"),
        wrong(
            Area.SETTINGS,
            "Slack would get the token in clear",
            world -> world.set("hourkey.slack.api-url", "http://slack.example.com/api/"),
            "hourkey.slack.api-url must begin with https",
            "Correct",
            "#slack"),
        wrong(
            Area.SETTINGS,
            "AWS would be asked in clear",
            world -> world.set("hourkey.aws.endpoint-url", "http://aws.example.com"),
            "hourkey.aws.endpoint-url must begin with https",
            "Correct",
            "#aws"),
        wrong(
            Area.SETTINGS,
            "the API's token can be guessed",
            world -> world.set("hourkey.api.token", "0123456789012345678901234567890"),
            "hourkey.api.token must have at least 32 characters",
            "Correct",
            "configuration.md"),
        wrong(
            Area.SETTINGS,
            "the token of pipelines can be guessed",
            world -> world.set("hourkey.api.request-token", "x"),
            "hourkey.api.request-token must have at least 32 characters",
            "Correct",
            "configuration.md"),
        wrong(
            Area.SETTINGS,
            "a secret has a line break",
            world -> world.set("hourkey.slack.signing-secret", "s\n"),
            "contains a line break",
            "Correct",
            "#slack"),
        wrong(
            Area.SETTINGS,
            "the console has no address",
            world -> world.remove("hourkey.console.public-url"),
            "hourkey.console.public-url",
            "Correct",
            "#console"),
        wrong(
            Area.SETTINGS,
            "checkpoints have no key",
            world -> world.remove("hourkey.audit.signing-key"),
            "hourkey.audit.signing-key",
            "Correct",
            "#signed-checkpoints"),
        new Row(
            Area.CHAT,
            "Slack is not asked with half of the settings",
            world -> world.remove("hourkey.slack.bot-token"),
            Outcome.UNKNOWN,
            "Nothing was tried",
            "Correct the settings first",
            "#slack"));
  }

  private static Stream<Row> database() {
    return Stream.of(
        wrong(
            Area.DATABASE,
            "the role is not there",
            world -> world.set("quarkus.datasource.username", "nobody"),
            "\"nobody\" does not exist (28000)",
            "Check the role in quarkus.datasource.username",
            "#database"),
        wrong(
            Area.DATABASE,
            "nothing listens there",
            world ->
                world.set("quarkus.datasource.jdbc.url", "jdbc:postgresql://127.0.0.1:9/hourkey"),
            "The connection is refused",
            "Correct the host and port in quarkus.datasource.jdbc.url",
            "#database"),
        wrong(
            Area.DATABASE,
            "nobody knows the host of the database",
            world -> world.set(Settings.DATABASE, "jdbc:postgresql://no-such-host.invalid/hourkey"),
            "There is no such host.",
            "Correct the host in quarkus.datasource.jdbc.url",
            "#database"),
        wrong(
            Area.DATABASE,
            "the database is not there",
            world ->
                world.set(Settings.DATABASE, database.url().replaceFirst("/hourkey$", "/other")),
            "(3D000)",
            "Correct the name of the database",
            "#database"),
        wrong(
            Area.DATABASE,
            "the server does not encrypt",
            world -> world.set(Settings.DATABASE, database.url() + "?sslmode=verify-full"),
            "The server does not support SSL",
            "Switch TLS on in PostgreSQL",
            "#database"),
        wrong(
            Area.DATABASE,
            "PostgreSQL may lose what it has committed",
            world ->
                world.sql(
                    "alter database hourkey set synchronous_commit = off",
                    "alter database hourkey reset synchronous_commit"),
            "committed changes: synchronous_commit is off",
            "Switch it on",
            "#database"),
        wrong(
            Area.DATABASE,
            "PostgreSQL ends statements soon",
            world ->
                world.sql(
                    "alter database hourkey set statement_timeout = '1s'",
                    "alter database hourkey reset statement_timeout"),
            "statement_timeout is 1000 ms",
            "SET statement_timeout = 0",
            "#database"),
        wrong(
            Area.DATABASE,
            "the URL replaces what Hourkey asks of its sessions",
            world ->
                world.set(Settings.DATABASE, database.url() + "?options=-c%20lock_timeout=20s%20"),
            "lock_timeout, idle_in_transaction_session_timeout, client_connection_check_interval",
            "SET lock_timeout = '3s'",
            "#database"),
        wrong(
            Area.DATABASE,
            "PostgreSQL ends idle sessions soon",
            world ->
                world.sql(
                    "alter database hourkey set idle_session_timeout = '10s'",
                    "alter database hourkey reset idle_session_timeout"),
            "idle_session_timeout is 10000 ms",
            "SET idle_session_timeout = 0",
            "#database"),
        wrong(
            Area.DATABASE,
            "PostgreSQL ends transactions soon",
            world ->
                world.sql(
                    "alter database hourkey set transaction_timeout = '10s'",
                    "alter database hourkey reset transaction_timeout"),
            "transaction_timeout is 10000 ms",
            "SET transaction_timeout = 0",
            "#database"),
        wrong(
            Area.DATABASE,
            "transactions are isolated more than Hourkey expects",
            world ->
                world.sql(
                    "alter database hourkey set default_transaction_isolation = 'repeatable read'",
                    "alter database hourkey reset default_transaction_isolation"),
            "default_transaction_isolation is repeatable read",
            "'read committed'",
            "#database"),
        wrong(
            Area.DATABASE,
            "there are no tables, and the service does not make them",
            world -> {
              world.set(Settings.DATABASE, database.url().replaceFirst("/hourkey$", "/template1"));
              world.set(Settings.MIGRATE_AT_START, "false");
            },
            "no tables in the database template1, and quarkus.flyway.migrate-at-start is false",
            "right database",
            "#database"),
        new Row(
            Area.DATABASE,
            "the role is a superuser",
            world -> world.set(Settings.DATABASE_USER, "postgres"),
            Outcome.NOTE,
            "superuser: It is a superuser, so it could change the trail",
            "without SUPERUSER",
            "#database"),
        wrong(
            Area.DATABASE,
            "a right is missing",
            world ->
                world.sql(
                    "revoke update on access_grant from hourkey",
                    "grant update on access_grant to hourkey"),
            "hourkey is not allowed to use access_grant",
            "Grant SELECT",
            "#database"),
        wrong(
            Area.DATABASE,
            "the role may change the trail",
            world ->
                world.sql(
                    "grant delete on audit_event to hourkey",
                    "revoke delete on audit_event from hourkey"),
            "hourkey could change it: DELETE on audit_event.",
            "REVOKE DELETE on audit_event FROM hourkey. If they come from PUBLIC",
            "#database"),
        wrong(
            Area.DATABASE,
            "the role may change one column of the trail",
            world ->
                world.sql(
                    "grant update (hash) on audit_event to hourkey",
                    "revoke update on audit_event from hourkey"),
            "hourkey could change it: UPDATE on audit_event.",
            "REVOKE",
            "#database"),
        wrong(
            Area.DATABASE,
            "the role may do everything with the trail",
            world ->
                world.sql(
                    "grant all on audit_event, audit_head, audit_checkpoint, audit_checkpoint_copy"
                        + " to hourkey",
                    "revoke all on audit_event, audit_head, audit_checkpoint, audit_checkpoint_copy"
                        + " from hourkey; grant select on audit_event, audit_head,"
                        + " audit_checkpoint, audit_checkpoint_copy to hourkey; grant insert on"
                        + " audit_checkpoint, audit_checkpoint_copy to hourkey"),
            "DELETE, REFERENCES, TRIGGER, TRUNCATE, UPDATE on audit_checkpoint; DELETE, REFERENCES,"
                + " TRIGGER, TRUNCATE, UPDATE on audit_checkpoint_copy; DELETE, INSERT, REFERENCES,"
                + " TRIGGER, TRUNCATE, UPDATE on audit_event; DELETE, INSERT, REFERENCES, TRIGGER,"
                + " TRUNCATE, UPDATE on audit_head.",
            "UPDATE on audit_event FROM hourkey; REVOKE DELETE",
            "#database"),
        wrong(
            Area.DATABASE,
            "the role may not append",
            world ->
                world.sql(
                    "revoke execute on function audit_append_all(text[]) from hourkey",
                    "grant execute on function audit_append_all(text[]) to hourkey"),
            "is not allowed to append",
            "GRANT EXECUTE",
            "#database"),
        new Row(
            Area.DATABASE,
            "one role does everything",
            world -> world.set("quarkus.datasource.username", TwoRoles.OWNER),
            Outcome.NOTE,
            "hourkey_owner owns the tables",
            "Use two roles",
            "#one-database-role"),
        wrong(
            Area.DATABASE,
            "the tables are of a newer version",
            world ->
                world.sql(
                    "update flyway_schema_history set version = '7'",
                    "update flyway_schema_history set version = '1'"),
            "The tables have version 7",
            "newer version of Hourkey",
            "#database"),
        wrong(
            Area.DATABASE,
            "a migration failed",
            world ->
                world.sql(
                    "update flyway_schema_history set success = false",
                    "update flyway_schema_history set success = true"),
            "The migration 1 failed",
            "Restore the backup",
            "#database"),
        wrong(
            Area.DATABASE,
            "the database is another environment's",
            world ->
                world.sql(
                    "insert into environment values ('hourkey.slack.team-id', 'T0STAGING', now())",
                    "delete from environment"),
            "hourkey.slack.team-id is T0HOURKEY, but this database belongs to T0STAGING",
            "Connect to the database of this environment",
            "#the-environment-of-a-database"),
        wrong(
            Area.DATABASE,
            "the replicas have different settings",
            world -> world.replicas("1.2", "1.2", Map.of("hourkey.aws.region", "eu-west-2")),
            "replicas: They differ in hourkey.aws.region.",
            "Give all replicas the same settings",
            "#database"),
        wrong(
            Area.DATABASE,
            "a replica lacks a secret that another has",
            world -> world.replicas("1.2", "1.2", Map.of("hourkey.api.token", "")),
            "replicas: They differ in hourkey.api.token.",
            "Give all replicas the same settings",
            "#database"),
        wrong(
            Area.DATABASE,
            "the replicas have different versions",
            world -> world.replicas("1.2", "1.3", Map.of()),
            "Some run 1.2 and some 1.3.",
            "Finish the update",
            "#upgrading"),
        new Row(
            Area.DATABASE,
            "another installation uses the same Slack app",
            world -> {
              world.replicas("1.2", "1.2", Map.of());
              World.execute("update replica set chat_connections_of_strangers = 1");
            },
            Outcome.NOTE,
            "Whenever a replica connected, Slack counted at least 1 connection of another program, or one"
                + " that had just broken.",
            "If another installation uses the same Slack app",
            "#slack"),
        wrong(
            Area.DATABASE,
            "doctor has other settings than the service",
            world -> {
              world.replicas("1.2", "1.2", Map.of());
              world.set("hourkey.aws.region", "eu-west-2");
            },
            "Their values differ from doctor's for hourkey.aws.region.",
            "Run doctor with the settings of the service",
            "#database"),
        wrong(
            Area.DATABASE,
            "replicas may open more connections than PostgreSQL allows",
            world -> world.set(Settings.DATABASE_POOL, "500"),
            "2 replicas may use 500 each",
            "at least 1004",
            "#database"),
        wrong(
            Area.SETTINGS,
            "the URL of the database has the password before the host",
            world ->
                world.set(Settings.DATABASE, database.url().replace("//", "//hourkey:secret@")),
            "must not have a user and a password before the host",
            "Correct",
            "#database"),
        wrong(
            Area.PROVISIONING,
            "the date of the SCIM token can't be right",
            world -> world.set("hourkey.aws.scim-token-expires", "2099-01-01"),
            "It is 2099-01-01, and AWS's tokens are valid for one year",
            "a year after it was created",
            "#provisioning"),
        wrong(
            Area.SETTINGS,
            "a replica has only the connection for its lock",
            world -> world.set(Settings.DATABASE_POOL, "1"),
            "quarkus.datasource.jdbc.max-size must be a whole number from 2",
            "Correct",
            "#database"),
        new Row(
            Area.DATABASE,
            "only the service knows the password",
            world -> world.set("quarkus.datasource.credentials-provider", "vault"),
            Outcome.UNKNOWN,
            "credentials-provider",
            "console",
            "#database"));
  }

  private static Stream<Row> slack() {
    return Stream.of(
        wrong(
            Area.CHAT,
            "the bot token is not Slack's",
            world -> world.set("hourkey.slack.bot-token", "xoxb-other"),
            "invalid_auth",
            "copy the Bot User OAuth Token again from OAuth & Permissions",
            "#slack"),
        new Row(
            Area.CHAT,
            "the address of Slack leads to something else",
            world -> world.set("hourkey.slack.api-url", sandbox.uri() + "/wrong/api/"),
            Outcome.UNKNOWN,
            "HTTP 404). There is no such page.",
            "compare the setting of the address",
            "#network"),
        wrong(
            Area.CHAT,
            "the workspace is another",
            world -> world.set("hourkey.slack.team-id", "T0OTHER"),
            "T0HOURKEY",
            "Set the team id",
            "#slack"),
        wrong(
            Area.CHAT,
            "a needed scope is missing",
            _ -> sandbox.slack().withoutScopes("users:read.email"),
            "users:read.email is missing: finding people in Entra",
            "install the app again",
            "#slack"),
        new Row(
            Area.CHAT,
            "a useful scope is missing",
            _ -> sandbox.slack().withoutScopes("files:write"),
            Outcome.NOTE,
            "files:write is missing",
            "install the app again",
            "#fewer-slack-scopes"),
        new Row(
            Area.CHAT,
            "channels cannot be seen",
            _ -> sandbox.slack().withoutScopes("channels:read", "groups:read"),
            Outcome.UNKNOWN,
            "Slack does not show every channel",
            "install the app again",
            "#slack"),
        wrong(
            Area.CHAT,
            "discussions are on without their scopes",
            world -> {
              world.set("hourkey.slack.discussions", "true");
              world.set("hourkey.slack.transport", "socket");
            },
            "channels:history, groups:history, im:history",
            "Apply manifest-discussions.yaml",
            "#discussions-in-threads"),
        wrong(
            Area.CHAT,
            "discussions are on over HTTP without their scopes",
            world -> world.set("hourkey.slack.discussions", "true"),
            "channels:history, groups:history, im:history",
            "Add the scopes and events of manifest-discussions.yaml to your manifest",
            "#discussions-in-threads"),
        new Row(
            Area.CHAT,
            "the app may do too much",
            _ -> sandbox.slack().withScopes("admin"),
            Outcome.NOTE,
            "more than Hourkey needs: admin",
            "Remove these scopes",
            "#slack"),
        wrong(
            Area.CHAT,
            "the bot is not in the channel",
            _ -> sandbox.slack().member("aws-ops", sandbox.slack().botId(), false),
            "channel aws-ops: The bot is not in it",
            "/invite @Hourkey",
            "#slack"),
        wrong(
            Area.CHAT,
            "the channel is archived",
            _ -> sandbox.slack().archive("aws-approvals", true),
            "channel aws-approvals: It is archived",
            "Unarchive",
            "#slack"),
        wrong(
            Area.CHAT,
            "the channel is shared with another company",
            _ -> sandbox.slack().share("aws-approvals"),
            "shared with another company",
            "not shared",
            "#slack"),
        wrong(
            Area.CHAT,
            "a user group is not there",
            world ->
                world.policy(example -> example + "on_call: { ops: { slack_user_group: opz } }\n"),
            "user group opz: The workspace has no user group",
            "handle",
            "#slack"),
        new Row(
            Area.CHAT,
            "nobody is in a user group",
            world -> {
              sandbox.slack().userGroup("S0OPS", "ops-on-call");
              world.policy(
                  example -> example + "on_call: { ops: { slack_user_group: ops-on-call } }\n");
            },
            Outcome.NOTE,
            "user group ops-on-call: Nobody is in it",
            "Add people to it in Slack",
            "#slack"),
        new Row(
            Area.CHAT,
            "Slack knows none of the approvers by the address that Entra has",
            _ -> {
              elsewhereInSlack("U0BRUNO");
              elsewhereInSlack("U0CHLOE");
            },
            Outcome.NOTE,
            "approvers of group:sre-leads: Nobody there has the address bruno@example.com",
            "same address",
            "#slack"),
        new Row(
            Area.CHAT,
            "Slack does not know one of the approvers",
            _ -> elsewhereInSlack("U0BRUNO"),
            Outcome.NOTE,
            "Nobody there has the address bruno@example.com",
            "same address",
            "#slack"),
        new Row(
            Area.CHAT,
            "Entra does not say who approves",
            _ -> sandbox.entra().refuseCredentials("GET *", 100),
            Outcome.NOTE,
            "Look in Slack for the approvers: Entra did not show who they are",
            "findings about Entra",
            "#slack"),
        wrong(
            Area.CHAT,
            "the app-level token is not Slack's",
            world -> {
              world.set("hourkey.slack.transport", "socket");
              world.set("hourkey.slack.app-token", "xapp-other");
            },
            "apps.connections.open with invalid_auth",
            "copy it again from Basic Information › App-Level Tokens",
            "#slack"),
        wrong(
            Area.CHAT,
            "the two tokens belong to different apps",
            world -> {
              world.set("hourkey.slack.transport", "socket");
              world.set("hourkey.slack.app-token", sandbox.slack().appToken());
              sandbox.slack().appTokenOf("A0STAGING");
            },
            "The bot token belongs to the app A0HOURKEY, and the app-level token to A0STAGING",
            "of the same app",
            "#slack"),
        wrong(
            Area.CHAT,
            "the app-level token may not connect",
            world -> {
              world.set("hourkey.slack.transport", "socket");
              sandbox
                  .slack()
                  .fail(
                      new Fault(
                          "apps.connections.open",
                          Fault.Kind.ERROR,
                          Fault.ALWAYS,
                          "missing_scope"));
            },
            "connections:write",
            "Generate an app-level token with the scope connections:write",
            "#slack"),
        new Row(
            Area.CHAT,
            "Slack is down",
            _ -> sandbox.slack().fail(new Fault("auth.test", Fault.Kind.HTML, Fault.ALWAYS, "")),
            Outcome.UNKNOWN,
            "Slack gave no answer",
            "Try again",
            "#network"));
  }

  /** Gives somebody in Slack another address than in Entra. */
  private static void elsewhereInSlack(String id) {
    sandbox
        .slack()
        .change(
            new UserProfile(
                id,
                "T0HOURKEY",
                "somebody",
                "Somebody",
                id + "@chat.example.com",
                false,
                false,
                false,
                false,
                false,
                null,
                null));
  }

  private static Stream<Row> entra() {
    return Stream.of(
        wrong(
            Area.ENTRA,
            "the token is refused",
            _ -> sandbox.entra().refuseCredentials("GET *", 100),
            "Graph does not accept the token of hourkey.entra.access-token",
            "run doctor again",
            "#credential"),
        wrong(
            Area.ENTRA,
            "the tenant is another",
            world -> world.set("hourkey.entra.tenant-id", "99999999-0000-4000-8000-000000000000"),
            "hourkey.entra.tenant-id is 99999999",
            "Set the id of the tenant",
            "#credential"),
        wrong(
            Area.ENTRA,
            "the application is not there",
            world -> world.set("hourkey.entra.client-id", "99999999-0000-4000-8000-000000000001"),
            "no service principal of hourkey.entra.client-id",
            "run doctor again",
            "#credential"),
        wrong(
            Area.ENTRA,
            "Directory Readers is missing",
            _ -> sandbox.entra().grant("Directory Readers", false),
            "Read people: Entra answered 403 Authorization_RequestDenied",
            "run doctor again",
            "#groups"),
        wrong(
            Area.ENTRA,
            "Hourkey has no role for the unit",
            _ -> sandbox.entra().grant("Groups Administrator", false),
            "aws-prod-admin: It is in no administrative unit that Hourkey has a role for",
            "assign Groups Administrator",
            "#groups"),
        wrong(
            Area.ENTRA,
            "a group is not in the unit",
            _ -> sandbox.entra().inUnit("aws-prod-admin", false),
            "aws-prod-admin: It is in no administrative unit",
            "Put the group into",
            "#groups"),
        wrong(
            Area.ENTRA,
            "the approvers' group is in the unit",
            _ -> sandbox.entra().inUnit("sre-leads", true),
            "Hourkey could change who approves",
            "Remove it from the unit",
            "#groups"),
        new Row(
            Area.ENTRA,
            "the unit is an ordinary one",
            _ -> sandbox.entra().unitRestricted(false),
            Outcome.NOTE,
            "It is not restricted",
            "restricted",
            "#groups"),
        new Row(
            Area.ENTRA,
            "a group outside of a restricted unit has owners",
            _ -> {
              sandbox.entra().unitRestricted(false);
              sandbox.entra().owner("aws-prod-admin", "ana@example.com");
            },
            Outcome.NOTE,
            "owners can add members without Hourkey: ana@example.com",
            "Remove the owners",
            "#groups"),
        wrong(
            Area.ENTRA,
            "Hourkey is Global Administrator",
            _ -> sandbox.entra().grant("Global Administrator", true),
            "Hourkey is Global Administrator of the whole tenant",
            "Remove the role",
            "#groups"),
        wrong(
            Area.ENTRA,
            "Hourkey is Global Administrator through a group",
            _ -> {
              sandbox.entra().changeGroup("engineering", Map.of("isAssignableToRole", true));
              sandbox.entra().roleThroughGroup("engineering", "Global Administrator");
            },
            "Hourkey is Global Administrator (through the group engineering) of the whole tenant",
            "remove Hourkey from the group",
            "#groups"),
        wrong(
            Area.ENTRA,
            "fewer people can approve than have to",
            _ -> sandbox.entra().setMember("sre-leads", "bruno@example.com", false),
            "'prod-admin' needs 2 approvals by different people, but 'approvers' can only be 1",
            "Add people to the approvers' groups",
            "#policy"),
        wrong(
            Area.ENTRA,
            "Hourkey could delete people",
            world -> world.set("hourkey.entra.access-token", TOKEN_WITH_TOO_MUCH),
            "The application has User.ReadWrite.All",
            "Remove the consent",
            "#without-a-restricted-unit"),
        wrong(
            Area.ENTRA,
            "a group is not there",
            _ -> sandbox.entra().deleteGroup("aws-prod-admin"),
            "group aws-prod-admin of 'prod-admin': Entra has no such group",
            "object id",
            "#groups"),
        wrong(
            Area.ENTRA,
            "an approvers' group is not there",
            _ -> sandbox.entra().deleteGroup("sre-leads"),
            "group sre-leads that gives or has rights: Entra has no such group",
            "Correct the name",
            "#groups"),
        wrong(
            Area.ENTRA,
            "nobody is in an approvers' group",
            _ ->
                List.of("bruno", "head-of-ops")
                    .forEach(
                        person ->
                            sandbox.entra().setMember("sre-leads", person + "@example.com", false)),
            "'prod-readonly' needs 1 approval, but nobody is among its 'approvers'",
            "Add people to the approvers' groups",
            "#policy"),
        new Row(
            Area.ENTRA,
            "nobody is in a group of auditors",
            world -> {
              sandbox
                  .entra()
                  .putGroup(
                      Map.of(
                          "id", "33333333-0000-4000-8000-0000000000aa", "displayName", "auditors"));
              sandbox.entra().inUnit("auditors", false);
              world.policy(
                  example ->
                      example.replace("roles: { ", "roles: { auditors: ['group:auditors'], "));
            },
            Outcome.NOTE,
            "people in the group auditors: Nobody is in it",
            "Add people to it",
            "#policy"),
        new Row(
            Area.ENTRA,
            "the token of another identity provider is for somebody else",
            world ->
                world.set(
                    "hourkey.entra.federated-token-file",
                    Files.writeString(
                            folder.resolve("token"),
                            jwt("{\"exp\":4102444800,\"aud\":[\"sts.amazonaws.com\"]}"))
                        .toString()),
            Outcome.NOTE,
            "Its audience is [\"sts.amazonaws.com\"]",
            "api://AzureADTokenExchange",
            "#credential"),
        wrong(
            Area.ENTRA,
            "the API's application is not there",
            world -> world.set("hourkey.api.client-id", "66666666-0000-4000-8000-000000000001"),
            "hourkey.api.client-id: Entra has no service principal for it",
            "app registration in this tenant",
            "#entra-applications"),
        new Row(
            Area.ENTRA,
            "the API's application lacks an app role",
            world -> {
              world.set("hourkey.api.client-id", "66666666-0000-4000-8000-000000000001");
              sandbox.entra().register("66666666-0000-4000-8000-000000000001", "Hourkey.Read");
            },
            Outcome.NOTE,
            "hourkey.api.client-id: It lacks Hourkey.Request, so nobody",
            "exactly these values",
            "#entra-applications"),
        new Row(
            Area.ENTRA,
            "the console's application has another's app roles",
            world -> {
              world.remove("hourkey.console.issuer"); // Entra itself is.
              sandbox
                  .entra()
                  .register(LoginStandIn.CLIENT_ID, "Hourkey.Admin", "Hourkey.Auditor", "Viewer");
            },
            Outcome.NOTE,
            "hourkey.console.client-id: It lacks Hourkey.Viewer, so nobody",
            "exactly these values",
            "#console"),
        wrong(
            Area.ENTRA,
            "the console's sign-in does not say when somebody signed in",
            world -> registered(world, List.of("acrs"), "web", "callback", "signed-out"),
            "optional claims of the console: The ID token lacks auth_time, so nobody can decide",
            "ID token",
            "#console"),
        new Row(
            Area.ENTRA,
            "the console's sign-in may not say which context was satisfied",
            world -> registered(world, List.of("auth_time"), "web", "callback", "signed-out"),
            Outcome.NOTE,
            "The ID token lacks acrs",
            "optional claim acrs",
            "#console"),
        wrong(
            Area.ENTRA,
            "the console's redirect URI is one of a single-page application",
            world -> registered(world, CLAIMS, "spa", "callback", "signed-out"),
            "redirect URIs of the console: http://127.0.0.1:9/console/callback is registered as a"
                + " single-page application",
            "as Web",
            "#console"),
        wrong(
            Area.ENTRA,
            "the console's redirect URI is missing",
            world -> registered(world, CLAIMS, "web", "signed-out"),
            "redirect URIs of the console: http://127.0.0.1:9/console/callback is missing",
            "as Web",
            "#console"),
        new Row(
            Area.ENTRA,
            "the sign-out's redirect URI is missing",
            world -> registered(world, CLAIMS, "web", "callback"),
            Outcome.NOTE,
            "http://127.0.0.1:9/console/signed-out is missing",
            "as Web",
            "#console"),
        new Row(
            Area.ENTRA,
            "the console is registered in another tenant",
            world -> {
              registered(world, CLAIMS, "web", "callback", "signed-out");
              sandbox.entra().registration("another", CLAIMS, "web", List.of());
              world.set("hourkey.console.client-id", "66666666-0000-4000-8000-000000000002");
              sandbox.entra().register("66666666-0000-4000-8000-000000000002", CONSOLE_ROLES);
            },
            Outcome.NOTE,
            "registration of the console: This tenant has none",
            "auth_time",
            "#console"),
        wrong(
            Area.ENTRA,
            "a person is not there",
            world -> world.policy(example -> example.replace("head-of-ops@", "head-of-0ps@")),
            "person head-of-0ps@example.com: Entra has no such account",
            "Correct the address",
            "#policy"),
        new Row(
            Area.ENTRA,
            "an excluded person is not there",
            world ->
                world.policy(
                    example ->
                        example.replace(
                            "eligible: [group:engineering]\n",
                            """
                            eligible: [group:engineering]
                                excluded: ['person:left@example.com']
                            """)),
            Outcome.NOTE,
            "person left@example.com: Entra has no such account",
            "remove the person from it",
            "#policy"),
        wrong(
            Area.ENTRA,
            "two groups have the name",
            _ ->
                sandbox
                    .entra()
                    .putGroup(
                        Map.of(
                            "id",
                            "22222222-0000-4000-8000-000000000099",
                            "displayName",
                            "aws-prod-admin")),
            "2 groups with this name",
            "object id",
            "#groups"),
        wrong(
            Area.ENTRA,
            "a group is dynamic",
            _ ->
                sandbox
                    .entra()
                    .changeGroup(
                        "aws-prod-admin", Map.of("groupTypes", List.of("DynamicMembership"))),
            "The group is dynamic",
            "with assigned members",
            "#groups"),
        wrong(
            Area.ENTRA,
            "a group comes from on premises",
            _ ->
                sandbox
                    .entra()
                    .changeGroup("aws-prod-admin", Map.of("onPremisesSyncEnabled", true)),
            "synchronized from on premises",
            "created in Entra",
            "#groups"),
        wrong(
            Area.ENTRA,
            "a group is assignable to roles",
            _ -> sandbox.entra().changeGroup("aws-prod-admin", Map.of("isAssignableToRole", true)),
            "assignable to Entra roles",
            "without Entra roles",
            "#groups"),
        wrong(
            Area.ENTRA,
            "a group contains a group",
            _ -> sandbox.entra().nest("aws-prod-admin", "engineering"),
            "It contains 1 group, so people",
            "Remove them",
            "#groups"),
        new Row(
            Area.ENTRA,
            "Entra is slow to answer",
            _ -> sandbox.entra().fail("GET /v1.0/users", 10, 503),
            Outcome.UNKNOWN,
            "Read people: Entra answered 503",
            "Try again",
            "#network"));
  }

  /** Registers the console in Entra with an approval that takes a sign-in. */
  private static void registered(
      World world, List<String> claims, String platform, String... pages) {
    world.remove("hourkey.console.issuer"); // Entra itself is.
    world.policy(
        example ->
            example.replaceFirst(
                "eligible: \\[group:engineering]\n",
                "eligible: [group:engineering]\n    decide_with: entra\n"));
    sandbox.entra().register(LoginStandIn.CLIENT_ID, CONSOLE_ROLES);
    sandbox
        .entra()
        .registration(
            LoginStandIn.CLIENT_ID,
            claims,
            platform,
            Stream.of(pages).map(page -> "http://127.0.0.1:9/console/" + page).toList());
  }

  private static final List<String> CLAIMS = List.of("acrs", "auth_time");
  private static final String[] CONSOLE_ROLES = {
    "Hourkey.Viewer", "Hourkey.Auditor", "Hourkey.Admin"
  };

  /** A policy file with nothing that can be compared one by one. */
  private static final String RULE =
      """
      rules:
        - match: { group: "aws-*" }
          id: "{group}"
          name: "{group}"
          eligible: [group:engineering]
          approvals: 0
      """;

  @Test
  void an_application_that_is_registered_as_the_guide_says_is_fine() {
    World world = new World();
    registered(world, CLAIMS, "web", "callback", "signed-out");
    assertThat(world.outcomes(Area.ENTRA)).containsOnly(Outcome.OK);
  }

  @Test
  void the_console_is_what_asks_for_its_sign_in() throws IOException {
    HttpServer site =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    site.createContext(
        "/console",
        exchange -> {
          exchange
              .getResponseHeaders()
              .add("Location", "http://127.0.0.1/authorize?client_id=" + LoginStandIn.CLIENT_ID);
          exchange.sendResponseHeaders(302, -1);
          exchange.close();
        });
    site.start();
    try {
      World world = new World();
      world.set("hourkey.console.public-url", "http://127.0.0.1:" + site.getAddress().getPort());
      assertThat(world.outcomes(Area.CONSOLE)).containsOnly(Outcome.OK);
      site.removeContext("/console");
      site.createContext(
          "/",
          exchange -> {
            exchange.sendResponseHeaders(200, -1);
            exchange.close();
          });
      assertThat(wrong(world, Area.CONSOLE).found())
          .isEqualTo("It answers 200 without a sign-in, so it is not Hourkey.");
    } finally {
      site.stop(0);
    }
  }

  @Test
  void groups_that_hourkey_owns_are_found_on_every_page() {
    World world = new World();
    for (int i = 0; i < 150; i++) {
      String name = "owned-" + i;
      sandbox.entra().putGroup(Map.of("id", new UUID(7, i).toString(), "displayName", name));
      sandbox.entra().ownedByApp(name);
    }
    sandbox.entra().inUnit("aws-prod-admin", false);
    sandbox.entra().ownedByApp("aws-prod-admin");
    assertThat(DoctorSetup.of(world.settings).examine(EnumSet.of(Area.ENTRA)).findings())
        .filteredOn(finding -> finding.tried().contains("aws-prod-admin"))
        .filteredOn(finding -> finding.outcome() != Outcome.OK)
        .singleElement()
        .satisfies(
            finding -> {
              assertThat(finding.outcome()).isEqualTo(Outcome.NOTE);
              assertThat(finding.found()).startsWith("Hourkey owns the group");
            });
  }

  private static Stream<Row> provisioning() {
    return Stream.of(
        wrong(
            Area.PROVISIONING,
            "the enterprise application is not there",
            _ -> sandbox.entra().awsApplications(0),
            "no enterprise application",
            "run doctor again",
            "#provisioning"),
        wrong(
            Area.PROVISIONING,
            "there are two enterprise applications",
            _ -> sandbox.entra().awsApplications(2),
            "several enterprise applications",
            "run doctor again",
            "#provisioning"),
        wrong(
            Area.PROVISIONING,
            "the application is disabled",
            _ -> sandbox.entra().applicationEnabled(false),
            "is disabled",
            "Enabled for users to sign-in",
            "#provisioning"),
        new Row(
            Area.PROVISIONING,
            "the permission on the job is missing",
            _ -> sandbox.entra().grant("Application.ReadWrite.OwnedBy", false),
            Outcome.UNKNOWN,
            "401 UnknownError",
            "Grant the permission on the job",
            "#provisioning"),
        wrong(
            Area.PROVISIONING,
            "the job is in quarantine",
            _ -> sandbox.entra().job().state(ProvisioningJob.State.QUARANTINED),
            "quarantine",
            "Renew the SCIM token",
            "#keep-it-running"),
        wrong(
            Area.PROVISIONING,
            "the job is switched off",
            _ -> sandbox.entra().job().state(ProvisioningJob.State.PAUSED),
            "switched off",
            "start provisioning again",
            "#keep-it-running"),
        wrong(
            Area.PROVISIONING,
            "there is no job",
            _ -> sandbox.entra().job().state(ProvisioningJob.State.MISSING),
            "no provisioning jobs",
            "",
            ""),
        wrong(
            Area.PROVISIONING,
            "users are mapped by another attribute",
            _ -> sandbox.entra().mapExternalId("User", "mailNickname"),
            "[mailNickname] is mapped to externalId",
            "Map objectId → externalId before people depend on it",
            "#provisioning"),
        wrong(
            Area.PROVISIONING,
            "groups are mapped by another attribute",
            _ -> sandbox.entra().mapExternalId("Group", "displayName"),
            "[displayName] is mapped to externalId",
            "renamed group",
            "#provisioning"),
        wrong(
            Area.PROVISIONING,
            "groups are not carried",
            _ -> sandbox.entra().mapExternalId("Group", ""),
            "does not provision groups",
            "Enable the mapping",
            "#provisioning"),
        wrong(
            Area.PROVISIONING,
            "members are not mapped",
            _ -> sandbox.entra().membersMapped(false),
            "no membership reaches AWS",
            "Map members → members",
            "#provisioning"),
        new Row(
            Area.PROVISIONING,
            "a scoping filter keeps people out of AWS",
            _ -> sandbox.entra().scopingFilter("User", "department EQUALS IT", "country EQUALS FI"),
            Outcome.NOTE,
            "only users for which this is true: department EQUALS IT and country EQUALS FI.",
            "everybody who may request",
            "#provisioning"),
        new Row(
            Area.PROVISIONING,
            "a scoping filter keeps groups out of AWS",
            _ -> sandbox.entra().scopingFilter("Group", "displayName INCLUDES aws-"),
            Outcome.NOTE,
            "only groups for which this is true: displayName INCLUDES aws-.",
            "each entitlement's group",
            "#provisioning"),
        wrong(
            Area.PROVISIONING,
            "a group is not assigned",
            _ -> sandbox.entra().unassign("aws-prod-admin"),
            "aws-prod-admin is assigned to the application: It is not",
            "in the role User",
            "#groups"),
        wrong(
            Area.PROVISIONING,
            "a group is assigned as Default Access",
            _ -> sandbox.entra().assignInDefaultAccess("aws-prod-admin"),
            "as Default Access",
            "in the role User",
            "#groups"),
        new Row(
            Area.PROVISIONING,
            "somebody who may request has no base access",
            _ -> sandbox.entra().setMember("aws-everyone", "ana@example.com", false),
            Outcome.NOTE,
            "base access of people in engineering: Only entitlements' groups provision ana@example.com",
            "always assigned",
            "#groups"),
        wrong(
            Area.PROVISIONING,
            "nobody has base access",
            _ -> {
              sandbox.entra().unassign("aws-everyone");
              sandbox.entra().unassign("aws-standing-auditors");
            },
            "Only the entitlements' groups are assigned",
            "aws-everyone",
            "#groups"));
  }

  private static Stream<Row> aws() {
    return Stream.of(
        wrong(
            Area.AWS,
            "the credentials have expired",
            _ -> sandbox.aws().refuseCredentials("GetCallerIdentity", 10),
            "AWS does not accept Hourkey's credentials",
            "run doctor again",
            "#aws"),
        wrong(
            Area.AWS,
            "Hourkey is the root user",
            _ -> sandbox.aws().caller("111122223333", "arn:aws:iam::111122223333:root"),
            "The root user",
            "Use a role",
            "#aws"),
        new Row(
            Area.AWS,
            "Hourkey is a user with access keys",
            _ -> sandbox.aws().caller("111122223333", "arn:aws:iam::111122223333:user/hourkey"),
            Outcome.NOTE,
            "a user with access keys",
            "Use a role",
            "#aws"),
        new Row(
            Area.AWS,
            "a person runs doctor",
            _ ->
                sandbox
                    .aws()
                    .caller(
                        "111122223333",
                        "arn:aws:sts::111122223333:assumed-role/AWSReservedSSO_Admin_0a/ana"),
            Outcome.NOTE,
            "the session of a person",
            "where the service runs",
            "#aws"),
        wrong(
            Area.AWS,
            "the access portal is another",
            world -> world.set("hourkey.aws.start-url", "https://d-0000000009.awsapps.com/start"),
            "start-url leads to d-0000000009.awsapps.com, but the instance is d-1234567890",
            "under Settings",
            "#aws"),
        new Row(
            Area.AWS,
            "Hourkey is in another account",
            _ ->
                sandbox
                    .aws()
                    .caller("444455556666", "arn:aws:sts::444455556666:assumed-role/hourkey/x"),
            Outcome.NOTE,
            "but Hourkey runs in 444455556666",
            "management account",
            "#not-in-the-management-account"),
        wrong(
            Area.AWS,
            "the Region has no instance",
            _ -> sandbox.aws().instances(0),
            "There is none",
            "primary Region",
            "#aws"),
        wrong(
            Area.AWS,
            "the instance is one of a single account, or the Region is an additional one",
            world -> {
              sandbox.aws().withoutPermissionSets("ValidationException");
              world.policy(
                  example -> example.substring(0, example.indexOf("entitlements:")) + RULE);
            },
            "Try sso:ListPermissionSets: AWS answered 400 ValidationException",
            "primary Region",
            "#aws"),
        wrong(
            Area.AWS,
            "there are two instances",
            _ -> sandbox.aws().instances(2),
            "There are 2",
            "hourkey.aws.instance-arn",
            "#aws"),
        wrong(
            Area.AWS,
            "a group opens something other than the policy file says",
            world -> world.policy(example -> example.replace("AdministratorAccess", "AdminAccess")),
            "does not open permission set AdminAccess in account 111122223333; it opens Adm",
            "until this is corrected",
            "#policy"),
        wrong(
            Area.AWS,
            "a group opens something else, and an action that is merely useful is missing",
            world -> {
              world.policy(example -> example.replace("AdministratorAccess", "AdminAccess"));
              sandbox.aws().permit("sso:ListManagedPoliciesInPermissionSet", false);
            },
            "does not open permission set AdminAccess in account 111122223333",
            "until this is corrected",
            "#policy"),
        wrong(
            Area.AWS,
            "a group was never provisioned",
            _ -> sandbox.aws().deleteGroup("aws-prod-admin"),
            "Identity Center has no group for 'aws-prod-admin'",
            "the assignments of Identity Center",
            "#policy"),
        wrong(
            Area.AWS,
            "the identity store is another",
            world -> world.set("hourkey.aws.identity-store-id", "d-0000000009"),
            "None has the instance ARN and identity store id that are set",
            "leave them out",
            "#aws"),
        new Row(
            Area.AWS,
            "there is no link to the portal",
            world -> world.remove("hourkey.aws.start-url"),
            Outcome.NOTE,
            "messages have no link",
            "Set it",
            "#aws"));
  }

  /** Outside transactions, such a pooler gives both connections the session that is free. */
  @Test
  void a_pooler_that_shares_a_session_between_connections_is_found() throws SQLException {
    try (Connection session = database.as(TwoRoles.WORKER)) {
      try (var sql = session.createStatement()) { // As the service asks for.
        sql.execute(
            "set lock_timeout = '3s'; set idle_in_transaction_session_timeout = '4s';"
                + " set client_connection_check_interval = '2s'");
      }
      Connection pooled =
          (Connection)
              Proxy.newProxyInstance(
                  DoctorTest.class.getClassLoader(),
                  new Class<?>[] {Connection.class},
                  (_, method, arguments) ->
                      method.getName().equals("close") ? null : method.invoke(session, arguments));
      assertThat(new DatabaseDiagnostics(() -> pooled, Map.of(), Clock.systemUTC()).findings())
          .filteredOn(finding -> finding.outcome() == Outcome.WRONG)
          .singleElement()
          .satisfies(
              finding -> {
                assertThat(finding.found()).contains("They share one session of PostgreSQL");
                assertThat(finding.advice()).contains("pool_mode of PgBouncer to session");
              });
    }
  }

  @Test
  void a_pooler_that_refuses_what_the_service_asks_for_is_found() throws Exception {
    try (StandInPooler pooler = new StandInPooler(database.url())) {
      World world = new World();
      world.set(Settings.DATABASE, pooler.url());
      assertThat(new DatabaseStartCheck(world.settings).problem(Use.SERVICE).orElseThrow())
          .contains("08P01", "unsupported startup parameter in options: lock_timeout");
      assertThat(wrong(world, Area.DATABASE))
          .satisfies(
              finding -> {
                assertThat(finding.found()).contains("in options: lock_timeout (08P01)");
                assertThat(finding.advice()).contains("ignore_startup_parameters", "ALTER ROLE");
              });
    }
  }

  @Test
  void a_pooler_that_drops_what_the_service_asks_for_is_found() throws Exception {
    try (StandInPooler pooler = new StandInPooler(database.url(), "options")) {
      World world = new World();
      world.set(Settings.DATABASE, pooler.url());
      assertThat(wrong(world, Area.DATABASE))
          .satisfies(
              finding -> {
                assertThat(finding.found())
                    .startsWith(
                        "lock_timeout, idle_in_transaction_session_timeout,"
                            + " client_connection_check_interval are off");
                assertThat(finding.advice()).contains("ALTER ROLE");
              });
      World.execute(
          "alter database hourkey set lock_timeout = '3s'; alter database hourkey set"
              + " idle_in_transaction_session_timeout = '4s'; alter database hourkey set"
              + " client_connection_check_interval = '2s'");
      assertThat(world.outcomes(Area.DATABASE)).containsOnly(Outcome.OK);
    } finally {
      World.execute("alter database hourkey reset all");
    }
  }

  private static Finding wrong(World world, Area area) {
    List<Finding> wrong =
        DoctorSetup.of(world.settings).examine(EnumSet.of(area)).findings().stream()
            .filter(finding -> !finding.outcome().fine())
            .toList();
    assertThat(wrong).hasSize(1);
    return wrong.getFirst();
  }

  @Test
  void each_action_of_the_installation_guide_that_is_missing_is_found() {
    Set<String> others = new TreeSet<>(InstallGuide.actions());
    others.remove("sso:ListInstances"); // Without it nothing else is tried.
    others.forEach(action -> sandbox.aws().permit(action, false));
    assertThat(refused())
        .extracting(finding -> finding.tried().replace("Try ", ""))
        .containsExactlyInAnyOrderElementsOf(others);

    sandbox.aws().permit("sso:ListInstances", false);
    assertThat(refused()).hasSize(1);
  }

  @Test
  void the_service_compares_what_it_knows_and_the_command_asks_slowly() {
    Map<String, String> settings = new World().settings;
    Doctor service =
        DoctorSetup.of(
            settings, Optional.empty(), Optional.of(CatalogSnapshot::empty), Clock.systemUTC());
    assertThat(service.examine(EnumSet.of(Area.AWS)).findings().getLast().found())
        .isEqualTo("Not every entitlement has been checked yet.");
    int tried = sandbox.aws().calls().size();

    Instant start = Instant.now();
    DoctorSetup.of(settings).examine(EnumSet.of(Area.AWS));

    int asked = sandbox.aws().calls().size() - 2 * tried;
    assertThat(asked).isGreaterThan(9); // Three entitlements, and three calls for each.
    assertThat(Duration.between(start, Instant.now()))
        .isGreaterThan(EntitlementComparison.BETWEEN_CALLS.multipliedBy(asked));
  }

  @Test
  void a_report_leaves_no_threads_of_its_clients_behind() {
    Set<Thread> before = clientThreads();
    DoctorSetup.of(new World().settings).examine(EnumSet.of(Area.AWS, Area.AUDIT));
    await().untilAsserted(() -> assertThat(clientThreads()).isSubsetOf(before));
  }

  private static Set<Thread> clientThreads() {
    return Thread.getAllStackTraces().keySet().stream()
        .filter(thread -> thread.getName().startsWith("sdk-"))
        .collect(Collectors.toSet());
  }

  private static List<Finding> refused() {
    List<Finding> refused =
        DoctorSetup.of(new World().settings).examine(EnumSet.of(Area.AWS)).findings().stream()
            .filter(finding -> finding.outcome() != Outcome.OK)
            .filter(finding -> !finding.tried().startsWith("Compare the entitlements"))
            .toList();
    assertThat(refused)
        .allSatisfy(
            finding -> {
              assertThat(finding.found()).contains("AccessDeniedException");
              assertThat(finding.page()).isEqualTo("docs/install.md#aws");
            });
    return refused;
  }

  @Test
  void actions_for_tags_count_only_if_the_policy_file_needs_them() {
    World world = new World();
    assertThat(world.outcomes(Area.AWS)).containsOnly(Outcome.OK);
    world.policy(
        example ->
            example
                + """

                rules:
                  - match: { group: "aws-*", account: { ou: "Workloads/*", tags: { env: dev } } }
                    id: "{group}"
                    name: "{group}"
                    eligible: [group:engineering]
                    approvals: 0
                """);
    assertThat(world.examine().findings())
        .filteredOn(finding -> finding.outcome() == Outcome.WRONG)
        .extracting(Finding::tried)
        .containsExactlyInAnyOrder(
            "Try organizations:ListRoots",
            "Try organizations:ListOrganizationalUnitsForParent",
            "Try organizations:ListAccountsForParent",
            "Try organizations:ListTagsForResource");
    InstallGuide.actionsForTags().forEach(action -> sandbox.aws().permit(action, true));
    assertThat(world.outcomes(Area.AWS)).containsOnly(Outcome.OK);
  }

  private static Stream<Row> others() {
    return Stream.of(
        wrong(
            Area.POLICY,
            "the policy file is not there",
            world -> world.set("hourkey.policy.file", "/nowhere/policy.yaml"),
            "there is no file",
            "Correct the file",
            "#policy"),
        wrong(
            Area.POLICY,
            "the policy file has a mistake",
            world -> world.policy(example -> example.replace("eligible:", "elegible:")),
            "elegible",
            "hourkey check",
            "#policy"),
        wrong(
            Area.POLICY,
            "the policy file names a tool without settings",
            world -> {
              world.policy(example -> example + "\ntickets: { jira: { projects: [INC] } }\n");
              world.remove("hourkey.ticket.jira-token");
            },
            "hourkey.ticket.jira-token is not set",
            "Set it",
            "#on-call-and-tickets"),
        new Row(
            Area.POLICY,
            "another version of the policy file is in force",
            world ->
                world.sql(
                    """
                    update policy_version set path = 'policy.yaml', content = '', digest = 'abc123',
                      in_force_since = now(), confirmed_at = now()
                    """,
                    """
                    update policy_version set path = null, content = null, digest = null,
                      in_force_since = null, confirmed_at = null
                    """),
            Outcome.NOTE,
            "but sha256:abc123 is in force",
            "give this one the same file",
            "#policy"),
        wrong(
            Area.TOOLS,
            "the key of the on-call tool is not valid",
            world -> {
              world.policy(example -> example + "on_call: { ops: { pagerduty: PSCHED1 } }\n");
              world.set("hourkey.oncall.pagerduty-token", "other");
            },
            "hourkey.oncall.pagerduty-token is not valid",
            "Correct the setting",
            "#on-call-and-tickets"),
        wrong(
            Area.TOOLS,
            "the schedule is not there",
            world ->
                world.policy(example -> example + "on_call: { ops: { pagerduty: PSCHED9 } }\n"),
            "'ops': ask PagerDuty who is on call for PSCHED9",
            "what the policy file names",
            "#on-call-and-tickets"),
        new Row(
            Area.TOOLS,
            "nobody is on call",
            world -> {
              world.policy(example -> example + "on_call: { ops: { pagerduty: PSCHED1 } }\n");
              sandbox.onCall().onCall("PSCHED1");
            },
            Outcome.NOTE,
            "Nobody is on call at the moment",
            "compare the id",
            "#on-call-and-tickets"),
        new Row(
            Area.TOOLS,
            "Entra does not know the address of somebody on call",
            world -> {
              world.policy(example -> example + "on_call: { ops: { pagerduty: PSCHED1 } }\n");
              sandbox
                  .onCall()
                  .onCall("PSCHED1", new Responder(7, "Ana Lima", "ana@elsewhere.example"));
            },
            Outcome.NOTE,
            "Look in Entra for ana@elsewhere.example, who is on call for 'ops': No account"
                + " has this address",
            "same address in the on-call tool and in Entra",
            "#on-call-and-tickets"),
        wrong(
            Area.TOOLS,
            "the account of Jira does not see the project",
            world -> {
              world.policy(example -> example + "tickets: { jira: { projects: [INC] } }\n");
              sandbox.jira().hide("INC");
            },
            "Jira project INC: read the project INC: Jira answered 404",
            "Correct the setting",
            "#on-call-and-tickets"),
        wrong(
            Area.NETWORK,
            "the clock is wrong",
            _ -> sandbox.vendorClocksAhead(Duration.ofMinutes(7)),
            "This machine's clock is 4",
            "NTP",
            "#network"),
        wrong(
            Area.NETWORK,
            "a host is not reachable",
            world -> world.set("hourkey.ticket.jira-url", "http://127.0.0.1:9"),
            "Reach Jira at 127.0.0.1: The connection is refused",
            "firewall",
            "#network"),
        wrong(
            Area.CONSOLE,
            "the issuer is another",
            world -> world.set("hourkey.console.issuer", sandbox.uri() + "/not-a-tenant/v2.0"),
            "there is no such tenant",
            "hourkey.entra.tenant-id",
            "#console"),
        wrong(
            Area.CONSOLE,
            "the console's secret is wrong",
            world -> world.set("hourkey.console.client-secret", "the-id-of-the-secret"),
            "The sign-in service refuses it: AADSTS7000215: invalid client secret",
            "not the secret's id",
            "#console"),
        wrong(
            Area.CONSOLE,
            "the application lacks the console's redirect URI",
            _ -> sandbox.login().switches().redirects(false),
            "/console/callback: The application has no such redirect URI",
            "under Authentication",
            "#console"),
        wrong(
            Area.AUDIT,
            "the directory of checkpoints is not there",
            world -> world.set("hourkey.audit.checkpoint-directory", "/nowhere"),
            "There is no such directory",
            "mount it",
            "#signed-checkpoints"),
        new Row(
            Area.AUDIT,
            "the bucket belongs to another account",
            _ -> sandbox.bucket().owner("999988887777"),
            Outcome.NOTE,
            "It exists, but belongs to a different account from Hourkey's role",
            "yours",
            "#signed-checkpoints"),
        wrong(
            Area.AUDIT,
            "the bucket is not there",
            _ -> sandbox.bucket().exists(false),
            "NoSuchBucket",
            "Create the bucket",
            "#signed-checkpoints"),
        wrong(
            Area.AUDIT,
            "the collector's token is wrong",
            world -> world.set("hourkey.audit.export-secret", "Splunk wrong"),
            "the credential: It answered 403",
            "'Splunk 0123…'",
            "#delivery-of-audit-events"),
        wrong(
            Area.AUDIT,
            "the collector's token is missing",
            world -> world.remove("hourkey.audit.export-secret"),
            "the credential: It answered 401",
            "hourkey.audit.export-secret",
            "#delivery-of-audit-events"),
        wrong(
            Area.AUDIT,
            "the application may not send to Sentinel",
            world -> {
              world.remove("hourkey.audit.export-secret");
              world.set("hourkey.audit.export-token-scope", "https://monitor.azure.com/.default");
            },
            "the credential: It answered 403",
            "Monitoring Metrics Publisher",
            "#delivery-of-audit-events"),
        wrong(
            Area.AUDIT,
            "the collector's address is that of its page",
            world -> {
              world.set("hourkey.audit.export-url", sandbox.uri() + "/en-US/app/launcher/home");
              world.set("hourkey.audit.export-format", "ocsf");
            },
            "the credential: It answered 404",
            "address that accepts events",
            "#delivery-of-audit-events"),
        new Row(
            Area.AUDIT,
            "the collector is ill",
            _ -> sandbox.collector().faults().answer(Answer.empty(503), 1),
            Outcome.UNKNOWN,
            "the credential: It answered 503",
            "Try again",
            "#delivery-of-audit-events"),
        new Row(
            Area.AUDIT,
            "nobody is at the collector's address",
            world ->
                world.set(
                    "hourkey.audit.export-url", "http://127.0.0.1:9/services/collector/event"),
            Outcome.UNKNOWN,
            "could not be reached (ConnectException)",
            "about the network",
            "#delivery-of-audit-events"),
        wrong(
            Area.SETTINGS,
            "Splunk would get events that it does not read",
            world -> {
              world.set("hourkey.audit.export-url", "https://splunk.example/services/collector");
              world.remove("hourkey.audit.export-format");
            },
            "hourkey.audit.export-format must be splunk-hec",
            "Correct",
            "#delivery-of-audit-events"),
        wrong(
            Area.SETTINGS,
            "Sentinel would get events that it does not read",
            world ->
                world.set(
                    "hourkey.audit.export-url",
                    "https://x.westeurope-1.ingest.monitor.azure.com/dataCollectionRules/dcr-1/streams/Custom-Hourkey_CL?api-version=2023-01-01"),
            "hourkey.audit.export-format must be sentinel",
            "Correct",
            "#delivery-of-audit-events"));
  }

  @Test
  void every_secret_of_the_documentation_is_kept_out_of_findings() throws IOException {
    Set<String> documented = new TreeSet<>();
    for (String line : Files.readAllLines(Path.of("docs/configuration.md"))) {
      var row = Pattern.compile("\\| `([a-z0-9.-]+)` \\|.*[. ]Secret.*").matcher(line);
      if (row.matches()) {
        documented.add(row.group(1));
      }
    }
    documented.remove("hourkey.entra.certificate-path"); // A path; the file is the secret.
    documented.add("hourkey.entra.access-token");
    documented.add(Settings.DATABASE_PASSWORD);
    assertThat(Settings.SECRETS).containsExactlyInAnyOrderElementsOf(documented);
  }

  @Test
  void nothing_in_the_database_depends_on_the_value_of_a_secret() {
    Map<String, String> settings = new HashMap<>();
    Settings.KNOWN.forEach(key -> settings.put(key, "one"));
    String before = SettingsDigests.json(settings);
    Settings.SECRETS.forEach(key -> settings.put(key, "another"));
    settings.put("hourkey.audit.export-url", "https://collector.example.com/?key=another");

    assertThat(SettingsDigests.json(settings)).isEqualTo(before).doesNotContain("one", "another");
    settings.put("hourkey.aws.region", "another");
    assertThat(SettingsDigests.json(settings)).isNotEqualTo(before);
  }

  @Test
  void the_newest_migration_is_the_version_that_doctor_expects() throws IOException {
    try (Stream<Path> files = Files.list(Path.of("src/main/resources/db/migration"))) {
      assertThat(
              files
                  .map(file -> file.getFileName().toString().replaceFirst("V(\\d+)__.*", "$1"))
                  .collect(Collectors.toCollection(TreeSet::new))
                  .last())
          .isEqualTo(DatabaseDiagnostics.SCHEMA);
    }
  }

  /** Something that is wrong, and what doctor says about it. */
  record Row(
      Area area,
      String name,
      Breaking fault,
      Outcome outcome,
      String found,
      String advice,
      String section) {
    @Override
    public String toString() {
      return name;
    }
  }

  private static Row wrong(
      Area area, String name, Breaking fault, String found, String advice, String section) {
    return new Row(area, name, fault, Outcome.WRONG, found, advice, section);
  }

  private interface Breaking {
    void in(World world) throws Exception;
  }

  private interface Rewriting {
    String of(String example);
  }

  /** Settings that are right for the sandbox, and the database. */
  private static final class World {
    final Map<String, String> settings = new HashMap<>(sandbox.settings());
    private String undo = "";

    World() {
      settings.putAll(sandbox.consoleSettings(URI.create("http://127.0.0.1:9")));
      settings.putAll(sandbox.checkpointSettings());
      settings.put("hourkey.audit.signing-key", KEY);
      settings.put("hourkey.audit.checkpoint-origin", "hourkey.example.com/audit/doctor");
      settings.put("hourkey.audit.checkpoint-directory", directory().toString());
      settings.put("hourkey.entra.access-token", "a-token-of-entra");
      settings.put("hourkey.api.token", HourkeySandbox.API_TOKEN);
      settings.put(
          "hourkey.aws.scim-token-expires", LocalDate.now(ZoneOffset.UTC).plusYears(1).toString());
      settings.put("hourkey.policy.file", "deploy/policy.example.yaml");
      settings.put(Settings.DATABASE, database.url());
      settings.put(Settings.DATABASE_USER, TwoRoles.WORKER);
      settings.put(Settings.DATABASE_PASSWORD, TwoRoles.PASSWORD);
    }

    void set(String key, String value) {
      settings.put(key, value);
    }

    void remove(String key) {
      settings.remove(key);
    }

    void policy(Rewriting change) {
      try {
        Path file = folder.resolve("policy.yaml");
        Files.writeString(file, change.of(Files.readString(Path.of("deploy/policy.example.yaml"))));
        set("hourkey.policy.file", file.toString());
      } catch (IOException e) {
        throw new java.io.UncheckedIOException(e);
      }
    }

    /** Changes the tables as their owner; {@link #undo} takes it back. */
    void sql(String statement, String back) throws SQLException {
      execute(statement);
      undo = back;
    }

    /** Two that have run for an hour; the second has these other settings. */
    void replicas(String version, String otherVersion, Map<String, String> other)
        throws SQLException {
      Map<String, String> others = new HashMap<>(settings);
      others.putAll(other);
      sql(
          """
          insert into replica (name, seen_at, started_at, version, settings) values
            ('one', now() + interval '1 hour', now() - interval '1 hour', '%s', '%s'),
            ('two', now() + interval '1 hour', now() - interval '1 hour', '%s', '%s')
          """
              .formatted(
                  version,
                  SettingsDigests.json(settings),
                  otherVersion,
                  SettingsDigests.json(others)),
          "delete from replica");
    }

    void undo() throws SQLException {
      if (!undo.isEmpty()) {
        execute(undo);
      }
    }

    private static void execute(String statement) throws SQLException {
      try (Connection owner = database.as(TwoRoles.OWNER);
          var sql = owner.createStatement()) {
        sql.execute(statement);
      }
    }

    Report examine() {
      return DoctorSetup.of(settings).examine();
    }

    Set<Outcome> outcomes(Area area) {
      return DoctorSetup.of(settings).examine(EnumSet.of(area)).findings().stream()
          .map(Finding::outcome)
          .collect(Collectors.toSet());
    }

    private static Path directory() {
      try {
        return Files.createDirectories(folder.resolve("checkpoints"));
      } catch (IOException e) {
        throw new java.io.UncheckedIOException(e);
      }
    }
  }

  private static final String KEY = key();

  private static String key() {
    try {
      return Base64.getEncoder()
          .encodeToString(
              KeyPairGenerator.getInstance("Ed25519").generateKeyPair().getPrivate().getEncoded());
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  private static String jwt(String claims) {
    var base64 = Base64.getUrlEncoder().withoutPadding();
    return "e30."
        + base64.encodeToString(claims.getBytes(java.nio.charset.StandardCharsets.UTF_8))
        + ".x";
  }
}
