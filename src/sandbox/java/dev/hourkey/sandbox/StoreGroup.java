package dev.hourkey.sandbox;

import java.time.Instant;

/** A group of the Identity Store; {@code externalId} is the object id that Entra sent along. */
record StoreGroup(String id, String externalId, String displayName, Instant createdAt) {}
