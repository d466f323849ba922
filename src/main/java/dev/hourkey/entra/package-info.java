/** The adapter for Microsoft Graph: people, group memberships and the SCIM job. */
@NullMarked
package dev.hourkey.entra;

import org.jspecify.annotations.NullMarked;
