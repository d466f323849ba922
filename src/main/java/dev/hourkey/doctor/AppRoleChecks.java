package dev.hourkey.doctor;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;

/**
 * Checks that the other applications of this installation exist in Entra and have their app roles.
 */
final class AppRoleChecks {
  private AppRoleChecks() {}

  /**
   * An application that the settings name.
   *
   * @param setting the setting that contains its client id
   * @param roles the app roles by which people or programs get their rights
   */
  public record Registered(String setting, String clientId, Set<String> roles) {
    public Registered {
      roles = Set.copyOf(roles);
    }
  }

  /**
   * The applications that the settings name. The console's application is not in Entra if people
   * sign in elsewhere.
   */
  static List<Registered> named(Function<String, Optional<String>> settings) {
    List<Registered> named = new ArrayList<>();
    String console = "hourkey.console.client-id";
    settings
        .apply(console)
        .filter(_ -> settings.apply("hourkey.console.issuer").isEmpty())
        .map(
            id ->
                new Registered(
                    console, id, Set.of("Hourkey.Viewer", "Hourkey.Auditor", "Hourkey.Admin")))
        .ifPresent(named::add);
    String api = "hourkey.api.client-id";
    settings
        .apply(api)
        .map(id -> new Registered(api, id, Set.of("Hourkey.Read", "Hourkey.Request")))
        .ifPresent(named::add);
    return named;
  }

  static void check(Checks checks, EntraDiagnostics entra, List<Registered> applications) {
    applications.forEach(
        one ->
            checks.ask(
                tried(one), () -> entra.appRoles(one.clientId()), roles -> evaluate(one, roles)));
  }

  private static Finding evaluate(Registered application, Optional<Set<String>> roles) {
    Set<String> missing = new TreeSet<>(application.roles());
    missing.removeAll(roles.orElse(Set.of()));
    Finding finding =
        roles.isEmpty()
            ? Finding.wrong(
                Area.ENTRA,
                tried(application),
                "Entra has no service principal for it.",
                "Set the application (client) id of an app registration in this tenant.")
            : missing.isEmpty()
                ? Finding.ok(Area.ENTRA, tried(application), "It has them.")
                : Finding.note(
                    Area.ENTRA,
                    tried(application),
                    "It lacks "
                        + String.join(", ", missing)
                        + ", so nobody can be assigned these roles.",
                    "Add the app roles that you want to use, with exactly these values, and assign"
                        + " them.");
    return finding.see(
        application.setting().startsWith("hourkey.api.")
            ? DocumentationLinks.APPLICATIONS
            : DocumentationLinks.CONSOLE);
  }

  private static String tried(Registered application) {
    return "Look for the app roles of " + application.setting();
  }
}
