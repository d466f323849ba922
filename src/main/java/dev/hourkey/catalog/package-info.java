/** What can be asked for: the operator's file, its checks, and what the directories say of it. */
@NullMarked
package dev.hourkey.catalog;

import org.jspecify.annotations.NullMarked;
