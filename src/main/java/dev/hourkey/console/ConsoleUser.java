package dev.hourkey.console;

import dev.hourkey.person.PersonId;
import java.util.Optional;

/**
 * A user who has signed in.
 *
 * @param name the name in their token, for display
 * @param unknown why it is unknown whether they have more rights, as the beginning of a sentence;
 *     empty if it is known
 */
record ConsoleUser(PersonId id, String name, ConsoleRole role, Optional<String> unknown) {
  boolean sees(ConsoleRole needed) {
    return role.includes(needed);
  }
}
