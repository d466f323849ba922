package dev.hourkey.sandbox.aws;

import java.time.Instant;

/**
 * Somebody came into a group of the Identity Store or left it, through Entra's job or {@code
 * direct}ly.
 */
public record StoreMembershipChange(
    Instant at, String groupId, String userId, boolean added, boolean direct) {}
