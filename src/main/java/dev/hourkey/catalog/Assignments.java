package dev.hourkey.catalog;

import java.util.List;
import java.util.Optional;

/** What groups open in AWS IAM Identity Center. */
public interface Assignments {
  /**
   * Everything this Entra group opens, or nothing when Identity Center has no such group.
   *
   * <p>Where it makes the answer cheaper, what does not fit the account and the permission set that
   * are asked for by name may be missing from it.
   *
   * @throws dev.hourkey.person.DirectoryFailure when AWS could not be asked
   */
  Optional<List<AwsTarget>> opens(
      EntraGroup group, Optional<String> account, Optional<String> permissionSet);
}
