package dev.hourkey.catalog;

import java.util.Map;

/** Reads the attributes of accounts and permission sets that rules and conditions may use. */
public interface AwsAttributes {
  /**
   * The path of each account's organizational unit, by account id. A path consists of the names
   * below the root, separated by slashes, like {@code Workloads/Dev}. It is empty for an account in
   * the root. A slash in a name is written as {@code %2F}.
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
