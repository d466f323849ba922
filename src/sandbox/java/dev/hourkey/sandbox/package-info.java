/**
 * A pretend Slack, Entra with its SCIM job, and Identity Center, speaking the vendors' HTTP on
 * loopback. For {@code quarkus:dev} and tests.
 */
@NullMarked
package dev.hourkey.sandbox;

import org.jspecify.annotations.NullMarked;
