/** AWS IAM Identity Center: what a group opens, who has arrived, who is gone. */
@NullMarked
package dev.hourkey.aws;

import org.jspecify.annotations.NullMarked;
