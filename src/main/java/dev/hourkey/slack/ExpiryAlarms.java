package dev.hourkey.slack;

import dev.hourkey.grant.ExpiringCredentials.Credential;
import dev.hourkey.grant.ExpiringCredentials.Expiry;

/** What operators read before a credential expires. */
final class ExpiryAlarms {
  private ExpiryAlarms() {}

  static SlackMessage expiring(Expiry expiry, String channel) {
    return GrantAlarms.alarm(
        channel,
        RunbookLinks.CREDENTIAL_EXPIRES,
        Sentence.of(
            ":hourglass_flowing_sand: *{} expires* {}. {}",
            Sentence.literal(name(expiry.credential())),
            expiry.at(),
            Sentence.literal(consequence(expiry.credential()))),
        Sentence.of(advice(expiry.credential())));
  }

  /** Why the alarm is over. */
  static Sentence renewed(Credential credential) {
    return Sentence.of(
        switch (credential) {
          case SCIM_TOKEN -> "{} was renewed, or its new expiry date is further ahead.";
          case ENTRA_CERTIFICATE -> "{} was renewed, or is no longer in the settings.";
        },
        Sentence.literal(name(credential)));
  }

  private static String name(Credential credential) {
    return switch (credential) {
      case SCIM_TOKEN -> "The AWS SCIM token in Entra";
      case ENTRA_CERTIFICATE -> "Hourkey's certificate for Entra";
    };
  }

  private static String consequence(Credential credential) {
    return switch (credential) {
      case SCIM_TOKEN -> "From then on, neither grants nor removals reach AWS.";
      case ENTRA_CERTIFICATE -> "From then on, Hourkey can neither grant nor remove access.";
    };
  }

  private static String advice(Credential credential) {
    return switch (credential) {
      case SCIM_TOKEN ->
          "Create a second token in IAM Identity Center, enter it in the enterprise application,"
              + " set its date as `hourkey.aws.scim-token-expires`, and restart Hourkey.";
      case ENTRA_CERTIFICATE ->
          "Upload a new certificate in Entra, replace the file of"
              + " `hourkey.entra.certificate-path`, and restart Hourkey.";
    };
  }
}
