/**
 * Makes text from people, directories and files safe to show, counts its visible characters, and
 * makes digests of text.
 */
@NullMarked
package dev.hourkey.text;

import org.jspecify.annotations.NullMarked;
