package dev.hourkey.app;

import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfig;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.eclipse.microprofile.config.Config;

/**
 * The settings, read and checked before anything starts, so that operators see all problems at
 * once, one sentence for each, and no stack trace.
 */
public final class Settings {
  /** All keys. A test compares them with the interfaces and with docs/configuration.md. */
  static final Set<String> KNOWN =
      Set.of(
          "hourkey.policy.file",
          "hourkey.slack.transport",
          "hourkey.slack.bot-token",
          "hourkey.slack.signing-secret",
          "hourkey.slack.app-token",
          "hourkey.slack.team-id",
          "hourkey.slack.api-url",
          "hourkey.slack.actions-per-minute",
          "hourkey.slack.discussions",
          "hourkey.entra.tenant-id",
          "hourkey.entra.client-id",
          "hourkey.entra.client-secret",
          "hourkey.entra.certificate-path",
          "hourkey.entra.federated-token-file",
          "hourkey.entra.managed-identity",
          "hourkey.entra.access-token",
          "hourkey.entra.graph-url",
          "hourkey.entra.provisioning.service-principal-id",
          "hourkey.entra.provisioning.job-id",
          "hourkey.aws.region",
          "hourkey.aws.instance-arn",
          "hourkey.aws.identity-store-id",
          "hourkey.aws.endpoint-url",
          "hourkey.aws.start-url",
          "hourkey.aws.scim-token-expires",
          "hourkey.aws.remove-directly",
          "hourkey.oncall.pagerduty-token",
          "hourkey.oncall.pagerduty-url",
          "hourkey.oncall.jsm-cloud-id",
          "hourkey.oncall.jsm-user",
          "hourkey.oncall.jsm-token",
          "hourkey.oncall.jsm-url",
          "hourkey.oncall.incident-io-token",
          "hourkey.oncall.incident-io-url",
          "hourkey.ticket.jira-url",
          "hourkey.ticket.jira-user",
          "hourkey.ticket.jira-token",
          "hourkey.audit.signing-key",
          "hourkey.audit.signing-key-path",
          "hourkey.audit.checkpoint-origin",
          "hourkey.audit.checkpoint-interval",
          "hourkey.audit.checkpoint-directory",
          "hourkey.audit.checkpoint-s3-bucket",
          "hourkey.audit.checkpoint-s3-region",
          "hourkey.audit.checkpoint-s3-retention",
          "hourkey.audit.checkpoint-witness-url",
          "hourkey.audit.checkpoint-witness-key",
          "hourkey.audit.checkpoint-timestamp-url",
          "hourkey.audit.checkpoint-timestamp-ca",
          "hourkey.api.token",
          "hourkey.console.public-url",
          "hourkey.console.client-id",
          "hourkey.console.client-secret",
          "hourkey.console.issuer",
          "hourkey.console.step-up-context",
          "hourkey.api.request-token",
          "hourkey.api.client-id",
          "hourkey.audit.export-s3-bucket",
          "hourkey.audit.export-s3-region",
          "hourkey.audit.export-s3-prefix",
          "hourkey.audit.export-s3-format",
          "hourkey.audit.export-url",
          "hourkey.audit.export-format",
          "hourkey.audit.export-header",
          "hourkey.audit.export-secret",
          "hourkey.audit.export-token-scope",
          "hourkey.retention.submissions",
          "hourkey.retention.notifications",
          "hourkey.retention.requests",
          "hourkey.retention.findings");

  /** Shorter values occur in ordinary words, and no vendor has secrets that short. */
  private static final int SHORTEST_SECRET = 8;

  /** The keys of secrets. A test compares them with docs/configuration.md. */
  static final Set<String> SECRETS =
      Set.of(
          "hourkey.slack.bot-token",
          "hourkey.slack.signing-secret",
          "hourkey.slack.app-token",
          "hourkey.entra.client-secret",
          "hourkey.entra.access-token",
          "hourkey.oncall.pagerduty-token",
          "hourkey.oncall.jsm-token",
          "hourkey.oncall.incident-io-token",
          "hourkey.ticket.jira-token",
          "hourkey.audit.signing-key",
          "hourkey.audit.export-secret",
          "hourkey.api.token",
          "hourkey.api.request-token",
          "hourkey.console.client-secret",
          "quarkus.datasource.password");

  static final String DATABASE = "quarkus.datasource.jdbc.url";
  static final String DATABASE_USER = "quarkus.datasource.username";
  static final String DATABASE_PASSWORD = "quarkus.datasource.password";
  static final String DATABASE_CREDENTIALS_PROVIDER = "quarkus.datasource.credentials-provider";

  static final String DATABASE_OPTIONS =
      "quarkus.datasource.jdbc.additional-jdbc-properties.options";
  static final String DATABASE_POOL = "quarkus.datasource.jdbc.max-size";

  /** The settings for how many connections the pool opens at first, and keeps. */
  static final List<String> DATABASE_SMALLEST_POOLS =
      List.of("quarkus.datasource.jdbc.initial-size", "quarkus.datasource.jdbc.min-size");

  static final String PROFILE = "quarkus.profile";

  /** Replaces a value whose expression refers to nothing. */
  static final String UNRESOLVED = "${…}";

  static final String MIGRATE_AT_START = "quarkus.flyway.migrate-at-start";

  static final List<String> OF_THE_DATABASE =
      List.of(
          DATABASE,
          DATABASE_USER,
          DATABASE_PASSWORD,
          DATABASE_CREDENTIALS_PROVIDER,
          DATABASE_OPTIONS,
          DATABASE_POOL,
          MIGRATE_AT_START);

  /** OpenTelemetry's own settings; either of them turns tracing on. */
  static final List<String> COLLECTORS_OF_TRACES =
      List.of("otel.exporter.otlp.endpoint", "otel.exporter.otlp.traces.endpoint");

  static final Set<String> VARIABLES =
      KNOWN.stream().map(Settings::variable).collect(Collectors.toUnmodifiableSet());

  private Settings() {}

  /** The settings of this process: properties, environment, config/application.properties. */
  public static Map<String, String> given() {
    SmallRyeConfigBuilder builder =
        new SmallRyeConfigBuilder()
            .addDefaultInterceptors()
            .addDefaultSources()
            .withProfile("prod");
    Path file = Path.of("config", "application.properties");
    if (Files.isReadable(file)) {
      try {
        builder.withSources(new PropertiesConfigSource(file.toUri().toURL(), 260));
      } catch (IOException e) {
        throw new IllegalStateException("read " + file, e);
      }
    }
    SmallRyeConfig config = builder.build();
    Map<String, String> values = new TreeMap<>();
    StreamSupport.stream(config.getPropertyNames().spliterator(), false)
        .filter(name -> name.startsWith("hourkey.") && !VARIABLES.contains(variable(name)))
        .forEach(name -> values.put(name, "")); // Misspelt, or a variable in SmallRye's form.
    System.getenv().keySet().stream()
        .filter(name -> name.startsWith("HOURKEY_") && !VARIABLES.contains(name))
        .forEach(name -> values.put(name, ""));
    values
        .keySet()
        .removeIf(
            name -> !name.startsWith("HOURKEY_") && System.getenv().containsKey(variable(name)));
    values.putAll(of(config));
    config.getOptionalValue(PROFILE, String.class).ifPresent(name -> values.put(PROFILE, name));
    return values;
  }

  /** The settings of the running application. */
  static Map<String, String> of(Config config) {
    Map<String, String> values = new TreeMap<>();
    Stream.of(KNOWN, OF_THE_DATABASE, DATABASE_SMALLEST_POOLS, Ports.KEYS, COLLECTORS_OF_TRACES)
        .flatMap(Collection::stream)
        .forEach(
            name ->
                config
                    .getOptionalValue(name, String.class)
                    .or(
                        () ->
                            Optional.of(config.getConfigValue(name)) // "" for ${NAME:}.
                                .filter(one -> one.getValue() == null && one.getRawValue() != null)
                                .map(_ -> UNRESOLVED))
                    .ifPresent(value -> values.put(name, value)));
    return values;
  }

  /** The problems of these settings for the service, one sentence each. */
  static List<String> problems(Map<String, String> values) {
    return new SettingsCheck(values).everything();
  }

  /** The problems for a command that needs neither Slack nor the policy file. */
  public static List<String> problemsWithoutSlack(Map<String, String> values) {
    return new SettingsCheck(values).withoutSlack();
  }

  /** The problems for a command that needs only the database. */
  public static List<String> problemsOfDatabase(Map<String, String> values) {
    return new SettingsCheck(values).ofDatabase();
  }

  static String variable(String key) {
    return key.toUpperCase(Locale.ROOT).replaceAll("[.-]", "_");
  }

  /** The values of secrets, which must not be shown even if a vendor repeats them. */
  static List<String> secretValues(Map<String, String> settings) {
    return SECRETS.stream()
        .flatMap(key -> Stream.ofNullable(settings.get(key)))
        .flatMap(value -> Stream.of(value.split(",")))
        .map(String::strip)
        .filter(value -> value.length() >= SHORTEST_SECRET)
        .toList();
  }

  /** Whether the service creates and changes the tables when it starts, which is the default. */
  static boolean migratesAtStart(Map<String, String> settings) {
    return !"false".equalsIgnoreCase(settings.getOrDefault(MIGRATE_AT_START, "true").strip());
  }

  /** How many connections each replica may open, from these settings, which were checked. */
  static int connectionsOfReplica(Map<String, String> settings) {
    return Integer.parseInt(
        settings.getOrDefault(DATABASE_POOL, DatabaseStartCheck.defaultOf(DATABASE_POOL)).strip());
  }
}
