/** What Entra and the Identity Store have in common: memberships, calls and their faults. */
@NullMarked
package dev.hourkey.sandbox.directory;

import org.jspecify.annotations.NullMarked;
