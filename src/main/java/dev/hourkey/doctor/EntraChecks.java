package dev.hourkey.doctor;

import dev.hourkey.catalog.ApproverCount;
import dev.hourkey.catalog.PolicyFile;
import dev.hourkey.catalog.PolicyReferences;
import dev.hourkey.doctor.EntraDiagnostics.Self;
import dev.hourkey.doctor.EntraDiagnostics.Tenant;
import dev.hourkey.doctor.EntraDiagnostics.Token;
import dev.hourkey.doctor.EntraDiagnostics.Unit;
import dev.hourkey.person.EntraAccount;
import dev.hourkey.person.EntraAccount.Status;
import dev.hourkey.person.PersonId;
import dev.hourkey.text.Counted;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Checks that Entra lets Hourkey in, and that the groups are set up correctly. */
public final class EntraChecks {
  private final EntraDiagnostics entra;
  private final Optional<String> tenant;
  private final Optional<String> clientId;
  private final Optional<PolicyFile> file;
  private final Optional<PolicyReferences> policy;
  private final List<AppRoleChecks.Registered> applications;
  private final Optional<ConsoleRegistrationChecks> console;

  /**
   * @param tenant the tenant that is set
   * @param file empty without a valid policy file
   * @param settings the settings that name other applications
   */
  public EntraChecks(
      EntraDiagnostics entra,
      Optional<String> tenant,
      Optional<String> clientId,
      Optional<PolicyFile> file,
      Function<String, Optional<String>> settings) {
    this.entra = entra;
    this.tenant = tenant;
    this.clientId = clientId;
    this.file = file;
    this.policy = file.map(PolicyReferences::of);
    this.applications = AppRoleChecks.named(settings);
    this.console =
        ConsoleRegistrationChecks.of(
            settings, policy.filter(PolicyReferences::decidesWithSignIn).isPresent());
  }

  public List<Finding> findings() {
    Checks checks = new Checks(Area.ENTRA);
    String signIn = "Sign in to Entra";
    Optional<Optional<Token>> asked =
        checks.askAll(
            signIn,
            entra::token,
            _ -> List.of(Finding.ok(Area.ENTRA, signIn, "Microsoft issues a token.")),
            failure -> {
              Finding finding = Finding.failed(Area.ENTRA, signIn, failure);
              return failure.ofCredentials()
                  ? finding.advise("Renew the credential, or correct the setting that is named.")
                  : finding;
            });
    if (asked.isEmpty()) {
      return checks.findings(); // Everything else would fail in the same way.
    }
    Optional<Token> token = asked.get();
    Optional<Tenant> found =
        checks.ask("Read the tenant", entra::tenant, one -> tenant(one, token, tenant));
    if (found.isEmpty() && !checks.findings().getLast().page().equals(DocumentationLinks.GROUPS)) {
      return checks.findings(); // If only a permission is missing, other checks still help.
    }
    tries(checks, "Read people", entra::people);
    EntraRights rights = rights(checks, token);
    checks.addAll(rights.excess());
    AppRoleChecks.check(checks, entra, applications);
    console.ifPresent(one -> one.check(checks, entra));
    policy.ifPresent(
        named -> {
          new GroupChecks(entra, rights).check(checks, named);
          named.people().forEach(name -> person(checks, name, EntraChecks::person));
          named.onlyExcluded().forEach(name -> person(checks, name, EntraChecks::excluded));
        });
    file.map(one -> new ApproverCount(entra.directory(), entra.persons()).of(one))
        .map(ApprovalChecks::findings)
        .ifPresent(checks::addAll);
    return checks.findings();
  }

  private void person(
      Checks checks, String name, BiFunction<String, List<EntraAccount>, Finding> evaluate) {
    String tried = "Look up the person " + name;
    var _ =
        checks.ask(
            tried,
            () ->
                name.contains("@")
                    ? entra.persons().withMail(name)
                    : entra.persons().account(new PersonId(name)).stream().toList(),
            found -> evaluate.apply(tried, found));
  }

  static Finding person(String tried, List<EntraAccount> found) {
    Set<Status> statuses = found.stream().map(EntraAccount::status).collect(Collectors.toSet());
    return statuses.contains(Status.ENABLED)
        ? Finding.ok(Area.ENTRA, tried, "The account exists.")
        : statuses.contains(Status.UNKNOWN)
            ? Finding.unknown(
                    Area.ENTRA,
                    tried,
                    "Entra does not show whether the account is enabled.",
                    "Assign Directory Readers, and run doctor again.")
                .see(DocumentationLinks.GROUPS)
            : Finding.wrong(
                    Area.ENTRA,
                    tried,
                    statuses.isEmpty() ? "Entra has no such account." : "The account is disabled.",
                    "Correct the address or object id in the policy file, or remove the person from it.")
                .see(DocumentationLinks.POLICY);
  }

  /**
   * Checks a person that the file excludes. Excluding an account that nobody can use is harmless,
   * unless a different account was meant.
   */
  static Finding excluded(String tried, List<EntraAccount> found) {
    Finding finding = person(tried, found);
    return finding.outcome().fine() ? finding : finding.as(Outcome.NOTE);
  }

  private static void tries(Checks checks, String tried, Runnable call) {
    checks.ask(
        tried,
        () -> {
          call.run();
          return true;
        },
        _ -> Finding.ok(Area.ENTRA, tried, "Entra answers."));
  }

  static Finding tenant(Tenant found, Optional<Token> token, Optional<String> configured) {
    String tried = "Read the tenant";
    String id = token.map(Token::tenant).filter(one -> !one.isEmpty()).orElse(found.id());
    return configured.filter(one -> !one.equalsIgnoreCase(id)).isPresent()
        ? Finding.wrong(
                Area.ENTRA,
                tried,
                "The credential belongs to the tenant %s (%s), but hourkey.entra.tenant-id is %s."
                    .formatted(found.name(), id, configured.get()),
                "Set the id of the tenant in which Hourkey is registered.")
            .see(DocumentationLinks.CREDENTIAL)
        : Finding.ok(Area.ENTRA, tried, found.name() + " (" + id + ").");
  }

  private EntraRights rights(Checks checks, Optional<Token> token) {
    String tried = "Read Hourkey's own roles";
    Optional<String> application = clientId.or(() -> token.map(Token::application));
    if (application.isEmpty()) {
      checks.add(
          Finding.unknown(
              Area.ENTRA,
              tried,
              "Doctor does not know which application is Hourkey's.",
              "Set hourkey.entra.client-id."));
      return new EntraRights(token, Optional.empty(), List.of());
    }
    Optional<Self> self =
        checks.ask(tried, () -> entra.self(application.get()), found -> roles(found));
    List<Unit> units = new ArrayList<>();
    self.map(EntraRights::unitsOf)
        .orElse(List.of())
        .forEach(
            id ->
                checks
                    .ask("Read the administrative unit", () -> entra.unit(id), this::unit)
                    .ifPresent(units::add));
    return new EntraRights(token, self, units);
  }

  static Finding roles(Self self) {
    String tried = "Read Hourkey's own roles";
    boolean reads =
        self.roles().stream()
            .anyMatch(
                role ->
                    role.scope().equals("/")
                        && role.definition().equals(EntraRights.DIRECTORY_READERS));
    boolean scoped = !EntraRights.unitsOf(self).isEmpty();
    return scoped && !reads
        ? Finding.wrong(
                Area.ENTRA,
                tried,
                "Hourkey has a role for a unit, but not the role Directory Readers for the tenant.",
                "Assign Directory Readers; Microsoft requires it for a role that is scoped to a"
                    + " unit.")
            .see(DocumentationLinks.GROUPS)
        : scoped
            ? Finding.ok(Area.ENTRA, tried, "Directory Readers, and a role for a unit.")
            : Finding.note(
                    Area.ENTRA,
                    tried,
                    "Hourkey has no role for an administrative unit.",
                    "Use a restricted administrative unit, if that is possible.")
                .see(DocumentationLinks.GROUPS);
  }

  private Finding unit(Unit unit) {
    String tried = "Read the administrative unit " + unit.name();
    return unit.restricted()
        ? Finding.ok(
            Area.ENTRA,
            tried,
            "It is restricted; it has %s.".formatted(Counted.of(unit.groups().size(), "group")))
        : Finding.note(
                Area.ENTRA,
                tried,
                "It is not restricted, so tenant administrators and owners can change the groups.",
                "Create a new unit that is restricted, because this cannot be changed later.")
            .see(DocumentationLinks.GROUPS);
  }
}
