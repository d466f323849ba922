package dev.hourkey.catalog;

import java.util.Optional;
import java.util.Set;

/** What groups open in AWS IAM Identity Center. */
public interface Assignments {
  /**
   * Everything this Entra group opens, or nothing when Identity Center has no such group. Parts of
   * the answer may be minutes old; with a delegated administrator's view, half an hour.
   *
   * @param ofHowMany how many groups are read one after the other: if there are many, data that
   *     they share is read only once
   * @throws dev.hourkey.person.DirectoryFailure when AWS could not be queried
   */
  Optional<AwsAccess> opens(EntraGroup group, int ofHowMany);

  /**
   * Like {@link #opens}, but no part of the answer is older than this call.
   *
   * @throws dev.hourkey.person.DirectoryFailure when AWS could not be queried
   */
  Optional<AwsAccess> opensNow(EntraGroup group);

  /**
   * All groups that Identity Center has, by Entra's object id, or by display name where it does not
   * have that id.
   *
   * @throws dev.hourkey.person.DirectoryFailure when AWS did not show all of them
   */
  Set<String> groups();
}
