package dev.hourkey.app;

import dev.hourkey.entra.MicrosoftCloud;
import java.net.URI;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/** Checks the settings for the web console, which is off if none of them is set. */
final class ConsoleSettingsCheck {
  private static final String PREFIX = "hourkey.console.";
  private static final String PUBLIC_URL = PREFIX + "public-url";
  private static final String ISSUER = PREFIX + "issuer";
  private static final Pattern CONTEXT = Pattern.compile("c[1-9]\\d?");

  private final CheckedSettings settings;

  ConsoleSettingsCheck(CheckedSettings settings) {
    this.settings = settings;
  }

  void check() {
    if (Settings.KNOWN.stream().noneMatch(key -> key.startsWith(PREFIX) && settings.isSet(key))) {
      return;
    }
    Map.of(
            PUBLIC_URL,
            "where people open the console, like https://hourkey.example.com",
            PREFIX + "client-id",
            "the application id of the console's app registration",
            PREFIX + "client-secret",
            "a secret of the console's app registration")
        .forEach(settings::require);
    if (settings.isSet("hourkey.entra.access-token")) { // Otherwise, Entra's settings require it.
      settings.require("hourkey.entra.tenant-id", "the tenant whose people may sign in");
    }
    Map.of(
            PUBLIC_URL, "https://hourkey.example.com",
            ISSUER, "https://login.microsoftonline.com/TENANT-ID/v2.0")
        .forEach((key, example) -> settings.checkSecureUrl(key, example, "people sign in there"));
    settings.check(
        PUBLIC_URL,
        url ->
            CheckedSettings.parsed(url)
                .filter(parsed -> parsed.getHost() != null)
                .filter(ConsoleSettingsCheck::saysMoreThanTheHost)
                .isPresent(),
        "must not have a path, because the console is always at /console");
    if (settings.value(ISSUER).map(MicrosoftCloud::issues).orElse(true)) {
      checkRegistration();
    }
    settings.check(
        PREFIX + "step-up-context",
        context -> !CONTEXT.matcher(context.strip()).matches(),
        "must be the id of an authentication context, c1 to c99");
  }

  /**
   * Checks the app registration if the issuer is Entra. With other issuers, ids and secrets have
   * other forms.
   */
  private void checkRegistration() {
    settings
        .value("hourkey.entra.tenant-id")
        .filter(CheckedSettings::isId)
        .map(tenant -> ownCloud().issuer(tenant.strip()))
        .ifPresent(
            own ->
                settings.check(
                    ISSUER,
                    issuer -> !issuer.strip().replaceFirst("/$", "").equalsIgnoreCase(own),
                    "must be that of hourkey.entra.tenant-id, "
                        + own
                        + ", because Hourkey knows only people of that tenant; it can also be left"
                        + " out"));
    settings.checkNotAnId(PREFIX + "client-secret");
    settings
        .value(PREFIX + "client-id")
        .filter(id -> settings.value("hourkey.entra.client-id").filter(id::equals).isPresent())
        .ifPresent(
            _ ->
                settings.problem(
                    PREFIX
                        + "client-id must be the id of a separate app registration: otherwise people"
                        + " would sign in to the application that may change groups."));
  }

  private MicrosoftCloud ownCloud() {
    return settings
        .value("hourkey.entra.graph-url")
        .flatMap(CheckedSettings::parsed)
        .map(MicrosoftCloud::behind)
        .orElse(MicrosoftCloud.GLOBAL);
  }

  private static boolean saysMoreThanTheHost(URI url) {
    return !Set.of("", "/").contains(url.getRawPath())
        || url.getRawQuery() != null
        || url.getRawFragment() != null;
  }
}
