package dev.hourkey.person;

import java.util.Optional;
import java.util.Set;

/** The users of AWS IAM Identity Center. */
public interface AwsUsers {
  /**
   * The Identity Store's id for the person, or nothing when AWS knows no such user.
   *
   * @throws DirectoryFailure when AWS could not be asked
   */
  Optional<String> find(Account account);

  /**
   * What tells whose user this is; nothing when AWS has no user with this id.
   *
   * @throws DirectoryFailure when AWS could not be asked
   */
  Optional<Details> details(String awsUserId);

  /**
   * What AWS has on record of a user.
   *
   * @param externalIds the ids that other directories gave the user; Entra's is the object id,
   *     unless the tenant sends something else
   */
  record Details(String userName, Set<String> externalIds) {
    public Details {
      externalIds = Set.copyOf(externalIds);
    }
  }
}
