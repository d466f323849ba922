package dev.hourkey.catalog;

import java.util.Map;

/** The attributes of accounts and permission sets that rules and conditions may ask about. */
public interface AwsAttributes {
  /**
   * The path of the organizational unit of every account, by the account's id: the names below the
   * root with slashes between them, like {@code Workloads/Dev}; empty for an account in the root. A
   * slash in a name is {@code %2F}.
   *
   * @throws dev.hourkey.person.DirectoryFailure when AWS does not show all of them
   */
  Map<String, String> ouPaths();

  /**
   * The tags of an account.
   *
   * @throws dev.hourkey.person.DirectoryFailure when AWS does not show them
   */
  Map<String, String> accountTags(String accountId);

  /**
   * The tags of the permission set with this name.
   *
   * @throws dev.hourkey.person.DirectoryFailure when AWS does not show them, or has no such
   *     permission set
   */
  Map<String, String> permissionSetTags(String name);
}
