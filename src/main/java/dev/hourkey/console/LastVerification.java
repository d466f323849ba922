package dev.hourkey.console;

import dev.hourkey.audit.AuditCheck;
import dev.hourkey.audit.ChainHead;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * The last verification.
 *
 * @param signed how many entries the largest signed checkpoint covers that agreed with the trail
 * @param unread what could not be compared
 */
record LastVerification(
    @Nullable Instant at,
    AuditCheck.@Nullable Breach breach,
    AuditCheck.@Nullable Difference difference,
    ChainHead head,
    long signed,
    @Nullable String unread) {
  static LastVerification of(AuditCheck.State state) {
    return new LastVerification(
        state.checkedAt().orElse(null),
        state.breach().orElse(null),
        state.difference().orElse(null),
        state.head(),
        state.signed(),
        state.unread().orElse(null));
  }
}
