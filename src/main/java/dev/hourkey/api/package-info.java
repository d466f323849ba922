/** The HTTP API for auditors and programs. */
@NullMarked
package dev.hourkey.api;

import org.jspecify.annotations.NullMarked;
