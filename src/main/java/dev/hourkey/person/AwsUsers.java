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
}
