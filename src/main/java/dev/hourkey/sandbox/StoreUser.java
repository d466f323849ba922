package dev.hourkey.sandbox;

import java.time.Instant;

/** A user of the Identity Store; {@code externalId} is the object id that Entra sent along. */
record StoreUser(
    String id,
    String externalId,
    String userName,
    String displayName,
    String givenName,
    String familyName,
    boolean active,
    Instant createdAt) {

  StoreUser withActive(boolean now) {
    return new StoreUser(
        id, externalId, userName, displayName, givenName, familyName, now, createdAt);
  }
}
