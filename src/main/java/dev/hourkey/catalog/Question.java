package dev.hourkey.catalog;

/**
 * What the catalog asks a directory.
 *
 * @param key for {@code GROUP} the name or object id as the policy file has it, else the group's
 *     object id
 */
record Question(Kind kind, String key) {
  enum Kind {
    /** Which groups have this name or id. */
    GROUP,

    /** Which groups are members of this group, directly or nested. */
    NESTED,

    /** What this group opens in AWS. */
    ACCESS
  }

  static Question group(String nameOrId) {
    return new Question(Kind.GROUP, nameOrId);
  }

  static Question nested(String groupId) {
    return new Question(Kind.NESTED, groupId);
  }

  static Question access(String groupId) {
    return new Question(Kind.ACCESS, groupId);
  }

  /** The name of the directory that knows. */
  String directory() {
    return kind == Kind.ACCESS ? "AWS" : "Entra";
  }
}
