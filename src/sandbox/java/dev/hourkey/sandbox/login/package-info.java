/** A simulated Entra sign-in: the v2.0 endpoints of one tenant, for the web console. */
@NullMarked
package dev.hourkey.sandbox.login;

import org.jspecify.annotations.NullMarked;
