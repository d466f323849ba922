package dev.hourkey.person;

import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/** The users of AWS IAM Identity Center. */
public interface AwsUsers {
  /**
   * The user name that the SCIM job derives from a user principal name, unless its mapping was
   * changed. From a guest's {@code alias_domain#EXT#@tenant} it derives {@code alias@domain}
   * (Microsoft, how provisioning works). A domain has no underscore, an alias may.
   */
  static String userName(String principalName) {
    int end = principalName.toUpperCase(Locale.ROOT).indexOf("#EXT#");
    int at = end < 0 ? -1 : principalName.lastIndexOf('_', end);
    return at < 0
        ? principalName
        : principalName.substring(0, at) + "@" + principalName.substring(at + 1, end);
  }

  /**
   * The person's user in the Identity Store as it is now. Ids are not kept, because a user that was
   * deleted and provisioned again has another id.
   *
   * @throws DirectoryFailure when AWS could not be queried
   */
  AwsUser find(EntraAccount account);

  /** The user that AWS has for a person. */
  sealed interface AwsUser {
    /** The person's own user. */
    record Found(String id) implements AwsUser {}

    /**
     * A user has the person's name and the external id of another Entra object. Entra makes it the
     * person's user when it provisions them.
     */
    record AnotherPersons(String id) implements AwsUser {}

    record None() implements AwsUser {}
  }

  /**
   * The details that show whose user this is; empty when AWS has no user with this id.
   *
   * @throws DirectoryFailure when AWS could not be queried
   */
  Optional<Details> details(String awsUserId);

  /**
   * What AWS knows about a user.
   *
   * @param externalIds the ids that other directories gave the user; Entra's is the object id,
   *     unless the tenant sends something else
   * @param disabled whether AWS shows that the user may not sign in
   */
  record Details(String userName, Set<String> externalIds, boolean disabled) {
    public Details {
      externalIds = Set.copyOf(externalIds);
    }
  }
}
