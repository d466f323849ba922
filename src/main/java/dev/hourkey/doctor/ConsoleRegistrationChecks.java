package dev.hourkey.doctor;

import dev.hourkey.doctor.EntraDiagnostics.Registration;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** Checks that the console's application is registered with everything that its sign-in needs. */
final class ConsoleRegistrationChecks {
  private static final String READ = "Read the app registration of the console";
  private static final String CLAIMS = "Read the optional claims of the console";
  private static final String REDIRECTS = "Read the redirect URIs of the console";

  private final String clientId;
  private final URI publicUrl;
  private final boolean context;
  private final boolean decides;

  private ConsoleRegistrationChecks(
      String clientId, URI publicUrl, boolean context, boolean decides) {
    this.clientId = clientId;
    this.publicUrl = publicUrl;
    this.context = context;
    this.decides = decides;
  }

  /**
   * Empty if there is no console, or if people sign in outside Entra.
   *
   * @param decides whether decisions about an entitlement of the policy file need a sign-in
   */
  static Optional<ConsoleRegistrationChecks> of(
      Function<String, Optional<String>> settings, boolean decides) {
    return settings
        .apply("hourkey.console.client-id")
        .filter(_ -> settings.apply("hourkey.console.issuer").isEmpty())
        .flatMap(
            id ->
                settings
                    .apply("hourkey.console.public-url")
                    .map(
                        url ->
                            new ConsoleRegistrationChecks(
                                id,
                                URI.create(url),
                                settings.apply("hourkey.console.step-up-context").isPresent(),
                                decides)));
  }

  void check(Checks checks, EntraDiagnostics entra) {
    checks.askAll(
        READ,
        () -> entra.registration(clientId),
        found -> found.map(this::evaluate).orElseGet(() -> List.of(elsewhere())),
        ConsoleRegistrationChecks::unread);
  }

  private List<Finding> evaluate(Registration registration) {
    List<Finding> findings = new ArrayList<>();
    if (decides) {
      findings.add(claims(registration));
    }
    findings.add(redirects(registration));
    return findings;
  }

  private Finding claims(Registration registration) {
    return !registration.idTokenClaims().contains("auth_time")
        ? Finding.wrong(
                Area.ENTRA,
                CLAIMS,
                "The ID token lacks auth_time, so nobody can decide where the policy file has"
                    + " 'decide_with: entra'.",
                "Add the optional claim auth_time to the ID token, under Token configuration.")
            .see(DocumentationLinks.CONSOLE)
        : context && !registration.idTokenClaims().contains("acrs")
            ? Finding.note(
                    Area.ENTRA,
                    CLAIMS,
                    "The ID token lacks acrs. Without it, Entra may not say which context"
                        + " somebody satisfied.",
                    "Add the optional claim acrs to the ID token, under Token configuration.")
                .see(DocumentationLinks.CONSOLE)
            : Finding.ok(Area.ENTRA, CLAIMS, "The ID token has what decisions need.");
  }

  private Finding redirects(Registration registration) {
    String callback = publicUrl.resolve("/console/callback").toString();
    String signedOut = publicUrl.resolve("/console/signed-out").toString();
    String advice = "Add it to the application in Entra, under Authentication, as Web.";
    return (registration.webRedirects().contains(callback)
            ? registration.webRedirects().contains(signedOut)
                ? Finding.ok(Area.ENTRA, REDIRECTS, "Both exist.")
                : Finding.note(
                    Area.ENTRA,
                    REDIRECTS,
                    signedOut + " is missing, so people who sign out stay on Microsoft's page.",
                    advice)
            : registration.otherRedirects().contains(callback)
                ? Finding.wrong(
                    Area.ENTRA,
                    REDIRECTS,
                    callback
                        + " is registered as a single-page application or an installed one, and"
                        + " Entra refuses the secret.",
                    "Remove it there. " + advice)
                : Finding.wrong(Area.ENTRA, REDIRECTS, callback + " is missing.", advice))
        .see(DocumentationLinks.CONSOLE);
  }

  private static Finding elsewhere() {
    return byHand("This tenant has none: the application is registered in another one.");
  }

  /** Hourkey does not need this permission, so a refusal is not a problem. */
  static Finding unread(dev.hourkey.person.DirectoryFailure failure) {
    Finding finding = Finding.failed(Area.ENTRA, READ, failure);
    return finding.outcome() == Outcome.WRONG ? byHand(finding.found()) : finding;
  }

  private static Finding byHand(String found) {
    return Finding.note(
            Area.ENTRA,
            READ,
            found,
            "Check it yourself: the optional claims auth_time and acrs of the ID token, and as"
                + " Web the redirect URIs /console/callback and /console/signed-out.")
        .see(DocumentationLinks.CONSOLE);
  }
}
