package dev.hourkey.app;

import com.fasterxml.jackson.databind.JsonNode;
import dev.hourkey.doctor.CredentialChecks;
import dev.hourkey.doctor.Finding;
import dev.hourkey.text.JsonWebToken;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.CertificateException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Reads when the credentials in files expire. A file that can't be read is a finding. */
final class CredentialFiles {
  private static final String CERTIFICATE = "hourkey.entra.certificate-path";
  private static final String TOKEN = "hourkey.entra.federated-token-file";
  private final Map<String, String> settings;
  private final Instant now;

  CredentialFiles(Map<String, String> settings, Instant now) {
    this.settings = settings;
    this.now = now;
  }

  List<Finding> findings() {
    List<Finding> findings = new ArrayList<>();
    text(CERTIFICATE).flatMap(this::certificate).ifPresent(findings::add);
    text(TOKEN).ifPresent(text -> findings.addAll(token(text)));
    return findings;
  }

  private Optional<String> text(String setting) {
    String file = settings.getOrDefault(setting, "");
    if (file.isBlank()) {
      return Optional.empty();
    }
    try {
      return Optional.of(Files.readString(Path.of(file), StandardCharsets.ISO_8859_1));
    } catch (IOException e) {
      return Optional.empty(); // The check of the settings reports it.
    }
  }

  private Optional<Finding> certificate(String text) {
    try {
      return PemCredential.certificate(text)
          .map(
              certificate ->
                  CredentialChecks.certificate(
                      certificate.getNotBefore().toInstant(),
                      certificate.getNotAfter().toInstant(),
                      now));
    } catch (CertificateException e) {
      return Optional.of(
          CredentialChecks.unreadable(CERTIFICATE, "The certificate in it cannot be read."));
    }
  }

  /** When the certificate for Entra expires; empty if that cannot be read. */
  static Optional<Instant> certificateExpires(Path file) {
    try {
      return PemCredential.certificate(Files.readString(file, StandardCharsets.ISO_8859_1))
          .map(certificate -> certificate.getNotAfter().toInstant());
    } catch (IOException | CertificateException e) {
      return Optional.empty();
    }
  }

  private List<Finding> token(String text) {
    Optional<JsonNode> claims =
        JsonWebToken.claims(text).filter(found -> found.path("exp").isNumber());
    return claims
        .map(
            found ->
                List.of(
                    CredentialChecks.federatedToken(
                        Instant.ofEpochSecond(found.path("exp").asLong()), now),
                    CredentialChecks.audience(found.path("aud").toString())))
        .orElseGet(
            () ->
                List.of(
                    CredentialChecks.unreadable(
                        TOKEN, "The file does not contain a JSON Web Token.")));
  }
}
