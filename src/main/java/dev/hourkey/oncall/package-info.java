/** Who is on call now, according to the tool that the policy file names. */
@NullMarked
package dev.hourkey.oncall;

import org.jspecify.annotations.NullMarked;
