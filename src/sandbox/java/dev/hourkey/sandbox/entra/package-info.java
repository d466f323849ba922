/** Entra behind Microsoft Graph, and the job that provisions it into the Identity Store. */
@NullMarked
package dev.hourkey.sandbox.entra;

import org.jspecify.annotations.NullMarked;
