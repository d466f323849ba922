/**
 * The catalog of what can be requested: the policy file, checked against Entra and Identity Center.
 */
@NullMarked
package dev.hourkey.catalog;

import org.jspecify.annotations.NullMarked;
