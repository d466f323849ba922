package dev.hourkey.grant;

import dev.hourkey.person.PersonId;
import jakarta.persistence.Embeddable;

/** A group and a person, by their ids in Entra. */
@Embeddable
public record MembershipKey(String groupId, String personId) {
  public PersonId person() {
    return new PersonId(personId);
  }
}
