/** Entra's SCIM job, which carries memberships to AWS: its health, and Hourkey's requests to it. */
@NullMarked
package dev.hourkey.scim;

import org.jspecify.annotations.NullMarked;
