/** HTTP for auditors and machines, and health. */
@NullMarked
package dev.hourkey.web;

import org.jspecify.annotations.NullMarked;
