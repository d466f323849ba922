package dev.hourkey.grant;

import dev.hourkey.person.PersonId;
import jakarta.persistence.Embeddable;

/** A group and a person, by their ids in Entra. */
@Embeddable
record Pair(String groupId, String personId) {
  static Pair of(Grant grant) {
    return new Pair(grant.groupId, grant.holder);
  }

  PersonId person() {
    return new PersonId(personId);
  }
}
