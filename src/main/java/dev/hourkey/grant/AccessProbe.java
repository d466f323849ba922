package dev.hourkey.grant;

import dev.hourkey.catalog.EntraGroup;
import dev.hourkey.person.PersonId;
import java.util.Optional;
import java.util.Set;

/** Reads memberships from the Identity Store, the only place where access can be proved. */
public interface AccessProbe {
  /**
   * Whether AWS shows the person in the group. The person's user is resolved each time, because a
   * user that was deleted and provisioned again has another id. Never throws: a failed check is
   * {@link AwsPresence#UNKNOWN}.
   *
   * @param known the user that the last check found, which saves calls if nothing has changed
   */
  AwsObservation observe(EntraGroup group, PersonId person, Optional<String> known);

  /**
   * The ids of all users that AWS shows in the group; empty if AWS has no such group.
   *
   * @throws dev.hourkey.person.DirectoryFailure when AWS could not be queried
   */
  Optional<Set<String>> users(EntraGroup group);

  /** The name of a user in AWS, or the id if AWS gives no name. Never throws. */
  String nameOf(String awsUserId);
}
