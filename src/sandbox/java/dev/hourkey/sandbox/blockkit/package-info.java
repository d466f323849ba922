/** Block Kit: Slack's limits for blocks, and what it fills in. */
@NullMarked
package dev.hourkey.sandbox.blockkit;

import org.jspecify.annotations.NullMarked;
