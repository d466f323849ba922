package dev.hourkey.person;

import java.util.Optional;

/** The users of AWS IAM Identity Center. */
public interface AwsUsers {
  /**
   * The Identity Store's id for the person, or nothing when AWS knows no such user.
   *
   * @throws DirectoryFailure when AWS could not be asked
   */
  Optional<String> find(Account account);

  /**
   * The user with this id in the Identity Store, or nothing when there is none.
   *
   * @throws DirectoryFailure when AWS could not be asked
   */
  Optional<AwsUser> user(String awsUserId);
}
