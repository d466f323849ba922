package dev.hourkey.app;

import dev.hourkey.entra.MicrosoftCloud;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Checks the settings for Entra: which cloud, which tenant, and exactly one credential. */
final class EntraSettingsCheck {
  private static final String GRAPH_URL = "hourkey.entra.graph-url";
  private static final String ACCESS_TOKEN = "hourkey.entra.access-token";
  private static final String CERTIFICATE = "hourkey.entra.certificate-path";
  private static final String TOKEN_FILE = "hourkey.entra.federated-token-file";
  private static final String MANAGED_IDENTITY = "hourkey.entra.managed-identity";

  private static final List<String> CREDENTIALS =
      List.of("hourkey.entra.client-secret", CERTIFICATE, TOKEN_FILE, MANAGED_IDENTITY);

  private final CheckedSettings settings;

  EntraSettingsCheck(CheckedSettings settings) {
    this.settings = settings;
  }

  void check() {
    checkGraphUrl();
    if (settings.isSet(ACCESS_TOKEN)) {
      if (settings.value(GRAPH_URL).filter(CheckedSettings::isLoopback).isEmpty()) {
        settings.problem(
            ACCESS_TOKEN
                + " is for stand-ins on this machine: "
                + GRAPH_URL
                + " must then be a loopback address.");
      }
      checkCredentialFiles();
      return;
    }
    settings.require("hourkey.entra.tenant-id", "the directory Hourkey works in");
    if (!isChosen(MANAGED_IDENTITY)) { // A system-assigned identity has no client id.
      settings.require("hourkey.entra.client-id", "the application Hourkey signs in as");
    }
    List<String> chosen = CREDENTIALS.stream().filter(this::isChosen).toList();
    switch (chosen.size()) {
      case 0 ->
          settings.problem(
              "A credential for Entra is missing: set one of "
                  + String.join(", ", CREDENTIALS)
                  + ".");
      case 1 -> checkCredentialFiles();
      default ->
          settings.problem(
              String.join(" and ", chosen)
                  + " are set, but Entra accepts only one credential; keep one.");
    }
    settings.checkTrueOrFalse(MANAGED_IDENTITY);
    if (settings.value(GRAPH_URL).filter(CheckedSettings::isLoopback).isEmpty()) {
      settings.checkNotAnId("hourkey.entra.client-secret");
    }
  }

  private boolean isChosen(String credential) {
    return settings.value(credential).filter(value -> !value.equals("false")).isPresent();
  }

  /** A credential's file must exist; a PEM file must contain the certificate and its key. */
  private void checkCredentialFiles() {
    Optional<String> _ = settings.fileContent(TOKEN_FILE);
    settings
        .fileContent(CERTIFICATE)
        .filter(text -> text.contains("-----BEGIN "))
        .flatMap(PemCredential::problem)
        .ifPresent(
            problem ->
                settings.problem(
                    CERTIFICATE + ": " + problem + "; see docs/install.md#credential."));
  }

  /** A token is valid in only one of Microsoft's clouds, and the URL determines which one. */
  private void checkGraphUrl() {
    settings.check(
        GRAPH_URL,
        url ->
            CheckedSettings.parsed(url).flatMap(MicrosoftCloud::of).isEmpty()
                && !CheckedSettings.isLoopback(url),
        "must be the address of Microsoft Graph in one of Microsoft's clouds, "
            + Stream.of(MicrosoftCloud.values())
                .map(MicrosoftCloud::graphUrl)
                .collect(Collectors.joining(" or "))
            + ", or a stand-in on a loopback address");
  }
}
