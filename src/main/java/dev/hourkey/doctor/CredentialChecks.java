package dev.hourkey.doctor;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.Period;
import java.util.Optional;

/** Checks that credentials with a known expiry date are still valid. Pure. */
public final class CredentialChecks {
  private static final Duration SOON = Duration.ofDays(30);

  private static final Period SCIM_LIFE = Period.ofYears(1).plusDays(1);

  /** The Prometheus alert uses the same period. */
  private static final Period SCIM_SOON = Period.ofDays(60);

  private CredentialChecks() {}

  /** Checks the certificate that Hourkey uses to sign in to Entra. */
  public static Finding certificate(Instant notBefore, Instant notAfter, Instant now) {
    String tried = "Read the certificate of hourkey.entra.certificate-path";
    String renew = "Create a new one, upload it to Entra, replace the file and restart Hourkey.";
    Finding finding =
        now.isBefore(notBefore)
            ? wrong(
                tried, "It is valid only from " + notBefore + ".", "Check this machine's clock.")
            : !now.isBefore(notAfter)
                ? wrong(tried, "It expired at " + notAfter + ".", renew)
                : now.plus(SOON).isAfter(notAfter)
                    ? Finding.note(Area.ENTRA, tried, "It expires at " + notAfter + ".", renew)
                    : Finding.ok(Area.ENTRA, tried, "It is valid until " + notAfter + ".");
    return finding.see(DocumentationLinks.CREDENTIAL);
  }

  /** Checks the token of another identity provider. Another program has to refresh it. */
  public static Finding federatedToken(Instant expires, Instant now) {
    String tried = "Read the token in hourkey.entra.federated-token-file";
    return (now.isBefore(expires)
            ? Finding.ok(Area.ENTRA, tried, "It is valid until " + expires + ".")
            : wrong(
                tried,
                "It expired at " + expires + ".",
                "Find out why nothing refreshes the file."))
        .see(DocumentationLinks.CREDENTIAL);
  }

  /**
   * Checks that the other identity provider issued the token for Entra. A federated credential may
   * name another audience, but that is rare.
   */
  public static Finding audience(String audience) {
    String tried = "Read the audience of the token in hourkey.entra.federated-token-file";
    String usual = "api://AzureADTokenExchange";
    return (audience.contains(usual)
            ? Finding.ok(Area.ENTRA, tried, "It is for Entra.")
            : Finding.note(
                Area.ENTRA,
                tried,
                "Its audience is " + audience + ".",
                "Let the platform issue it for "
                    + usual
                    + ", unless the federated credential in Entra has the same audience."))
        .see(DocumentationLinks.CREDENTIAL);
  }

  /** Checks AWS's SCIM token. Operators set its last day, because no API shows it. */
  public static Finding scimToken(Optional<LocalDate> expires, LocalDate today) {
    String tried = "Compare hourkey.aws.scim-token-expires with today";
    if (expires.isEmpty()) {
      return Finding.note(
          Area.PROVISIONING,
          tried,
          "It is not set, and no API shows how old the SCIM token is.",
          "Set it to the day on which the token expires, a year after it was created.");
    }
    LocalDate lastDay = expires.get();
    String renew =
        "Create a second token in IAM Identity Center, enter it in the enterprise application, and"
            + " set the new date.";
    return !today.isBefore(lastDay)
        ? Finding.wrong(
            Area.PROVISIONING, tried, "The SCIM token expired on " + lastDay + ".", renew)
        : lastDay.isAfter(today.plus(SCIM_LIFE))
            ? Finding.wrong(
                Area.PROVISIONING,
                tried,
                "It is %s, and AWS's tokens are valid for one year.".formatted(lastDay),
                "Set it to the day on which the token expires, a year after it was created.")
            : today.plus(SCIM_SOON).isAfter(lastDay)
                ? Finding.note(
                    Area.PROVISIONING, tried, "The SCIM token expires on " + lastDay + ".", renew)
                : Finding.ok(
                    Area.PROVISIONING, tried, "The SCIM token is valid until " + lastDay + ".");
  }

  /** The finding about a file that exists but does not have the expected content. */
  public static Finding unreadable(String setting, String why) {
    return wrong("Read the file of " + setting, why, "Replace the file.")
        .see(DocumentationLinks.CREDENTIAL);
  }

  private static Finding wrong(String tried, String found, String advice) {
    return Finding.wrong(Area.ENTRA, tried, found, advice);
  }
}
