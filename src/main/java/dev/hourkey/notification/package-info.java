/** The outbox and its dispatcher, which deliver notifications to people at least once. */
@NullMarked
package dev.hourkey.notification;

import org.jspecify.annotations.NullMarked;
