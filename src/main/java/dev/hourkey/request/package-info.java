/** Requests, their reviews and their decision; submissions, which carry what people want. */
@NullMarked
package dev.hourkey.request;

import org.jspecify.annotations.NullMarked;
