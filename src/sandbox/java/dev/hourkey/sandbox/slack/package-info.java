/** Slack: the Web API, deliveries to the app, and people who act on what they see. */
@NullMarked
package dev.hourkey.sandbox.slack;

import org.jspecify.annotations.NullMarked;
