/**
 * A first policy file, made from what Entra and Identity Center have and from the configuration of
 * an earlier tool.
 */
@NullMarked
package dev.hourkey.starter;

import org.jspecify.annotations.NullMarked;
