/**
 * One person's time-bound hold on a group: its states, its reconciler, and the ports it works by.
 */
@NullMarked
package dev.hourkey.grant;

import org.jspecify.annotations.NullMarked;
