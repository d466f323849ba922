package dev.hourkey.grant;

import dev.hourkey.catalog.EntraGroup;

/**
 * Writing memberships into the Identity Store itself, past Entra, which never learns of it. Calling
 * anything twice is the same as once; it may throw {@link dev.hourkey.person.DirectoryFailure}.
 */
public interface DirectAccess {
  /** Whether the operator allows it. */
  boolean allowed();

  void remove(EntraGroup group, String awsUserId);

  void add(EntraGroup group, String awsUserId);
}
