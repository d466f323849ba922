package dev.hourkey.grant;

import dev.hourkey.catalog.EntraGroup;
import dev.hourkey.person.Person;
import dev.hourkey.person.PersonId;
import java.util.Map;
import java.util.Optional;

/**
 * What grants need from Entra's groups. Every call is idempotent, and may throw {@link
 * dev.hourkey.person.DirectoryFailure}.
 */
public interface EntraGroupMembers {
  /** Whether the person is a direct member. Entra's reads lag behind its writes. */
  boolean contains(EntraGroup group, PersonId person);

  /**
   * All people who are direct members, with their names, or with their ids if Entra does not show
   * their names. Empty if there is no such group.
   */
  Optional<Map<PersonId, Person>> members(EntraGroup group);

  Added add(EntraGroup group, PersonId person);

  Removed remove(EntraGroup group, PersonId person);

  /** The beginning of an explanation that is cleared if Entra removes the member after all. */
  String GONE = "Entra no longer has ";

  String NO_PERSON = GONE + "this person";

  static String noGroup(EntraGroup group) {
    return GONE + "the group " + group.name();
  }

  enum Added {
    ADDED,
    WAS_THERE,
    NO_SUCH_PERSON,
    NO_SUCH_GROUP
  }

  /**
   * Entra's answer to a removal. {@code WAS_NOT_THERE} is no proof, because a lagging replica of
   * Entra may not show the member yet.
   */
  enum Removed {
    REMOVED,
    WAS_NOT_THERE,
    NO_SUCH_PERSON,
    NO_SUCH_GROUP;

    /** Whether the membership may return, because Entra keeps deleted objects for 30 days. */
    boolean restorable() {
      return switch (this) {
        case REMOVED, WAS_NOT_THERE -> false;
        case NO_SUCH_PERSON, NO_SUCH_GROUP -> true;
      };
    }
  }
}
