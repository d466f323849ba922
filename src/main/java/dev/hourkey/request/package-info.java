/** Requests, their reviews and their decision; submissions, which contain people's commands. */
@NullMarked
package dev.hourkey.request;

import org.jspecify.annotations.NullMarked;
