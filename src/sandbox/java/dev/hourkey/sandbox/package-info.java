/**
 * Stand-ins for Slack, for Entra with its SCIM job, and for Identity Center, which speak the
 * vendors' HTTP on loopback. They are for {@code quarkus:dev} and tests.
 */
@NullMarked
package dev.hourkey.sandbox;

import org.jspecify.annotations.NullMarked;
