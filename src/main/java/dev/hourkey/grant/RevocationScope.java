package dev.hourkey.grant;

import dev.hourkey.person.PersonId;

/** The access that is revoked together. */
public sealed interface RevocationScope {
  /** All access of a person. */
  record OfPerson(PersonId person) implements RevocationScope {}

  /** All access that an entitlement gives, by its id. */
  record OfEntitlement(String entitlement) implements RevocationScope {}
}
