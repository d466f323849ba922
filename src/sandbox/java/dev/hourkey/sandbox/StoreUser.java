package dev.hourkey.sandbox;

import java.time.Instant;

/**
 * A user of the Identity Store; {@code externalId} is the object id that Entra sent, empty for one
 * that was created by hand.
 */
record StoreUser(
    String id,
    String externalId,
    String userName,
    String displayName,
    String givenName,
    String familyName,
    boolean active,
    Instant createdAt) {

  StoreUser withId(String now) {
    return new StoreUser(
        now, externalId, userName, displayName, givenName, familyName, active, createdAt);
  }

  StoreUser withExternalId(String now) {
    return new StoreUser(id, now, userName, displayName, givenName, familyName, active, createdAt);
  }

  StoreUser withActive(boolean now) {
    return new StoreUser(
        id, externalId, userName, displayName, givenName, familyName, now, createdAt);
  }
}
