package dev.hourkey.console;

import com.fasterxml.jackson.databind.JsonNode;
import dev.hourkey.audit.AuditEntry;
import dev.hourkey.audit.StoredEvent;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The version of the policy file that a request was evaluated against, and how often the file has
 * changed since.
 *
 * @param seq the number of the audit event with which it came into force; null if none is recorded
 */
record PolicyOfRequest(String digest, @Nullable Long seq, @Nullable Instant since, int later) {
  /**
   * Finds the version in the history. The same file may have come into force several times: the
   * last time before the request was evaluated counts.
   *
   * @param evaluated when the request was evaluated against it for the last time
   * @param changes of the policy file, the latest first
   */
  static PolicyOfRequest of(String digest, Instant evaluated, List<AuditEntry> changes) {
    for (int later = 0; later < changes.size(); later++) {
      AuditEntry change = changes.get(later);
      JsonNode event = StoredEvent.read(change);
      Optional<Instant> at = StoredEvent.at(event);
      if (event.path("digest").asText().equals(digest)
          && at.filter(since -> !since.isAfter(evaluated)).isPresent()) {
        return new PolicyOfRequest(digest, change.seq(), at.get(), later);
      }
    }
    return new PolicyOfRequest(digest, null, null, 0);
  }
}
