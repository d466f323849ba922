package dev.hourkey.app;

import dev.hourkey.aws.AwsRegions;
import dev.hourkey.catalog.Suggestion;
import dev.hourkey.entra.MicrosoftCloud;
import java.io.IOException;
import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Finds the problems of the settings, with one sentence for each. */
final class SettingsCheck {
  /** Slack, team ids: letters and digits after a T. */
  private static final Pattern TEAM = Pattern.compile("T[A-Z0-9]+");

  private static final Pattern DAYS = Pattern.compile("[1-9]\\d{0,3}d");

  private static final List<String> CREDENTIALS =
      List.of(
          "hourkey.entra.client-secret",
          "hourkey.entra.certificate-path",
          "hourkey.entra.federated-token-file",
          "hourkey.entra.managed-identity");

  private final Map<String, String> values;
  private final List<String> problems = new ArrayList<>();

  SettingsCheck(Map<String, String> values) {
    this.values = values;
  }

  List<String> everything() {
    needed("hourkey.policy.file", "where the operator's file is");
    slack();
    return withoutSlack();
  }

  List<String> withoutSlack() {
    database();
    entra();
    aws();
    return List.copyOf(problems);
  }

  List<String> ofDatabase() {
    database();
    return List.copyOf(problems);
  }

  private void database() {
    unknown();
    Settings.KNOWN.stream().sorted().forEach(this::surroundedBySpace);
    Settings.OF_THE_DATABASE.forEach(this::surroundedBySpace);
    needed(Settings.DATABASE, "where PostgreSQL is, like jdbc:postgresql://host/hourkey");
    wrong(
        Settings.DATABASE,
        url -> !url.strip().startsWith("jdbc:postgresql:"),
        "must begin with jdbc:postgresql:, like jdbc:postgresql://host/hourkey");
    Settings.KNOWN.stream()
        .filter(key -> key.startsWith("hourkey.retention."))
        .sorted()
        .forEach(
            key ->
                wrong(
                    key,
                    days -> !DAYS.matcher(days.strip()).matches(),
                    "must be a number of days, 1d to 9999d, like 90d"));
  }

  private void unknown() {
    for (String name : values.keySet()) {
      boolean variable = name.startsWith("HOURKEY_");
      if ((variable || name.startsWith("hourkey.")) && !Settings.KNOWN.contains(name)) {
        problems.add(
            name
                + " is not a setting of Hourkey"
                + Suggestion.nearest(name, variable ? Settings.VARIABLES : Settings.KNOWN)
                    .map(meant -> "; did you mean " + meant + "?")
                    .orElse("."));
      }
    }
  }

  private void slack() {
    needed("hourkey.slack.bot-token", "the bot user's token, xoxb-…");
    token("hourkey.slack.bot-token", "xoxb", "the bot user's token");
    token("hourkey.slack.app-token", "xapp", "the app-level token");
    needed("hourkey.slack.team-id", "the workspace whose people are heard, T…");
    wrong(
        "hourkey.slack.team-id",
        id -> !TEAM.matcher(id.strip()).matches(),
        "must be the id of a workspace, T and then capital letters and digits, as in the address"
            + " app.slack.com/client/T…; a workspace's name is not its id");
    url("hourkey.slack.api-url");
    wrong(
        "hourkey.slack.actions-per-minute",
        text -> !text.strip().matches("[1-9][0-9]{0,6}"),
        "must be a whole number from 1, like 40");
    switch (value("hourkey.slack.transport").orElse("socket").toLowerCase(Locale.ROOT)) {
      case "http" -> {
        needed(
            "hourkey.slack.signing-secret", "without it anyone could forge an approval over HTTP");
        wrong(
            "hourkey.slack.signing-secret",
            secrets -> Stream.of(secrets.split(",", -1)).anyMatch(String::isBlank),
            "has a comma without a secret on each side of it");
      }
      case "socket" ->
          needed("hourkey.slack.app-token", "the app-level token that opens sockets, xapp-…");
      default -> problems.add("hourkey.slack.transport must be http or socket.");
    }
  }

  private void entra() {
    graphUrl();
    if (value("hourkey.entra.access-token").isPresent()) {
      if (value("hourkey.entra.graph-url").filter(SettingsCheck::loopback).isEmpty()) {
        problems.add(
            "hourkey.entra.access-token is for stand-ins on this machine: hourkey.entra.graph-url"
                + " must then be a loopback address.");
      }
      credentialFiles();
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
    } else {
      credentialFiles();
    }
    truth("hourkey.entra.managed-identity");
  }

  /** The file of a credential must exist; a PEM file must contain the key as well. */
  private void credentialFiles() {
    readable("hourkey.entra.federated-token-file");
    String key = "hourkey.entra.certificate-path";
    Optional<String> pem = readable(key).filter(text -> text.contains("-----BEGIN "));
    pem.filter(text -> !text.contains("PRIVATE KEY-----"))
        .ifPresent(
            _ -> problems.add(key + ": the file holds no private key; see docs/install.md, 4.5."));
    pem.filter(text -> !text.contains("-----BEGIN CERTIFICATE-----"))
        .ifPresent(
            _ -> problems.add(key + ": the file holds no certificate; see docs/install.md, 4.5."));
  }

  /** The content of a file that a setting names. */
  private Optional<String> readable(String key) {
    if (value(key).isEmpty()) {
      return Optional.empty();
    }
    String file = value(key).get();
    try {
      return Optional.of(Files.readString(Path.of(file), StandardCharsets.ISO_8859_1));
    } catch (NoSuchFileException e) {
      problems.add(key + ": there is no file " + file + ".");
    } catch (AccessDeniedException e) {
      problems.add(key + ": " + file + " may not be read by the user that Hourkey runs as.");
    } catch (IOException | InvalidPathException e) {
      problems.add(key + ": " + file + " cannot be read (" + e.getMessage() + ").");
    }
    return Optional.empty();
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
    value("hourkey.aws.region")
        .map(String::strip)
        .filter(region -> !AwsRegions.known().contains(region))
        .ifPresent(
            region ->
                problems.add(
                    "hourkey.aws.region: AWS has no Region '"
                        + region
                        + "' that this version knows"
                        + Suggestion.nearest(region, AwsRegions.known())
                            .map(meant -> "; did you mean " + meant + "?")
                            .orElse(".")));
    truth("hourkey.aws.remove-directly");
    url("hourkey.aws.endpoint-url");
    url("hourkey.aws.start-url");
  }

  private void needed(String key, String why) {
    if (value(key).isEmpty()) {
      problems.add(key + " (" + Settings.variable(key) + ") is missing: " + why + ".");
    }
  }

  private void token(String key, String prefix, String what) {
    value(key)
        .map(String::strip)
        .filter(token -> !token.startsWith(prefix))
        .ifPresent(
            token ->
                problems.add(
                    key
                        + " must be "
                        + what
                        + ", which begins with "
                        + prefix
                        + "-"
                        + (token.startsWith("xapp")
                            ? "; this is the app-level token, which belongs in"
                                + " hourkey.slack.app-token."
                            : token.startsWith("xoxb")
                                ? "; this is the bot user's token, which belongs in"
                                    + " hourkey.slack.bot-token."
                                : "."))); // The value is a secret and is not shown.
  }

  /** SmallRye reads everything else as false. */
  private void truth(String key) {
    wrong(
        key,
        value -> !Set.of("true", "false").contains(value.strip().toLowerCase(Locale.ROOT)),
        "must be true or false");
  }

  private void wrong(String key, Predicate<String> isWrong, String sentence) {
    value(key).filter(isWrong).ifPresent(_ -> problems.add(key + " " + sentence + "."));
  }

  /**
   * White space that comes from {@code echo} or a file. Vendors reject such a secret without a
   * reason.
   */
  private void surroundedBySpace(String key) {
    wrong(
        key,
        value -> !value.equals(value.strip()) || value.chars().anyMatch(Character::isISOControl),
        "(%s) begins or ends with white space or holds a line break; remove it, for instance by writing the file with printf instead of echo"
            .formatted(Settings.variable(key)));
  }

  private void url(String key) {
    value(key)
        .filter(text -> parsed(text).map(URI::getHost).isEmpty())
        .ifPresent(text -> problems.add(key + " is not a URL."));
  }

  private Optional<String> value(String key) {
    return Optional.ofNullable(values.get(key)).filter(value -> !value.isBlank());
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
