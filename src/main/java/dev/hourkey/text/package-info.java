/** What people, directories and files wrote, made safe to show and counted as people count. */
@NullMarked
package dev.hourkey.text;

import org.jspecify.annotations.NullMarked;
