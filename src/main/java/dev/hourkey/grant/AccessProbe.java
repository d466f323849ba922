package dev.hourkey.grant;

import dev.hourkey.catalog.EntraGroup;
import java.util.Optional;
import java.util.Set;

/** A look into the Identity Store, where alone access is proved. */
public interface AccessProbe {
  /** Whether AWS shows the user in the group; never throws, but says that it does not know. */
  Seen shows(EntraGroup group, String awsUserId);

  /**
   * The ids of all users whom AWS shows in the group; nothing when it has no such group.
   *
   * @throws dev.hourkey.person.DirectoryFailure when AWS could not be asked
   */
  Optional<Set<String>> users(EntraGroup group);

  /** What AWS calls a user; the id where it cannot tell. Never throws. */
  String nameOf(String awsUserId);
}
