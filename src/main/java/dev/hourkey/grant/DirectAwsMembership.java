package dev.hourkey.grant;

import dev.hourkey.catalog.EntraGroup;

/**
 * Writes memberships to the Identity Store directly, without Entra, which never learns of these
 * changes. Every call is idempotent, and may throw {@link dev.hourkey.person.DirectoryFailure}.
 */
public interface DirectAwsMembership {
  /** Whether the operator allows direct writes. */
  boolean allowed();

  /** Removes a membership; returns false if AWS has no such membership, or no such group. */
  boolean remove(EntraGroup group, String awsUserId);

  /** Adds a membership; returns false if AWS already has it, or has no such group. */
  boolean add(EntraGroup group, String awsUserId);
}
