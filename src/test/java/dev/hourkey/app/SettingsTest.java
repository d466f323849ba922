package dev.hourkey.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hourkey.api.ApiConfig;
import dev.hourkey.app.DatabaseStartCheck.Use;
import dev.hourkey.aws.AwsConfig;
import dev.hourkey.catalog.PolicyConfig;
import dev.hourkey.checkpoint.CheckpointConfig;
import dev.hourkey.console.ConsoleConfig;
import dev.hourkey.doctor.ConnectionFailure;
import dev.hourkey.doctor.Finding;
import dev.hourkey.doctor.HttpProbe;
import dev.hourkey.doctor.Outcome;
import dev.hourkey.entra.EntraConfig;
import dev.hourkey.export.ArchiveConfig;
import dev.hourkey.export.DeliveryConfig;
import dev.hourkey.oncall.OnCallConfig;
import dev.hourkey.request.ActionRateConfig;
import dev.hourkey.slack.SlackConfig;
import dev.hourkey.support.FreePort;
import dev.hourkey.support.TestCertificates;
import dev.hourkey.ticket.TicketConfig;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfigBuilder;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.lang.reflect.Method;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.eclipse.microprofile.config.Config;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SettingsTest {
  @Test
  void complete_settings_have_no_problems() {
    assertThat(Settings.problems(http())).isEmpty();
    assertThat(Settings.problems(socket())).isEmpty();
  }

  @Test
  void all_missing_settings_are_reported_at_once_with_a_sentence_each() {
    assertThat(Settings.problems(Map.of()))
        .hasSize(9)
        .allMatch(problem -> problem.endsWith("."))
        .anyMatch(
            problem -> problem.startsWith("hourkey.policy.file (HOURKEY_POLICY_FILE) is missing"));
  }

  @ParameterizedTest
  @CsvSource({
    "hourkey.policy.file, hourkey.policy.file",
    "hourkey.slack.bot-token, hourkey.slack.bot-token",
    "hourkey.slack.team-id, hourkey.slack.team-id",
    "hourkey.slack.signing-secret, forge",
    "hourkey.entra.tenant-id, hourkey.entra.tenant-id",
    "hourkey.entra.client-secret, credential",
    "hourkey.aws.region, hourkey.aws.region",
    "quarkus.datasource.jdbc.url, PostgreSQL"
  })
  void a_missing_setting_is_named(String key, String named) {
    Map<String, String> settings = http();
    settings.remove(key);
    assertThat(Settings.problems(settings)).singleElement().asString().contains(named);
  }

  @Test
  void a_blank_signing_secret_counts_as_missing() {
    assertThat(Settings.problems(with("hourkey.slack.signing-secret", " "))).hasSize(1);
    assertThat(Settings.problems(with("hourkey.slack.signing-secret", "old,"))).hasSize(1);
    assertThat(Settings.problems(with("hourkey.slack.signing-secret", "old,new"))).isEmpty();
  }

  @Test
  void the_socket_needs_its_own_token() {
    Map<String, String> settings = socket();
    settings.remove("hourkey.slack.app-token");
    assertThat(Settings.problems(settings)).singleElement().asString().contains("app-token");
  }

  @Test
  void a_misspelt_key_is_reported_with_a_suggestion() {
    assertThat(Settings.problems(with("hourkey.slack.bot-tokn", "x")))
        .containsExactly(
            "hourkey.slack.bot-tokn is not a setting of Hourkey; did you mean"
                + " hourkey.slack.bot-token?");
    assertThat(Settings.problems(with("HOURKEY_SLACK_TEAMID", "x")))
        .containsExactly(
            "HOURKEY_SLACK_TEAMID is not a setting of Hourkey; did you mean"
                + " HOURKEY_SLACK_TEAM_ID?");
  }

  /** The service in {@code deploy/kubernetes} is called hourkey, and somebody may call one web. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "HOURKEY_SERVICE_HOST",
        "HOURKEY_SERVICE_PORT",
        "HOURKEY_SERVICE_PORT_HTTP",
        "HOURKEY_PORT",
        "HOURKEY_PORT_8080_TCP",
        "HOURKEY_PORT_8080_TCP_ADDR",
        "HOURKEY_PORT_8080_TCP_PORT",
        "HOURKEY_PORT_8080_TCP_PROTO",
        "HOURKEY_WEB_SERVICE_HOST",
        "HOURKEY_WEB_PORT_80_TCP_ADDR"
      })
  void variables_that_kubernetes_sets_for_services_do_not_prevent_the_start(String variable) {
    assertThat(Settings.problems(with(variable, ""))).isEmpty();
    assertThat(Settings.VARIABLES).as("none is a setting").doesNotContain(variable);
  }

  /** Linux would give each connection to one of the two servers at random. */
  @ParameterizedTest
  @CsvSource({"9000, , 9000", ", 8080, 8080", "7000, 7000, 7000", "' 9000', 9000, 9000"})
  void two_equal_ports_stop_the_start_however_they_are_set(
      String http, String management, String port) {
    Map<String, String> settings = http();
    Optional.ofNullable(http).ifPresent(one -> settings.put("quarkus.http.port", one));
    Optional.ofNullable(management).ifPresent(one -> settings.put("quarkus.management.port", one));
    assertThat(Settings.problems(settings))
        .singleElement()
        .asString()
        .startsWith(
            "quarkus.http.port (QUARKUS_HTTP_PORT) and quarkus.management.port"
                + " (QUARKUS_MANAGEMENT_PORT) are both "
                + port)
        .contains("set different ports")
        .endsWith(".");
    settings.put("quarkus.http.port", "7001");
    assertThat(Settings.problems(settings)).isEmpty();
  }

  @Test
  void equal_ports_of_two_addresses_or_of_one_server_are_fine() {
    Map<String, String> settings = with("quarkus.management.port", "8080");
    settings.put("quarkus.http.host", "192.0.2.1");
    settings.put("quarkus.management.host", "127.0.0.1");
    assertThat(Settings.problems(settings)).isEmpty();
    settings.put("quarkus.management.host", "0.0.0.0");
    assertThat(Settings.problems(settings)).as("it includes the other").hasSize(1);
    settings.put("quarkus.management.host", "[::]");
    assertThat(Settings.problems(settings)).as("written otherwise").hasSize(1);
    settings.put("quarkus.http.host", "localhost");
    settings.put("quarkus.management.host", "127.0.0.1");
    assertThat(Settings.problems(settings)).as("another name of the same").hasSize(1);
    settings.put("quarkus.http.insecure-requests", "disabled");
    assertThat(Settings.problems(settings)).as("HTTP is off").isEmpty();
    assertThat(Settings.problems(with("quarkus.http.port", "0"))).as("any").isEmpty();
    assertThat(Settings.problems(with("quarkus.http.port", "80a")))
        .containsExactly("quarkus.http.port must be a port, 1 to 65535.");
  }

  @Test
  void a_port_that_another_program_uses_is_said_in_one_sentence_before_the_start()
      throws IOException {
    try (ServerSocket other = new ServerSocket(0)) {
      String port = String.valueOf(other.getLocalPort());
      Map<String, String> settings = with("quarkus.management.port", port);
      settings.put("quarkus.http.port", String.valueOf(FreePort.take()));

      assertThat(Ports.unavailable(settings))
          .singleElement()
          .asString()
          .startsWith("quarkus.management.port (QUARKUS_MANAGEMENT_PORT) is " + port)
          .contains("Address already in use", "Stop the program that uses it")
          .doesNotContain("\n");
      assertThat(Main.refusePorts(settings)).isEqualTo(69);

      settings.put("quarkus.http.so-reuse-port", "true");
      assertThat(Main.refusePorts(settings)).as("the port may be shared").isZero();
    }
  }

  @Test
  void an_address_of_another_machine_is_said_with_its_setting() {
    Map<String, String> settings = with("quarkus.http.host", "192.0.2.1");
    settings.put("quarkus.http.port", "0");
    settings.put("quarkus.management.port", "0");
    assertThat(Ports.unavailable(settings))
        .singleElement()
        .asString()
        .contains("of 192.0.2.1 (", "Set quarkus.http.host to an address of this machine");
  }

  @Test
  void a_ready_access_token_is_taken_on_loopback_only() {
    Map<String, String> settings = with("hourkey.entra.access-token", "t");
    assertThat(Settings.problems(settings)).singleElement().asString().contains("loopback");
    settings.put("hourkey.entra.graph-url", "http://127.0.0.1:9/v1.0");
    assertThat(Settings.problems(settings)).isEmpty();
  }

  @Test
  void a_collector_takes_either_a_secret_or_tokens() {
    Map<String, String> settings =
        with("hourkey.audit.export-token-scope", "https://monitor.azure.com/.default");
    assertThat(Settings.problems(settings)).singleElement().asString().contains("export-url");
    settings.put("hourkey.audit.export-url", "https://hourkey.westeurope.ingest.monitor.azure.com");
    assertThat(Settings.problems(settings)).isEmpty();
    settings.put("hourkey.audit.export-secret", "Bearer 0123456789");
    assertThat(Settings.problems(settings)).singleElement().asString().contains("not both");
    settings.remove("hourkey.audit.export-secret");
    settings.put("hourkey.audit.export-token-scope", "monitor");
    assertThat(Settings.problems(settings)).singleElement().asString().contains("must be a scope");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "http://api.pagerduty.com",
        "HTTP://api.pagerduty.com",
        "ftp://api.pagerduty.com",
        "api.pagerduty.com",
        "https:///x"
      })
  void credentials_of_a_tool_go_to_no_address_without_https(String url) {
    assertThat(Settings.problems(with("hourkey.oncall.pagerduty-url", url)))
        .singleElement()
        .asString()
        .startsWith("hourkey.oncall.pagerduty-url must b");
    assertThat(Settings.problems(with("hourkey.oncall.pagerduty-url", "http://127.0.0.1:9/x")))
        .isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "https://example.atlassian.net/browse/OPS-1",
        "https://example.atlassian.net/jira/your-work",
        "https://jira.example.com/rest/api/3",
      })
  void a_page_of_jira_is_not_its_site(String url) {
    assertThat(Settings.problems(with("hourkey.ticket.jira-url", url)))
        .singleElement()
        .asString()
        .contains("must be the site, like https://example.atlassian.net");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "https://example.atlassian.net",
        "https://example.atlassian.net/",
        "https://api.atlassian.com/ex/jira/11223344-a1b2-3b33-c444-def123456789",
        "https://intranet.example.com/jira",
      })
  void jiras_site_may_be_the_gateway_or_behind_a_proxy(String url) {
    assertThat(Settings.problems(with("hourkey.ticket.jira-url", url))).isEmpty();
  }

  @Test
  void a_console_needs_all_that_signs_people_in() {
    assertThat(Settings.problems(with("hourkey.console.step-up-context", "c1"))).hasSize(3);
    assertThat(Settings.problems(console())).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "hourkey.console.public-url, http://hourkey.example.com, must begin with https",
    "hourkey.console.public-url, HTTP://hourkey.example.com, must begin with https",
    "hourkey.console.public-url, https://hourkey.example.com/x, must not have a path",
    "hourkey.console.public-url, https://hourkey.example.com?x, must not have a path",
    "hourkey.console.public-url, hourkey.example.com, must be a URL",
    "hourkey.console.issuer, http://login.example.com/v2.0, must begin with https",
    "hourkey.console.step-up-context, c0, c1 to c99",
    "hourkey.console.step-up-context, mfa, c1 to c99",
  })
  void a_console_that_nobody_could_sign_in_to_safely_stops_the_start(
      String key, String value, String sentence) {
    Map<String, String> settings = console();
    settings.put(key, value);
    assertThat(Settings.problems(settings)).singleElement().asString().contains(key, sentence);
  }

  @Test
  void a_sign_in_without_https_is_taken_on_loopback_only() {
    Map<String, String> settings = console();
    settings.put("hourkey.console.public-url", "http://127.0.0.1:8080");
    settings.put("hourkey.console.issuer", "http://127.0.0.1:8089/t/v2.0");
    assertThat(Settings.problems(settings)).isEmpty();
  }

  @Test
  void another_issuer_may_have_secrets_and_ids_that_would_be_a_mistake_with_entra() {
    Map<String, String> settings = console();
    settings.put("hourkey.console.client-secret", "0a1b2c3d-0000-4000-8000-00000000000a");
    settings.put("hourkey.console.client-id", settings.get("hourkey.entra.client-id"));
    assertThat(Settings.problems(settings)).hasSize(2);
    settings.put("hourkey.console.issuer", "https://keycloak.example.com/realms/work");
    assertThat(Settings.problems(settings)).isEmpty();
  }

  @Test
  void people_sign_in_to_the_tenant_in_which_hourkey_knows_people() {
    String tenant = "0a1b2c3d-0000-4000-8000-00000000000a";
    Map<String, String> settings = console();
    settings.put("hourkey.entra.tenant-id", tenant);
    for (String wrong :
        List.of(
            "https://login.microsoftonline.com/0a1b2c3d-0000-4000-8000-00000000000b/v2.0",
            "https://login.microsoftonline.com/organizations/v2.0",
            "https://login.microsoftonline.us/" + tenant + "/v2.0")) {
      settings.put("hourkey.console.issuer", wrong);
      assertThat(Settings.problems(settings))
          .singleElement()
          .asString()
          .startsWith("hourkey.console.issuer must be that of hourkey.entra.tenant-id");
    }
    settings.put("hourkey.console.issuer", "https://login.microsoftonline.com/" + tenant + "/v2.0");
    assertThat(Settings.problems(settings)).isEmpty();
  }

  @Test
  void a_pool_keeps_no_more_connections_than_it_may_have() {
    for (String key : Settings.DATABASE_SMALLEST_POOLS) {
      assertThat(Settings.problems(with(key, "27")))
          .containsExactly(
              key + " must be a whole number, at most quarkus.datasource.jdbc.max-size.");
      assertThat(Settings.problems(with(key, "26"))).isEmpty();
    }
  }

  @ParameterizedTest
  @CsvSource({
    "quarkus.datasource.password, '<3>'",
    "hourkey.audit.export-s3-bucket, arn:aws:s3:eu-west-1:111122223333:accesspoint/logs",
  })
  void an_unusual_value_that_works_is_accepted(String key, String value) {
    assertThat(Settings.problems(with(key, value))).noneMatch(problem -> problem.startsWith(key));
  }

  private static Map<String, String> console() {
    Map<String, String> settings = http();
    settings.put("hourkey.console.public-url", "https://hourkey.example.com");
    settings.put("hourkey.console.client-id", "console");
    settings.put("hourkey.console.client-secret", "s");
    return settings;
  }

  @Test
  void checkpoints_need_a_key_a_name_and_a_place_to_compare_with() {
    assertThat(Settings.problems(checkpoints())).isEmpty();
    for (String missing : List.of("checkpoint-origin", "checkpoint-directory", "signing-key")) {
      Map<String, String> settings = checkpoints();
      settings.remove("hourkey.audit." + missing);
      assertThat(Settings.problems(settings))
          .singleElement()
          .asString()
          .contains("hourkey.audit." + missing)
          .doesNotContain(ED25519);
    }
    Map<String, String> timestampsOnly = checkpoints();
    timestampsOnly.remove("hourkey.audit.checkpoint-directory");
    timestampsOnly.put("hourkey.audit.checkpoint-timestamp-url", "https://timestamp.example.com");
    assertThat(Settings.problems(timestampsOnly)).hasSize(1);
  }

  @ParameterizedTest
  @CsvSource({
    "signing-key, c2VjcmV0, is not an Ed25519 key",
    "signing-key-path, /nowhere/key.pem, there is no file",
    "checkpoint-origin, https://hourkey.example.com, must be a name",
    "checkpoint-origin, ../other, must be a name",
    "checkpoint-interval, 0s, must be a time",
    "checkpoint-s3-retention, 1y, must be a number of days",
    "checkpoint-witness-url, https://witness.example.com, checkpoint-witness-key",
    "checkpoint-witness-key, witness+abc, must be a verifier key"
  })
  void a_mistake_in_checkpoints_is_reported(String key, String value, String sentence) {
    Map<String, String> settings = checkpoints();
    if (key.equals("signing-key-path")) {
      settings.remove("hourkey.audit.signing-key");
    }
    settings.put("hourkey.audit." + key, value);
    assertThat(Settings.problems(settings)).singleElement().asString().contains(sentence);
  }

  /** A key for tests. */
  private static final String ED25519 =
      "MC4CAQAwBQYDK2VwBCIEIM+aoh8ZUSvJYF5c9rwV4svws+v//C68a6KOAVmgbHTo";

  private static Map<String, String> checkpoints() {
    Map<String, String> settings = with("hourkey.audit.signing-key", ED25519);
    settings.put("hourkey.audit.checkpoint-origin", "hourkey.example.com/audit/prod");
    settings.put("hourkey.audit.checkpoint-directory", "/mnt/checkpoints");
    return settings;
  }

  @Test
  void a_system_assigned_identity_needs_no_client_id() {
    Map<String, String> settings = with("hourkey.entra.managed-identity", "true");
    settings.remove("hourkey.entra.client-secret");
    settings.remove("hourkey.entra.client-id");
    assertThat(Settings.problems(settings)).isEmpty();
    settings.put("hourkey.entra.managed-identity", "false");
    settings.put("hourkey.entra.client-secret", "s");
    assertThat(Settings.problems(settings)).singleElement().asString().contains("client-id");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "https://graph.microsoft.com/v1.0",
        "https://graph.microsoft.us/v1.0",
        "https://dod-graph.microsoft.us/v1.0",
        "https://microsoftgraph.chinacloudapi.cn/v1.0",
        "http://127.0.0.1:8089/v1.0"
      })
  void the_graph_of_each_of_microsofts_clouds_is_known(String url) {
    assertThat(Settings.problems(with("hourkey.entra.graph-url", url))).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "https://graph.microsoft.com",
        "https://graph.microsoft.com/beta",
        "http://graph.microsoft.com/v1.0",
        "https://graph.microsoft.de/v1.0",
        "https://graph.example.com/v1.0",
        "graph"
      })
  void any_other_graph_stops_the_start_in_one_sentence(String url) {
    assertThat(Settings.problems(with("hourkey.entra.graph-url", url)))
        .singleElement()
        .asString()
        .startsWith("hourkey.entra.graph-url must be the address of Microsoft Graph in one of")
        .endsWith(".");
  }

  @ParameterizedTest
  @ValueSource(strings = {"0d", "90", "-1d", "12h", "10000d", "for ever"})
  void how_long_something_is_kept_is_a_number_of_days(String time) {
    assertThat(Settings.problems(with("hourkey.retention.requests", time)))
        .containsExactly(
            "hourkey.retention.requests must be a number of days, 1d to 9999d, like 90d.");
    assertThat(Settings.problems(with("hourkey.retention.requests", "90d"))).isEmpty();
  }

  @Test
  void a_command_of_the_database_alone_needs_no_directory() {
    Map<String, String> settings =
        Map.of("quarkus.datasource.jdbc.url", "jdbc:postgresql://localhost/hourkey");
    assertThat(Settings.problemsOfDatabase(settings)).isEmpty();
    assertThat(Settings.problemsOfDatabase(Map.of("hourkey.aws.regoin", "x"))).hasSize(2);
  }

  @Test
  void two_credentials_are_refused() {
    assertThat(Settings.problems(with("hourkey.entra.certificate-path", "/x")))
        .singleElement()
        .asString()
        .startsWith("hourkey.entra.client-secret and hourkey.entra.certificate-path are set");
  }

  @Test
  void swapped_tokens_are_recognized_and_not_shown() {
    Map<String, String> settings = socket();
    settings.put("hourkey.slack.bot-token", "xapp-1-secret");
    settings.put("hourkey.slack.app-token", "xoxb-2-secret");
    assertThat(Settings.problems(settings))
        .hasSize(2)
        .allSatisfy(problem -> assertThat(problem).doesNotContain("secret"))
        .anySatisfy(
            problem ->
                assertThat(problem)
                    .startsWith("hourkey.slack.bot-token must be the bot user's token")
                    .contains("belongs in hourkey.slack.app-token"))
        .anySatisfy(
            problem ->
                assertThat(problem)
                    .startsWith("hourkey.slack.app-token must be the app-level token")
                    .contains("belongs in hourkey.slack.bot-token"));
  }

  @ParameterizedTest
  @CsvSource({
    "hourkey.slack.bot-token, xoxp-user, begins with xoxb-",
    "hourkey.slack.team-id, Example, app.slack.com/client/T",
    "hourkey.slack.team-id, t0abc, upper-case letters",
    "hourkey.aws.region, eu-wset-1, did you mean eu-west-1?",
    "hourkey.aws.region, Ireland, no Region 'Ireland'",
    "hourkey.aws.remove-directly, yse, must be true or false",
    "hourkey.entra.managed-identity, no, must be true or false",
    "quarkus.datasource.jdbc.url, postgres://localhost/hourkey, must begin with jdbc:postgresql:",
    "quarkus.datasource.jdbc.url, jdbc:postgresql://hourkey:secret@db/hourkey, must not have a user",
    "quarkus.flyway.migrate-at-start, no, must be true or false",
    "hourkey.entra.client-secret, 0a1b2c3d-0000-4000-8000-00000000000A, this is its id",
    "hourkey.slack.signing-secret, xoxb-1-secret, under Basic Information",
    "hourkey.aws.start-url, https://eu-west-1.console.aws.amazon.com/console, the access portal",
    "hourkey.audit.export-s3-bucket, s3://logs, must be the name of the bucket",
    "hourkey.audit.export-s3-bucket, arn:aws:s3:::logs, must be the name of the bucket",
    "hourkey.audit.export-s3-region, eu-wset-1, did you mean eu-west-1?",
    "hourkey.audit.checkpoint-s3-region, Ireland, no Region 'Ireland'",
  })
  void a_mistake_is_reported_with_one_sentence(String key, String value, String sentence) {
    Map<String, String> settings = with(key, value);
    if (key.endsWith("managed-identity")) {
      settings.remove("hourkey.entra.client-secret");
    }
    assertThat(Settings.problems(settings)).singleElement().asString().contains(key, sentence);
  }

  @ParameterizedTest
  @ValueSource(strings = {"collector:4317", "collector", "grpc://collector:4317"})
  void a_wrong_address_for_traces_does_not_prevent_the_start_and_doctor_reports_it(String address) {
    Map<String, String> settings = with("otel.exporter.otlp.endpoint", address);
    assertThat(Settings.problems(settings)).isEmpty();
    assertThat(tracesAsDoctorSeesThem(settings))
        .singleElement()
        .matches(one -> one.outcome() == Outcome.NOTE)
        .extracting(Finding::found)
        .isEqualTo("OTEL_EXPORTER_OTLP_ENDPOINT is not an HTTP URL, so Hourkey sends no traces.");

    settings.put("otel.exporter.otlp.endpoint", "http://collector:4318");
    assertThat(tracesAsDoctorSeesThem(settings))
        .singleElement()
        .matches(one -> one.tried().equals("Reach the trace collector at collector"));
  }

  private static List<Finding> tracesAsDoctorSeesThem(Map<String, String> settings) {
    return new OutboundAddresses(settings)
            .findings((_, _) -> new HttpProbe.Reached.Failed(ConnectionFailure.TIMEOUT, "nothing"))
            .stream()
            .filter(one -> one.tried().contains("the trace collector"))
            .toList();
  }

  @Test
  void a_firewall_that_knows_only_some_of_slacks_hosts_is_seen() {
    assertThat(new OutboundAddresses(Map.of()).all().values())
        .extracting(URI::getHost)
        .contains("slack.com", "wss-primary.slack.com", "hooks.slack.com", "files.slack.com");
    assertThat(
            new OutboundAddresses(Map.of("hourkey.slack.api-url", "http://127.0.0.1:1/api/"))
                .all()
                .values())
        .extracting(URI::getHost)
        .doesNotContain("hooks.slack.com");
  }

  @Test
  void every_region_of_aws_is_taken() {
    for (String region : List.of("us-east-1", "eu-central-2", "us-gov-west-1", "cn-north-1")) {
      assertThat(Settings.problems(with("hourkey.aws.region", region))).isEmpty();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"s\n", "s\r\n", " s", "s\t", "a\nb", "\ufeffs", "s\u00a0", "s\u200bt"})
  void white_space_around_a_value_is_reported(String value) {
    for (String key :
        List.of(
            "hourkey.slack.signing-secret",
            "hourkey.entra.client-secret",
            "hourkey.entra.tenant-id",
            "hourkey.ticket.jira-token",
            "quarkus.datasource.password")) {
      assertThat(Settings.problems(with(key, value)))
          .singleElement()
          .asString()
          .startsWith(key + " (")
          .contains("white space");
    }
  }

  @Test
  void a_secret_with_a_character_that_no_header_can_have_is_reported_and_not_shown() {
    for (String key : Settings.SECRETS) {
      if (key.startsWith("hourkey.")) {
        assertThat(Settings.problems(with(key, "s3cret\u2013s3cret")))
            .anyMatch(problem -> problem.contains(key) && problem.contains("outside ASCII"))
            .noneMatch(problem -> problem.contains("s3cret"));
      }
    }
    assertThat(Settings.problems(with("quarkus.datasource.password", "pässword"))).isEmpty();
  }

  @Test
  void a_value_that_refers_to_nothing_is_not_called_missing() {
    Map<String, String> settings = with("hourkey.slack.bot-token", "${SLACK_TOKEN}");
    settings.put("quarkus.datasource.password", "pa${ss}word");
    settings.put("hourkey.slack.signing-secret", "a\\${b}c");
    settings.put("hourkey.api.token", "${API_TOKEN:}");
    Config config =
        new SmallRyeConfigBuilder()
            .addDefaultInterceptors()
            .withSources(new PropertiesConfigSource(settings, "test", 100))
            .build();
    Map<String, String> read = Settings.of(config);
    assertThat(read).containsEntry("hourkey.slack.signing-secret", "a${b}c");
    assertThat(Settings.problems(read))
        .hasSize(2)
        .allMatch(problem -> problem.contains("contains ${…}"))
        .noneMatch(problem -> problem.contains("missing") || problem.contains("pa$"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "jdbc:postgresql://db.example.com",
        "jdbc:postgresql://db.example.com:99999/hourkey",
        "jdbc:postgresql://db.example.com/hourkey?password=s3cret%zz"
      })
  void an_address_that_the_driver_can_not_read_is_reported_and_not_shown(String url) {
    assertThat(Settings.problems(with(Settings.DATABASE, url)))
        .singleElement()
        .asString()
        .contains("jdbc:postgresql://host:5432/hourkey")
        .doesNotContain("s3cret", "db.example.com");
  }

  @Test
  void only_the_profile_that_has_a_port_for_health_starts() {
    assertThat(Settings.problems(with("quarkus.profile", "prod"))).isEmpty();
    assertThat(Settings.problems(with("quarkus.profile", "prod,eu"))).isEmpty();
    for (String profile : List.of("dev", "staging")) {
      assertThat(Settings.problems(with("quarkus.profile", profile)))
          .singleElement()
          .asString()
          .startsWith("quarkus.profile must be prod");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"\"s3cret\"", "'s3cret'", "<s3cret>"})
  void quotation_marks_and_placeholders_are_reported_and_the_value_is_not_shown(String value) {
    for (String key :
        List.of(
            "hourkey.slack.signing-secret",
            "hourkey.entra.tenant-id",
            "hourkey.ticket.jira-token",
            "quarkus.datasource.jdbc.url")) {
      assertThat(Settings.problems(with(key, value)))
          .first()
          .asString()
          .startsWith(key + " (")
          .contains("quotation marks or angle brackets")
          .doesNotContain("s3cret");
    }
  }

  @Test
  void the_console_does_not_share_the_application_that_changes_groups() {
    Map<String, String> settings = with("hourkey.console.client-id", "c");
    settings.put("hourkey.console.client-secret", "s");
    settings.put("hourkey.console.public-url", "https://hourkey.example.com");
    settings.put("hourkey.entra.client-id", "h");
    assertThat(Settings.problems(settings)).isEmpty();
    settings.put("hourkey.console.client-secret", "0a1b2c3d-0000-4000-8000-00000000000a");
    assertThat(Settings.problems(settings)).singleElement().asString().contains("this is its id");
    settings.put("hourkey.console.client-secret", "s");
    settings.put("hourkey.console.client-id", "h");
    assertThat(Settings.problems(settings))
        .singleElement()
        .asString()
        .startsWith("hourkey.console.client-id must be the id of a separate app registration");
  }

  @Test
  void a_service_that_must_not_migrate_is_recognized_however_that_is_written() {
    assertThat(Settings.migratesAtStart(Map.of())).isTrue();
    assertThat(Settings.migratesAtStart(Map.of(Settings.MIGRATE_AT_START, "FALSE"))).isFalse();
  }

  @Test
  void a_credential_file_must_exist(@TempDir Path folder) throws Exception {
    for (String key : List.of("certificate-path", "federated-token-file")) {
      assertThat(Settings.problems(credential(key, folder.resolve("none"))))
          .containsExactly(
              "hourkey.entra." + key + ": there is no file " + folder.resolve("none") + ".");
    }
    Path file = folder.resolve("entra.pem");
    Files.writeString(file, "-----BEGIN CERTIFICATE-----");
    assertThat(Settings.problems(credential("certificate-path", file)))
        .singleElement()
        .asString()
        .contains("contains no private key");
    Files.writeString(file, "-----BEGIN ENCRYPTED PRIVATE KEY-----\n-----BEGIN CERTIFICATE-----\n");
    assertThat(Settings.problems(credential("certificate-path", file)))
        .singleElement()
        .asString()
        .contains("is encrypted with a password");
    KeyPair key = TestCertificates.rsa();
    Files.writeString(file, TestCertificates.pem(key, key));
    assertThat(Settings.problems(credential("certificate-path", file))).isEmpty();
    Files.write(folder.resolve("entra.pfx"), new byte[] {0x30, (byte) 0x82});
    assertThat(Settings.problems(credential("certificate-path", folder.resolve("entra.pfx"))))
        .isEmpty();
  }

  @Test
  void a_certificate_with_the_private_key_of_another_one_is_found_before_the_start(
      @TempDir Path folder) throws Exception {
    Path file = folder.resolve("entra.pem");
    KeyPair old = TestCertificates.rsa();
    Files.writeString(file, TestCertificates.pem(old, TestCertificates.rsa()));
    assertThat(Settings.problems(credential("certificate-path", file)))
        .containsExactly(
            "hourkey.entra.certificate-path: the private key does not belong to the first"
                + " certificate in the file; put a certificate and its own private key into the file; see"
                + " docs/install.md#credential.");
    for (String[] wrong :
        List.of(
            new String[] {"PRIVATE KEY", "RSA PRIVATE KEY", "older format"},
            new String[] {"-----END PRIVATE KEY-----", "", "end of the private key is missing"},
            new String[] {"-----END CERTIFICATE-----", "", "end of the certificate is missing"})) {
      Files.writeString(file, TestCertificates.pem(old, old).replace(wrong[0], wrong[1]));
      assertThat(Settings.problems(credential("certificate-path", file)))
          .singleElement()
          .asString()
          .contains(wrong[2]);
    }
  }

  private static Map<String, String> credential(String key, Path file) {
    Map<String, String> settings = with("hourkey.entra." + key, file.toString());
    settings.remove("hourkey.entra.client-secret");
    return settings;
  }

  @Test
  void an_unusable_database_is_reported_with_one_sentence_without_the_password() throws Exception {
    Map<String, String> settings = http();
    settings.put(
        "quarkus.datasource.jdbc.url", "jdbc:postgresql://127.0.0.1:9/hourkey?password=topsecret");
    assertThat(new DatabaseStartCheck(settings).problem(Use.SERVICE))
        .hasValueSatisfying(
            problem ->
                assertThat(problem)
                    .startsWith(
                        "The database jdbc:postgresql://127.0.0.1:9/hourkey cannot be used (08001:"
                            + " ")
                    .contains("refused", "docs/install.md#database")
                    .doesNotContain("topsecret", "\n"));
    try (EmbeddedPostgres database = EmbeddedPostgres.builder().setPort(FreePort.take()).start()) {
      settings.put("quarkus.datasource.jdbc.url", database.getJdbcUrl("postgres", "nowhere"));
      settings.put("quarkus.datasource.username", "postgres");
      settings.put("quarkus.datasource.password", "postgres");
      assertThat(new DatabaseStartCheck(settings).problem(Use.SERVICE))
          .hasValueSatisfying(problem -> assertThat(problem).contains("3D000", "nowhere"));
      settings.put("quarkus.datasource.jdbc.url", database.getJdbcUrl("postgres", "postgres"));
      assertThat(new DatabaseStartCheck(settings).problem(Use.SERVICE)).isEmpty();
      assertThat(new DatabaseStartCheck(settings).canStartWithoutPolicyFile()).isFalse();
    }
  }

  @Test
  void every_key_of_the_code_is_known_and_documented() throws IOException {
    var declared =
        Stream.of(
                PolicyConfig.class,
                SlackConfig.class,
                ActionRateConfig.class,
                EntraConfig.class,
                AwsConfig.class,
                OnCallConfig.class,
                TicketConfig.class,
                ApiConfig.class,
                CheckpointConfig.class,
                ConsoleConfig.class,
                DeliveryConfig.class,
                ArchiveConfig.class,
                RetentionConfig.class)
            .flatMap(type -> keys(type.getAnnotation(ConfigMapping.class).prefix(), type))
            .collect(Collectors.toCollection(TreeSet::new));
    assertThat(new TreeSet<>(Settings.KNOWN)).isEqualTo(declared);
    var documented =
        Pattern.compile("\\| `(hourkey\\.[a-z0-9.-]+)` \\| `([A-Z0-9_]+)`")
            .matcher(Files.readString(Path.of("docs/configuration.md")))
            .results()
            .map(row -> row.group(1))
            .collect(Collectors.toCollection(TreeSet::new));
    assertThat(documented).isEqualTo(declared);
  }

  private static Stream<String> keys(String prefix, Class<?> type) {
    return Stream.of(type.getDeclaredMethods())
        .filter(method -> !method.isSynthetic() && !method.isDefault())
        .flatMap(
            method -> {
              String key = prefix + "." + kebab(method);
              return method.getReturnType().isInterface()
                      && method.getReturnType().getEnclosingClass() == type
                  ? keys(key, method.getReturnType())
                  : Stream.of(key);
            });
  }

  private static String kebab(Method method) {
    return method.getName().replaceAll("([A-Z])", "-$1").toLowerCase(Locale.ROOT);
  }

  private static Map<String, String> http() {
    Map<String, String> settings = new HashMap<>();
    settings.put("hourkey.policy.file", "policy.yaml");
    settings.put("hourkey.slack.transport", "http");
    settings.put("hourkey.slack.bot-token", "xoxb");
    settings.put("hourkey.slack.team-id", "T1");
    settings.put("hourkey.slack.signing-secret", "secret");
    settings.put("hourkey.entra.tenant-id", "t");
    settings.put("hourkey.entra.client-id", "c");
    settings.put("hourkey.entra.client-secret", "s");
    settings.put("hourkey.aws.region", "eu-west-1");
    settings.put("quarkus.datasource.jdbc.url", "jdbc:postgresql://localhost/hourkey");
    return settings;
  }

  private static Map<String, String> socket() {
    Map<String, String> settings = http();
    settings.put("hourkey.slack.transport", "socket");
    settings.remove("hourkey.slack.signing-secret");
    settings.put("hourkey.slack.app-token", "xapp");
    return settings;
  }

  private static Map<String, String> with(String key, String value) {
    Map<String, String> settings = http();
    settings.put(key, value);
    return settings;
  }
}
