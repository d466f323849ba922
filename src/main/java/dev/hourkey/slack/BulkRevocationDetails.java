package dev.hourkey.slack;

import dev.hourkey.grant.RemovalProgress;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;

/**
 * The data for messages about a bulk revocation.
 *
 * @param subject the person whose access, or the entitlement to which access, was revoked
 * @param by who began it
 * @param requests how many requests were stopped
 * @param doneAt when all grants had ended
 * @param sessionsUntil until when AWS sessions that were open at {@code doneAt} can last
 */
record BulkRevocationDetails(
    UUID id,
    Sentence subject,
    PersonMention by,
    String reason,
    RemovalProgress progress,
    long requests,
    Optional<Instant> doneAt,
    Optional<Instant> sessionsUntil) {}
