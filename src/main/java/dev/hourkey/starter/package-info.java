/**
 * Generates a first policy file from Entra, Identity Center and the configuration of an earlier
 * tool.
 */
@NullMarked
package dev.hourkey.starter;

import org.jspecify.annotations.NullMarked;
