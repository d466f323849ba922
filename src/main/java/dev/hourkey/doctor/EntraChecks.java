package dev.hourkey.doctor;

import dev.hourkey.catalog.EntraGroup;
import dev.hourkey.catalog.GroupDirectory.FoundGroup;
import dev.hourkey.catalog.PolicyReferences;
import dev.hourkey.doctor.EntraExamination.Self;
import dev.hourkey.doctor.EntraExamination.Tenant;
import dev.hourkey.doctor.EntraExamination.Token;
import dev.hourkey.doctor.EntraExamination.Unit;
import dev.hourkey.person.DirectoryFailure;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Whether Entra lets Hourkey in, and whether the groups are as they must be. */
public final class EntraChecks {
  private final EntraExamination entra;
  private final Optional<String> tenant;
  private final Optional<String> clientId;
  private final Optional<PolicyReferences> policy;

  /**
   * @param tenant the tenant that is set
   * @param policy empty without a valid policy file
   */
  public EntraChecks(
      EntraExamination entra,
      Optional<String> tenant,
      Optional<String> clientId,
      Optional<PolicyReferences> policy) {
    this.entra = entra;
    this.tenant = tenant;
    this.clientId = clientId;
    this.policy = policy;
  }

  public List<Finding> findings() {
    Checks checks = new Checks(Area.ENTRA);
    Optional<Token> token;
    try {
      token = entra.token();
    } catch (DirectoryFailure failure) {
      checks.add(
          Finding.failed(Area.ENTRA, "Sign in to Entra", failure)
              .advise("Renew the credential, or correct the setting that is named."));
      return checks.findings(); // Everything else would fail in the same way.
    }
    checks.add(Finding.ok(Area.ENTRA, "Sign in to Entra", "Microsoft gives a token."));
    if (checks
            .ask("Read the tenant", entra::tenant, found -> tenant(found, token, tenant))
            .isEmpty()
        && checks.findings().stream().anyMatch(one -> one.page().equals(Guide.CREDENTIAL))) {
      return checks.findings();
    }
    tries(checks, "Read people", entra::people);
    EntraRights rights = rights(checks, token);
    checks.addAll(rights.excess());
    policy.ifPresent(named -> groups(checks, named, rights));
    return checks.findings();
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
                "The credential is of the tenant %s (%s), and hourkey.entra.tenant-id is %s."
                    .formatted(found.name(), id, configured.get()),
                "Set the id of the tenant in which Hourkey is registered.")
            .see(Guide.CREDENTIAL)
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
              "It is not known which application Hourkey is.",
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
                "Hourkey has a role for a unit, but is not Directory Reader of the tenant.",
                "Assign Directory Readers; Microsoft requires it for a role that is scoped to a"
                    + " unit.")
            .see(Guide.GROUPS)
        : scoped
            ? Finding.ok(Area.ENTRA, tried, "Directory Readers, and a role for a unit.")
            : Finding.note(
                    Area.ENTRA,
                    tried,
                    "Hourkey has no role for an administrative unit.",
                    "Use a restricted administrative unit, if that is possible.")
                .see(Guide.GROUPS);
  }

  private Finding unit(Unit unit) {
    String tried = "Read the administrative unit " + unit.name();
    return unit.restricted()
        ? Finding.ok(
            Area.ENTRA,
            tried,
            "It is restricted; %d groups are in it.".formatted(unit.groups().size()))
        : Finding.note(
                Area.ENTRA,
                tried,
                "It is not restricted, so tenant administrators and owners can change the groups.",
                "Make a new unit that is restricted; this cannot be changed later.")
            .see(Guide.GROUPS);
  }

  private void groups(Checks checks, PolicyReferences named, EntraRights rights) {
    named
        .entitlementGroups()
        .forEach(
            (entitlement, name) -> {
              String tried = "Look up the group " + name + " of '" + entitlement + "'";
              checks
                  .ask(tried, () -> entra.directory().groups(name), found -> usable(tried, found))
                  .filter(found -> found.size() == 1 && found.getFirst().unusable().isEmpty())
                  .ifPresent(found -> group(checks, found.getFirst().group(), rights));
            });
    for (String name : named.principalGroups()) {
      String tried = "Look up the group " + name + " that gives or has rights";
      checks.askAll(
          tried, () -> entra.directory().groups(name), found -> principal(tried, found, rights));
    }
  }

  static Finding usable(String tried, List<FoundGroup> found) {
    return switch (found.size()) {
      case 0 ->
          wrong(
              tried, "Entra has no such group.", "Correct the name, or use the group's object id.");
      case 1 ->
          found
              .getFirst()
              .unusable()
              .map(
                  why ->
                      wrong(
                          tried,
                          "The group " + why + ".",
                          "Use a security group of its own that is made in Entra, with members that"
                              + " are assigned, and without Entra roles."))
              .orElseGet(
                  () -> Finding.ok(Area.ENTRA, tried, "It is there, and is a usable group."));
      default ->
          wrong(
              tried,
              "Entra has %d groups of this name.".formatted(found.size()),
              "Use the group's object id in the policy file.");
    };
  }

  /** Approvers' groups need no particular kind, but Hourkey must not be able to change them. */
  static List<Finding> principal(String tried, List<FoundGroup> found, EntraRights rights) {
    if (found.size() != 1) {
      return List.of(usable(tried, found));
    }
    boolean changeable =
        rights.units().stream()
            .anyMatch(unit -> unit.groups().contains(found.getFirst().group().id()));
    return List.of(
        changeable
            ? wrong(
                tried,
                "It is in Hourkey's administrative unit, so Hourkey could change who approves.",
                "Take it out of the unit.")
            : Finding.ok(Area.ENTRA, tried, "It is there."));
  }

  private void group(Checks checks, EntraGroup group, EntraRights rights) {
    String tried = "Look for groups inside " + group.name();
    checks.askAll(
        tried,
        () -> entra.directory().nestedIn(group.id()),
        nested -> nested.isEmpty() ? List.of() : List.of(nested(tried, nested)));
    Finding change = rights.change(group);
    checks.add(change);
    boolean closed =
        rights.units().stream()
            .anyMatch(unit -> unit.restricted() && unit.groups().contains(group.id()));
    if (!closed) {
      String asked = "Read the owners of " + group.name();
      checks.askAll(
          asked,
          () -> entra.owners(group.id()),
          owners -> owners.isEmpty() ? List.of() : List.of(owners(asked, owners)));
    }
  }

  static Finding nested(String tried, Set<String> nested) {
    return wrong(
        tried,
        "%d groups are members of it, whose members would be in it without a request."
            .formatted(nested.size()),
        "Take them out; an entitlement's group holds people only.");
  }

  static Finding owners(String tried, Set<String> owners) {
    return Finding.note(
            Area.ENTRA,
            tried,
            "Its owners can add members without Hourkey: " + String.join(", ", owners) + ".",
            "Remove the owners, or put the group into a restricted unit.")
        .see(Guide.GROUPS);
  }

  private static Finding wrong(String tried, String found, String advice) {
    return Finding.wrong(Area.ENTRA, tried, found, advice).see(Guide.GROUPS);
  }
}
