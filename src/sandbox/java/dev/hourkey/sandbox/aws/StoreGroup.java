package dev.hourkey.sandbox.aws;

import java.time.Instant;

/** A group of the Identity Store; {@code externalId} is the object id that Entra sent along. */
public record StoreGroup(String id, String externalId, String displayName, Instant createdAt) {}
