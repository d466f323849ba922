/**
 * A pretend Slack, Entra with its SCIM job, and Identity Center, speaking the vendors' HTTP on
 * loopback.
 */
@NullMarked
package dev.hourkey.sandbox;

import org.jspecify.annotations.NullMarked;
