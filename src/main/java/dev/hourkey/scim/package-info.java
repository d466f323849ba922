/**
 * Entra's SCIM job, which carries memberships to AWS: its health, and what may be requested of it.
 */
@NullMarked
package dev.hourkey.scim;

import org.jspecify.annotations.NullMarked;
