/**
 * Evidence that leaves Hourkey: files for auditors, what a tool for logs is sent, and where AWS
 * shows what was done with a grant.
 */
@NullMarked
package dev.hourkey.export;

import org.jspecify.annotations.NullMarked;
