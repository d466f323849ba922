package dev.hourkey.starter;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/** Which permission sets look administrative, so that an approver should be asked twice. */
final class AdministrativeAccess {
  /**
   * Policies managed by AWS. Each lets its holder do nearly everything, or give themselves the
   * missing rights.
   */
  private static final Set<String> POLICIES =
      Set.of(
          "AdministratorAccess",
          "AWSOrganizationsFullAccess",
          "AWSSSOMasterAccountAdministrator",
          "IAMFullAccess",
          "PowerUserAccess",
          "SystemAdministrator");

  private static final List<String> WORDS =
      List.of("admin", "poweruser", "fullaccess", "root", "owner", "superuser", "breakglass");

  private AdministrativeAccess() {}

  /** Why it looks administrative, as the end of a comment; empty if it does not. */
  static Optional<String> reason(String permissionSet, List<String> policies) {
    Optional<String> policy = policies.stream().filter(POLICIES::contains).findFirst();
    if (policy.isPresent()) {
      return Optional.of(permissionSet + " has AWS' policy " + policy.get());
    }
    String name = permissionSet.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]", "");
    return WORDS.stream()
        .filter(name::contains)
        .findFirst()
        .map(_ -> permissionSet + " looks administrative by its name");
  }
}
