/** What people should receive, at least once: the outbox and its dispatcher. */
@NullMarked
package dev.hourkey.notification;

import org.jspecify.annotations.NullMarked;
