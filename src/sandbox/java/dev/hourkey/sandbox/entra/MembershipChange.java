package dev.hourkey.sandbox.entra;

import java.time.Instant;

/**
 * A user was added to or removed from a group of Entra, through Graph or, if {@code byHand}, by an
 * administrator.
 */
public record MembershipChange(
    Instant at, String groupId, String userId, boolean added, boolean byHand) {}
