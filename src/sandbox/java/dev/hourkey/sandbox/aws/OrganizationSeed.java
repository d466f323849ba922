package dev.hourkey.sandbox.aws;

import dev.hourkey.sandbox.http.Json;
import java.util.List;

/** What {@code aws.yaml} says. */
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

  public static OrganizationSeed read() {
    return Json.seed("aws.yaml", OrganizationSeed.class);
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

  record Account(String id, String name, String email) {}

  record PermissionSet(String name, String arn, String description, String sessionDuration) {}

  record Assignment(String group, String account, String permissionSet) {}
}
