/** Pretend on-call tools: PagerDuty, Jira Service Management Operations and incident.io. */
@NullMarked
package dev.hourkey.sandbox.oncall;

import org.jspecify.annotations.NullMarked;
