package dev.hourkey.sandbox.entra;

import java.time.Instant;

/** Somebody came into a group of Entra or left it, through Graph or {@code byHand}. */
public record MembershipChange(
    Instant at, String groupId, String userId, boolean added, boolean byHand) {}
