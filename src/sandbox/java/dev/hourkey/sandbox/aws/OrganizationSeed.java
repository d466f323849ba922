package dev.hourkey.sandbox.aws;

import dev.hourkey.sandbox.http.Json;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;

/** The contents of {@code aws.yaml}. */
public record OrganizationSeed(
    String region,
    String instanceArn,
    String identityStoreId,
    String ownerAccountId,
    String issuer,
    List<String> actions,
    List<User> users,
    List<Group> groups,
    List<Account> accounts,
    List<PermissionSet> permissionSets,
    List<Assignment> assignments) {

  public OrganizationSeed {
    accounts = new CopyOnWriteArrayList<>(accounts);
    permissionSets = new CopyOnWriteArrayList<>(permissionSets);
  }

  public static OrganizationSeed read() {
    return Json.seed("aws.yaml", OrganizationSeed.class);
  }

  /** Forgets the accounts and permission sets that were added. */
  void reset() {
    OrganizationSeed original = read();
    accounts.retainAll(original.accounts);
    permissionSets.retainAll(original.permissionSets);
  }

  record User(
      String id,
      String externalId,
      String userName,
      String displayName,
      String givenName,
      String familyName,
      boolean disabled) {}

  /** {@code members} are user names. */
  record Group(String id, String externalId, String displayName, List<String> members) {}

  /** {@code ou} is the path of names below the root, like {@code Workloads/Dev}. */
  record Account(String id, String name, String email, String ou, Map<String, String> tags) {}

  record PermissionSet(
      String name,
      String arn,
      String description,
      String sessionDuration,
      Map<String, String> tags) {}

  record Assignment(String group, String account, String permissionSet) {}
}
