/** HTTP for auditors and machines, and health. */
@NullMarked
package dev.hourkey.api;

import org.jspecify.annotations.NullMarked;
