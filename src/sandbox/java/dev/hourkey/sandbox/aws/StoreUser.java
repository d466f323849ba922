package dev.hourkey.sandbox.aws;

import java.time.Instant;

/**
 * A user of the Identity Store; {@code externalId} is the object id that Entra sent, empty for one
 * that was created by hand.
 */
public record StoreUser(
    String id,
    String externalId,
    String userName,
    String displayName,
    String givenName,
    String familyName,
    boolean active,
    Instant createdAt) {

  public StoreUser withId(String now) {
    return new StoreUser(
        now, externalId, userName, displayName, givenName, familyName, active, createdAt);
  }

  public StoreUser withExternalId(String now) {
    return new StoreUser(id, now, userName, displayName, givenName, familyName, active, createdAt);
  }

  public StoreUser withActive(boolean now) {
    return new StoreUser(
        id, externalId, userName, displayName, givenName, familyName, now, createdAt);
  }
}
