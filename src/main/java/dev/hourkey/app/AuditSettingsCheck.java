package dev.hourkey.app;

import dev.hourkey.export.DeliveryFormat;
import java.net.URI;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/** Checks the settings for the API and for the delivery of audit events. */
final class AuditSettingsCheck {
  private static final int SHORTEST_TOKEN = 32;
  private static final String URL = "hourkey.audit.export-url";
  private static final String FORMAT = "hourkey.audit.export-format";
  private static final Pattern PREFIX = Pattern.compile("[A-Za-z0-9!_.*'()/-]{0,200}");
  private static final String SECRET = "hourkey.audit.export-secret";
  private static final String SCOPE = "hourkey.audit.export-token-scope";
  private static final Pattern HEADER = Pattern.compile("[A-Za-z0-9-]+");

  private final CheckedSettings settings;

  AuditSettingsCheck(CheckedSettings settings) {
    this.settings = settings;
  }

  void check() {
    if (settings.isSet("hourkey.api.client-id")) {
      settings.require("hourkey.entra.tenant-id", "the tenant whose applications may call the API");
    }
    settings.checkSecureUrl(
        URL,
        "https://splunk.example.com:8088/services/collector/event",
        "audit events and the secret are sent there");
    settings.check(
        FORMAT,
        word -> DeliveryFormat.of(word).isEmpty(),
        "must be one of " + DeliveryFormat.words());
    checkFormat(".*/services/collector(/event)?/?", "splunk-hec", "Splunk");
    checkFormat(".*/dataCollectionRules/.*", "sentinel", "Sentinel");
    settings.checkBucket("hourkey.audit.export-s3");
    settings.check(
        "hourkey.audit.export-s3-format",
        word -> !Set.of("ocsf", "entries").contains(word.strip()),
        "must be ocsf or entries");
    settings.check(
        "hourkey.audit.export-s3-prefix",
        prefix -> !PREFIX.matcher(prefix.strip()).matches(),
        "must be a key prefix, like hourkey/");
    settings.check(
        "hourkey.audit.export-header",
        name -> !HEADER.matcher(name.strip()).matches(),
        "must be the name of a header, like Authorization");
    for (String key : List.of("hourkey.api.token", "hourkey.api.request-token")) {
      settings.check(
          key,
          token -> token.strip().length() < SHORTEST_TOKEN,
          "must have at least %d characters, because the number of guesses is not limited; generate it with 'openssl rand -hex 32'"
              .formatted(SHORTEST_TOKEN));
    }
    if (settings.isSet("hourkey.api.token")
        && settings
            .value("hourkey.api.token")
            .equals(settings.value("hourkey.api.request-token"))) {
      settings.problem(
          "hourkey.api.request-token must differ from hourkey.api.token: a token for reports must"
              + " not allow requests.");
    }
    settings.check(
        SCOPE,
        scope -> !(scope.strip().startsWith("https://") && scope.strip().endsWith("/.default")),
        "must be a scope, like https://monitor.azure.com/.default");
    for (String key : List.of(SECRET, SCOPE)) {
      if (settings.isSet(key) && !settings.isSet(URL)) {
        settings.problem(key + " is set, but " + URL + " is missing. Set both or neither.");
      }
    }
    if (settings.isSet(SECRET) && settings.isSet(SCOPE)) {
      settings.problem("Set either " + SECRET + " or " + SCOPE + ", not both.");
    }
  }

  /** A collector rejects events in any format but its own. */
  private void checkFormat(String path, String format, String collector) {
    boolean isOfCollector =
        settings
            .value(URL)
            .filter(url -> !CheckedSettings.isLoopback(url))
            .flatMap(CheckedSettings::parsed)
            .map(URI::getPath)
            .filter(one -> one.matches(path))
            .isPresent();
    if (isOfCollector && !settings.value(FORMAT).orElse("ocsf").strip().equals(format)) {
      settings.problem(
          "%s must be %s, because %s is a %s address.".formatted(FORMAT, format, URL, collector));
    }
  }
}
