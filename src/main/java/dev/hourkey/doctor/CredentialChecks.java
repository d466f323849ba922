package dev.hourkey.doctor;

import java.time.Duration;
import java.time.Instant;

/** Whether a credential that is a file is still valid. Pure. */
public final class CredentialChecks {
  private static final Duration SOON = Duration.ofDays(30);

  private CredentialChecks() {}

  /** The certificate that Hourkey signs in to Entra with. */
  public static Finding certificate(Instant notBefore, Instant notAfter, Instant now) {
    String tried = "Read the certificate of hourkey.entra.certificate-path";
    String renew = "Make a new one, upload it in Entra, replace the file and restart Hourkey.";
    Finding finding =
        now.isBefore(notBefore)
            ? wrong(
                tried, "It is valid only from " + notBefore + ".", "Check this machine's clock.")
            : !now.isBefore(notAfter)
                ? wrong(tried, "It expired at " + notAfter + ".", renew)
                : now.plus(SOON).isAfter(notAfter)
                    ? Finding.note(Area.ENTRA, tried, "It expires at " + notAfter + ".", renew)
                    : Finding.ok(Area.ENTRA, tried, "It is valid until " + notAfter + ".");
    return finding.see(Guide.CREDENTIAL);
  }

  /** The token of another identity provider, which another program keeps fresh. */
  public static Finding federatedToken(Instant expires, Instant now) {
    String tried = "Read the token in hourkey.entra.federated-token-file";
    return (now.isBefore(expires)
            ? Finding.ok(Area.ENTRA, tried, "It is valid until " + expires + ".")
            : wrong(
                tried,
                "It expired at " + expires + ".",
                "Find out why nothing refreshes the file."))
        .see(Guide.CREDENTIAL);
  }

  /** A file that is there, and is not what it should be. */
  public static Finding unreadable(String setting, String why) {
    return wrong("Read the file of " + setting, why, "Replace the file.").see(Guide.CREDENTIAL);
  }

  private static Finding wrong(String tried, String found, String advice) {
    return Finding.wrong(Area.ENTRA, tried, found, advice);
  }
}
