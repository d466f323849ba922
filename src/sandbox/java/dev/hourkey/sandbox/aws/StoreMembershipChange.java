package dev.hourkey.sandbox.aws;

import java.time.Instant;

/**
 * A user was added to or removed from a group of the Identity Store, by Entra's job or, if {@code
 * direct}, by somebody else.
 */
public record StoreMembershipChange(
    Instant at, String groupId, String userId, boolean added, boolean direct) {}
