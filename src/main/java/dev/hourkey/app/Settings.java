package dev.hourkey.app;

import dev.hourkey.catalog.Suggestion;
import dev.hourkey.entra.MicrosoftCloud;
import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfig;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.io.IOException;
import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/**
 * Looks at the settings before anything starts, so that an operator reads one sentence for each
 * problem, all at once, and no stack trace.
 */
final class Settings {
  /** Every key there is; a test keeps this, the interfaces and docs/configuration.md the same. */
  static final Set<String> KNOWN =
      Set.of(
          "hourkey.policy.file",
          "hourkey.slack.transport",
          "hourkey.slack.bot-token",
          "hourkey.slack.signing-secret",
          "hourkey.slack.app-token",
          "hourkey.slack.team-id",
          "hourkey.slack.api-url",
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
          "hourkey.aws.remove-directly",
          "hourkey.api.token",
          "hourkey.retention.submissions",
          "hourkey.retention.notifications",
          "hourkey.retention.requests",
          "hourkey.retention.findings");

  private static final Pattern DAYS = Pattern.compile("[1-9]\\d{0,3}d");

  private static final String DATABASE = "quarkus.datasource.jdbc.url";

  private static final Set<String> VARIABLES =
      KNOWN.stream().map(Settings::variable).collect(Collectors.toUnmodifiableSet());

  private static final List<String> CREDENTIALS =
      List.of(
          "hourkey.entra.client-secret",
          "hourkey.entra.certificate-path",
          "hourkey.entra.federated-token-file",
          "hourkey.entra.managed-identity");

  private final Map<String, String> values;
  private final List<String> problems = new ArrayList<>();

  private Settings(Map<String, String> values) {
    this.values = values;
  }

  /** What the process was started with: properties, environment, config/application.properties. */
  static Map<String, String> given() {
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
        .forEach(name -> values.put(name, "")); // Misspelt; SmallRye lists variables so as well.
    System.getenv().keySet().stream()
        .filter(name -> name.startsWith("HOURKEY_") && !VARIABLES.contains(name))
        .forEach(name -> values.put(name, ""));
    values
        .keySet()
        .removeIf(
            name -> !name.startsWith("HOURKEY_") && System.getenv().containsKey(variable(name)));
    Stream.concat(KNOWN.stream(), Stream.of(DATABASE))
        .forEach(
            name ->
                config
                    .getOptionalValue(name, String.class)
                    .ifPresent(value -> values.put(name, value)));
    return values;
  }

  /** What is wrong with these settings, a sentence each; empty when they will do. */
  static List<String> problems(Map<String, String> values) {
    Settings settings = new Settings(values);
    settings.check();
    return List.copyOf(settings.problems);
  }

  /** The same for a command that ends grants and needs neither Slack nor the operator's file. */
  static List<String> problemsWithoutSlack(Map<String, String> values) {
    Settings settings = new Settings(values);
    settings.checkDirectories();
    return List.copyOf(settings.problems);
  }

  /** The same for a command that needs the database alone. */
  static List<String> problemsOfDatabase(Map<String, String> values) {
    Settings settings = new Settings(values);
    settings.checkDatabase();
    return List.copyOf(settings.problems);
  }

  private void check() {
    needed("hourkey.policy.file", "where the operator's file is");
    slack();
    checkDirectories();
  }

  private void retention() {
    KNOWN.stream()
        .filter(key -> key.startsWith("hourkey.retention."))
        .sorted()
        .filter(key -> value(key).filter(text -> !DAYS.matcher(text).matches()).isPresent())
        .forEach(key -> problems.add(key + " must be a number of days, 1d to 9999d, like 90d."));
  }

  private void checkDirectories() {
    checkDatabase();
    entra();
    aws();
  }

  private void checkDatabase() {
    unknown();
    needed(DATABASE, "where PostgreSQL is, like jdbc:postgresql://host/hourkey");
    retention();
  }

  private void unknown() {
    for (String name : values.keySet()) {
      boolean variable = name.startsWith("HOURKEY_");
      if ((variable || name.startsWith("hourkey.")) && !KNOWN.contains(name)) {
        problems.add(
            name
                + " is not a setting of Hourkey"
                + Suggestion.nearest(name, variable ? VARIABLES : KNOWN)
                    .map(meant -> "; did you mean " + meant + "?")
                    .orElse("."));
      }
    }
  }

  private void slack() {
    needed("hourkey.slack.bot-token", "the bot user's token, xoxb-…");
    needed("hourkey.slack.team-id", "the workspace whose people are heard, T…");
    url("hourkey.slack.api-url");
    switch (value("hourkey.slack.transport").orElse("socket").toLowerCase(Locale.ROOT)) {
      case "http" -> {
        needed(
            "hourkey.slack.signing-secret", "without it anyone could forge an approval over HTTP");
        value("hourkey.slack.signing-secret")
            .filter(secrets -> Stream.of(secrets.split(",", -1)).anyMatch(String::isBlank))
            .ifPresent(
                _ ->
                    problems.add(
                        "hourkey.slack.signing-secret has a comma without a secret on each side of it."));
      }
      case "socket" ->
          needed("hourkey.slack.app-token", "the app-level token that opens sockets, xapp-…");
      default -> problems.add("hourkey.slack.transport must be http or socket.");
    }
  }

  private void entra() {
    graphUrl();
    if (value("hourkey.entra.access-token").isPresent()) {
      if (value("hourkey.entra.graph-url").filter(Settings::loopback).isEmpty()) {
        problems.add(
            "hourkey.entra.access-token is for stand-ins on this machine: hourkey.entra.graph-url"
                + " must then be a loopback address.");
      }
      return;
    }
    needed("hourkey.entra.tenant-id", "the directory Hourkey works in");
    if (!managedIdentity()) { // A system-assigned one has no client id.
      needed("hourkey.entra.client-id", "the application Hourkey signs in as");
    }
    long credentials =
        CREDENTIALS.stream()
            .filter(key -> value(key).filter(value -> !value.equals("false")).isPresent())
            .count();
    if (credentials != 1) {
      problems.add(
          (credentials == 0
                  ? "A credential for Entra is missing"
                  : "Entra wants one credential only")
              + ": set one of "
              + String.join(", ", CREDENTIALS)
              + ".");
    }
  }

  private boolean managedIdentity() {
    return value("hourkey.entra.managed-identity")
        .filter(value -> !value.equals("false"))
        .isPresent();
  }

  /** A token is valid for the Graph of one cloud only, and the URL tells which cloud that is. */
  private void graphUrl() {
    value("hourkey.entra.graph-url")
        .filter(url -> parsed(url).flatMap(MicrosoftCloud::of).isEmpty() && !loopback(url))
        .ifPresent(
            _ ->
                problems.add(
                    "hourkey.entra.graph-url must be the Microsoft Graph of one of Microsoft's"
                        + " clouds, "
                        + Stream.of(MicrosoftCloud.values())
                            .map(MicrosoftCloud::graphUrl)
                            .collect(Collectors.joining(" or "))
                        + ", or a stand-in on a loopback address."));
  }

  private void aws() {
    needed("hourkey.aws.region", "where IAM Identity Center is at home, like eu-west-1");
    url("hourkey.aws.endpoint-url");
    url("hourkey.aws.start-url");
  }

  private void needed(String key, String why) {
    if (value(key).isEmpty()) {
      problems.add(key + " (" + variable(key) + ") is missing: " + why + ".");
    }
  }

  private void url(String key) {
    value(key)
        .filter(text -> parsed(text).map(URI::getHost).isEmpty())
        .ifPresent(text -> problems.add(key + " is not a URL."));
  }

  private Optional<String> value(String key) {
    return Optional.ofNullable(values.get(key)).filter(value -> !value.isBlank());
  }

  private static String variable(String key) {
    return key.toUpperCase(Locale.ROOT).replaceAll("[.-]", "_");
  }

  private static Optional<URI> parsed(String text) {
    try {
      return Optional.of(URI.create(text));
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  private static boolean loopback(String url) {
    try {
      Optional<String> host = parsed(url).map(URI::getHost);
      return host.isPresent() && InetAddress.getByName(host.get()).isLoopbackAddress();
    } catch (UnknownHostException e) {
      return false;
    }
  }
}
