package dev.hourkey.app;

import java.net.URI;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.postgresql.Driver;

/** Finds the problems of the settings, with one sentence for each. */
final class SettingsCheck {
  /** Slack's team ids: a T, followed by upper-case letters and digits. */
  private static final Pattern TEAM = Pattern.compile("T[A-Z0-9]+");

  /** The variables that Kubernetes sets in each pod for a service with a name like Hourkey's. */
  private static final Pattern SERVICE_LINK =
      Pattern.compile(
          "HOURKEY(_\\w+)?_(SERVICE_HOST|SERVICE_PORT(_\\w+)?|PORT(_\\d+_(TCP|UDP|SCTP)(_\\w+)?)?)");

  /**
   * A user before the host. The driver would treat it as part of the host name, and show it in its
   * errors.
   */
  private static final Pattern USER_IN_URL = Pattern.compile("jdbc:postgresql://[^/?]*@");

  private static final Pattern PAGE_OF_JIRA =
      Pattern.compile("\\.atlassian\\.net/.|/(browse|projects|secure|rest|issues)(/|$)");

  private static final Pattern DAYS = Pattern.compile("[1-9]\\d{0,3}d");

  private final CheckedSettings settings;

  SettingsCheck(Map<String, String> values) {
    this.settings = new CheckedSettings(values);
  }

  /** The problems of all settings that the service needs. */
  List<String> everything() {
    settings.require("hourkey.policy.file", "where the policy file is");
    checkSlack();
    new ConsoleSettingsCheck(settings).check();
    Ports.check(settings);
    return withoutSlack();
  }

  /** The problems of the settings that a command without Slack and policy file needs. */
  List<String> withoutSlack() {
    checkDatabase();
    new EntraSettingsCheck(settings).check();
    checkAws();
    checkTools();
    new AuditSettingsCheck(settings).check();
    return settings.problems();
  }

  /** The problems of the settings that a command needs if it uses only the database. */
  List<String> ofDatabase() {
    checkDatabase();
    return settings.problems();
  }

  private void checkDatabase() {
    checkNames();
    settings.check(
        Settings.PROFILE,
        profiles -> Stream.of(profiles.split(",", -1)).map(String::strip).noneMatch("prod"::equals),
        "must be prod, a list with prod such as prod,eu, or not set: in other profiles, health"
            + " and metrics have no port");
    List<String> known = Settings.KNOWN.stream().sorted().toList();
    for (List<String> keys : List.of(known, Settings.OF_THE_DATABASE)) {
      keys.forEach(settings::checkResolved);
      keys.forEach(settings::checkSurroundingSpace);
    }
    known.stream().filter(Settings.SECRETS::contains).forEach(settings::checkAscii);
    known.forEach(settings::checkNoQuotes);
    settings.checkNoQuotes(Settings.DATABASE); // Not the password, which may have quotes.
    settings.require(Settings.DATABASE, "where PostgreSQL is, like jdbc:postgresql://host/hourkey");
    settings.check(
        Settings.DATABASE,
        url -> !url.strip().startsWith("jdbc:postgresql:"),
        "must begin with jdbc:postgresql:, like jdbc:postgresql://host/hourkey");
    settings.check(
        Settings.DATABASE,
        url -> USER_IN_URL.matcher(url).lookingAt(),
        "must not have a user and a password before the host: set quarkus.datasource.username and"
            + " quarkus.datasource.password");
    settings.check( // The driver's own error would show the whole URL, including a password.
        Settings.DATABASE,
        url ->
            url.strip().startsWith("jdbc:postgresql:")
                && !USER_IN_URL.matcher(url).lookingAt()
                && Driver.parseURL(url, null) == null,
        "is not an address that PostgreSQL's driver can read: it must be like"
            + " jdbc:postgresql://host:5432/hourkey, and a % in a parameter must be written as %25");
    settings.checkTrueOrFalse(Settings.MIGRATE_AT_START);
    settings.check(
        Settings.DATABASE_POOL,
        size -> !size.strip().matches("[1-9]\\d{1,4}|[2-9]"),
        "must be a whole number from 2, because a replica keeps one connection for its lock");
    for (String key : Settings.DATABASE_SMALLEST_POOLS) {
      settings.check(
          key,
          this::isMoreThanThePool,
          "must be a whole number, at most " + Settings.DATABASE_POOL);
    }
    new CheckpointSettingsCheck(settings).check();
    Settings.KNOWN.stream()
        .filter(key -> key.startsWith("hourkey.retention."))
        .sorted()
        .forEach(
            key ->
                settings.check(
                    key,
                    days -> !DAYS.matcher(days.strip()).matches(),
                    "must be a number of days, 1d to 9999d, like 90d"));
  }

  /** The pool would refuse it with a stack trace. */
  private boolean isMoreThanThePool(String size) {
    String most =
        settings
            .value(Settings.DATABASE_POOL)
            .orElse(DatabaseStartCheck.defaultOf(Settings.DATABASE_POOL))
            .strip();
    return !size.strip().matches("\\d{1,5}")
        || (most.matches("\\d{1,5}") && Integer.parseInt(size.strip()) > Integer.parseInt(most));
  }

  private void checkNames() {
    for (String name : settings.names()) {
      boolean variable = name.startsWith("HOURKEY_");
      if (SERVICE_LINK.matcher(name).matches()) {
        continue;
      }
      if ((variable || name.startsWith("hourkey.")) && !Settings.KNOWN.contains(name)) {
        settings.problem(
            name
                + " is not a setting of Hourkey"
                + CheckedSettings.suggestion(name, variable ? Settings.VARIABLES : Settings.KNOWN));
      }
    }
  }

  private void checkSlack() {
    settings.require("hourkey.slack.bot-token", "the bot user's token, xoxb-…");
    checkToken("hourkey.slack.bot-token", "xoxb", "the bot user's token");
    checkToken("hourkey.slack.app-token", "xapp", "the app-level token");
    settings.require("hourkey.slack.team-id", "the workspace whose people may use Hourkey, T…");
    settings.check(
        "hourkey.slack.team-id",
        id -> !TEAM.matcher(id.strip()).matches(),
        "must be the id of a workspace, T and then upper-case letters and digits, as in the address"
            + " app.slack.com/client/T…; a workspace's name is not its id");
    checkSafeUrl("hourkey.slack.api-url", "https://slack.com/api/");
    settings.checkTrueOrFalse("hourkey.slack.discussions");
    settings.check(
        "hourkey.slack.actions-per-minute",
        text -> !text.strip().matches("[1-9][0-9]{0,6}"),
        "must be a whole number from 1, like 40");
    switch (settings.value("hourkey.slack.transport").orElse("socket").toLowerCase(Locale.ROOT)) {
      case "http" -> {
        settings.require(
            "hourkey.slack.signing-secret", "without it anyone could forge an approval over HTTP");
        settings.check(
            "hourkey.slack.signing-secret",
            secrets -> secrets.startsWith("xox") || secrets.startsWith("xapp"),
            "must be the signing secret under Basic Information; this is a token");
        settings.check(
            "hourkey.slack.signing-secret",
            secrets -> Stream.of(secrets.split(",", -1)).anyMatch(String::isBlank),
            "must have a secret on each side of a comma");
      }
      case "socket" ->
          settings.require(
              "hourkey.slack.app-token", "the app-level token that opens sockets, xapp-…");
      default -> settings.problem("hourkey.slack.transport must be http or socket.");
    }
  }

  private void checkToken(String key, String prefix, String what) {
    settings
        .value(key)
        .map(String::strip)
        .filter(token -> !token.startsWith(prefix))
        .ifPresent(
            token ->
                settings.problem( // The value is a secret and is not shown.
                    "%s must be %s, which begins with %s-%s."
                        .formatted(key, what, prefix, swapped(token))));
  }

  private static String swapped(String token) {
    return token.startsWith("xapp")
        ? "; this is the app-level token, which belongs in hourkey.slack.app-token"
        : token.startsWith("xoxe")
            ? "; this one expires after 12 hours, because the app has token rotation, which Slack"
                + " can't turn off again: create another app without it"
            : token.startsWith("xoxb")
                ? "; this is the bot user's token, which belongs in hourkey.slack.bot-token"
                : "";
  }

  private void checkAws() {
    settings.require("hourkey.aws.region", "where IAM Identity Center is, like eu-west-1");
    settings.checkRegion("hourkey.aws.region");
    settings.checkTrueOrFalse("hourkey.aws.remove-directly");
    settings.checkDate("hourkey.aws.scim-token-expires");
    checkSafeUrl("hourkey.aws.endpoint-url", "https://aws.example.com");
    settings.checkUrl("hourkey.aws.start-url", "https://x.awsapps.com/start");
    settings.check(
        "hourkey.aws.start-url",
        url ->
            CheckedSettings.parsed(url)
                .map(URI::getHost)
                .filter(host -> host.endsWith("aws.amazon.com"))
                .isPresent(),
        "must be the access portal that IAM Identity Center shows under Settings, and not the AWS console");
  }

  /** Which tools are needed depends on the policy file. Credentials are sent to their addresses. */
  private void checkTools() {
    Map.of(
            "hourkey.oncall.pagerduty-url", "https://api.pagerduty.com",
            "hourkey.oncall.jsm-url", "https://api.atlassian.com",
            "hourkey.oncall.incident-io-url", "https://api.incident.io",
            "hourkey.ticket.jira-url", "https://example.atlassian.net")
        .forEach(this::checkSafeUrl);
    settings.check(
        "hourkey.ticket.jira-url",
        url -> PAGE_OF_JIRA.matcher(url).find(),
        "must be the site, like https://example.atlassian.net, and not a page of it");
  }

  private void checkSafeUrl(String key, String example) {
    settings.checkSecureUrl(key, example, "the credentials are sent there");
  }
}
