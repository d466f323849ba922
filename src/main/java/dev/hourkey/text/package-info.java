/**
 * Makes text from people, directories and files safe to show, and counts its visible characters.
 */
@NullMarked
package dev.hourkey.text;

import org.jspecify.annotations.NullMarked;
