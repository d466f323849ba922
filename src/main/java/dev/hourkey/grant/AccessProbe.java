package dev.hourkey.grant;

import dev.hourkey.catalog.EntraGroup;

/** A look into the Identity Store, where alone access is proved. */
public interface AccessProbe {
  /** Whether AWS shows the user in the group; never throws, but says that it does not know. */
  Seen shows(EntraGroup group, String awsUserId);
}
