/** Who people are: the Entra object id is the identity, everything else an attribute of it. */
@NullMarked
package dev.hourkey.person;

import org.jspecify.annotations.NullMarked;
