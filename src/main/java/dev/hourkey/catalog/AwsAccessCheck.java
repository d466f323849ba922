package dev.hourkey.catalog;

import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** Compares what a group opens in AWS with the account and permission set that the file names. */
final class AwsAccessCheck {
  private static final int MAX_NAMED = 10;

  private final EntitlementSpec spec;
  private final EntraGroup group;

  AwsAccessCheck(EntitlementSpec spec, EntraGroup group) {
    this.spec = spec;
    this.group = group;
  }

  /**
   * Returns the access if it matches the file.
   *
   * @throws UnresolvableReference if it does not
   */
  AwsAccess check(Optional<AwsAccess> found) {
    AwsAccess access =
        found.orElseThrow(
            () ->
                new UnresolvableReference(
                    "Identity Center has no group for '"
                        + group.name()
                        + "'; assign it to the AWS enterprise application and wait for the next"
                        + " synchronization"));
    String unseen =
        access.complete()
            ? ""
            : "; Hourkey's AWS role cannot see assignments in the management account";
    if (access.targets().isEmpty()) {
      throw refused("opens nothing; Identity Center shows no assignment for it" + unseen);
    }
    if (access.open().isEmpty()) {
      throw refused("opens only inactive accounts: " + listed(access.targets()));
    }
    if (access.open().stream().noneMatch(spec::names)) {
      throw refused(
          "does not open " + wanted() + "; it opens " + listed(access.targets()) + unseen);
    }
    List<AccountAssignment> others =
        access.open().stream().filter(target -> !spec.names(target)).toList();
    if (!others.isEmpty()) {
      throw refused(
          "opens more than "
              + wanted()
              + ", namely "
              + listed(others)
              + "; remove these assignments from the group, or leave out 'account' and"
              + " 'permission_set' so that everything it opens is shown");
    }
    return access;
  }

  private UnresolvableReference refused(String why) {
    return new UnresolvableReference("group '" + group.name() + "' " + why);
  }

  private String wanted() {
    return spec.permissionSet().map(set -> "permission set " + set).orElse("permission sets")
        + spec.account().map(account -> " in account " + account).orElse("");
  }

  private static String listed(List<AccountAssignment> targets) {
    String first =
        targets.stream()
            .limit(MAX_NAMED)
            .map(AwsAccessCheck::named)
            .collect(Collectors.joining(", "));
    return targets.size() > MAX_NAMED
        ? first + " and " + (targets.size() - MAX_NAMED) + " more"
        : first;
  }

  private static String named(AccountAssignment target) {
    return target.permissionSet()
        + " in "
        + target.accountId()
        + (target.mayOpen() ? "" : " (" + target.state().words() + ")");
  }
}
