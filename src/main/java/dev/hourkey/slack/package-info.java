/** Slack: commands, forms and buttons come in; cards and direct messages go out. */
@NullMarked
package dev.hourkey.slack;

import org.jspecify.annotations.NullMarked;
