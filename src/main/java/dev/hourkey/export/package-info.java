/**
 * Evidence for use outside Hourkey: files for auditors, events for log tools, and links to what
 * holders did in AWS.
 */
@NullMarked
package dev.hourkey.export;

import org.jspecify.annotations.NullMarked;
