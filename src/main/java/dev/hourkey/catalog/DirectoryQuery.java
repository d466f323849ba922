package dev.hourkey.catalog;

/**
 * A question of the catalog to a directory.
 *
 * @param key for {@code GROUP} the name or object id as in the policy file or Identity Center; for
 *     {@code ACCOUNT_TAGS} the account's id; for {@code PERMISSION_SET_TAGS} its name; empty for
 *     questions about the whole organization; else the group's object id
 */
record DirectoryQuery(Kind kind, String key) {
  enum Kind {
    /** Which groups have this name or id. */
    GROUP,

    /** Which groups are members of this group, directly or nested. */
    NESTED,

    /** What this group opens in AWS. */
    ACCESS,

    /** Which groups Identity Center has. */
    AWS_GROUPS,

    /** In which organizational unit each account is. */
    OU_PATHS,

    /** The tags of an account. */
    ACCOUNT_TAGS,

    /** The tags of a permission set. */
    PERMISSION_SET_TAGS
  }

  static DirectoryQuery group(String nameOrId) {
    return new DirectoryQuery(Kind.GROUP, nameOrId);
  }

  static DirectoryQuery nested(String groupId) {
    return new DirectoryQuery(Kind.NESTED, groupId);
  }

  static DirectoryQuery access(String groupId) {
    return new DirectoryQuery(Kind.ACCESS, groupId);
  }

  static DirectoryQuery awsGroups() {
    return new DirectoryQuery(Kind.AWS_GROUPS, "");
  }

  static DirectoryQuery ouPaths() {
    return new DirectoryQuery(Kind.OU_PATHS, "");
  }

  static DirectoryQuery accountTags(String accountId) {
    return new DirectoryQuery(Kind.ACCOUNT_TAGS, accountId);
  }

  static DirectoryQuery permissionSetTags(String name) {
    return new DirectoryQuery(Kind.PERMISSION_SET_TAGS, name);
  }

  /** The name of the directory that knows the answer. */
  String directory() {
    return kind == Kind.GROUP || kind == Kind.NESTED ? "Entra" : "AWS";
  }
}
