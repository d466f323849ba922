/** One person's ask and its decision. */
@NullMarked
package dev.hourkey.request;

import org.jspecify.annotations.NullMarked;
