/** The HTTP API for auditors and machines. */
@NullMarked
package dev.hourkey.api;

import org.jspecify.annotations.NullMarked;
