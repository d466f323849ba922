/** The one server that all stand-ins answer on, and JSON. */
@NullMarked
package dev.hourkey.sandbox.http;

import org.jspecify.annotations.NullMarked;
