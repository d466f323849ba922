package dev.hourkey.grant;

import dev.hourkey.person.PersonId;
import jakarta.persistence.Embeddable;

/** A group and a person, by their ids in Entra. */
@Embeddable
record MembershipKey(String groupId, String personId) {
  static MembershipKey of(Grant grant) {
    return new MembershipKey(grant.groupId, grant.holder);
  }

  PersonId person() {
    return new PersonId(personId);
  }
}
