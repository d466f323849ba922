/** Identity Center, its Identity Store and the organization around them. */
@NullMarked
package dev.hourkey.sandbox.aws;

import org.jspecify.annotations.NullMarked;
