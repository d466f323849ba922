/**
 * Reads JSON from the HTTP APIs of other tools, with limits on time and size and without redirects.
 */
@NullMarked
package dev.hourkey.http;

import org.jspecify.annotations.NullMarked;
