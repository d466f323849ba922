package dev.hourkey.console;

import dev.hourkey.audit.AuditEntry;
import dev.hourkey.audit.StoredEvent;
import java.time.Instant;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * The version of the policy file that judged a request, and how often the file has changed since.
 *
 * @param seq the number of the audit event with which it came into force; null if none is recorded
 */
record PolicyThen(String digest, @Nullable Long seq, @Nullable Instant since, int later) {
  /**
   * Finds it in the history.
   *
   * @param changes of the policy file, the latest first
   */
  static PolicyThen of(String digest, List<AuditEntry> changes) {
    return IntStream.range(0, changes.size())
        .filter(i -> StoredEvent.read(changes.get(i)).path("digest").asText().equals(digest))
        .mapToObj(
            i ->
                new PolicyThen(
                    digest,
                    changes.get(i).seq(),
                    StoredEvent.at(StoredEvent.read(changes.get(i))).orElse(null),
                    i))
        .findFirst()
        .orElseGet(() -> new PolicyThen(digest, null, null, 0));
  }
}
