/** The adapter for AWS IAM Identity Center: what a group opens, and who is in it. */
@NullMarked
package dev.hourkey.aws;

import org.jspecify.annotations.NullMarked;
