package dev.hourkey.export;

import dev.hourkey.audit.AuditEntry;
import dev.hourkey.audit.StoredEvent;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;

/**
 * Audit events as a file for an archive. The same events always produce the same file. Pure.
 *
 * @param key where the file is stored, in a folder for the day of its first event. The name
 *     contains the first and the last number, so that files sort in the order of their events. It
 *     also contains the last hash, because a restored database may reuse numbers, and its files
 *     must not replace earlier ones
 */
public record DeliveryFile(String key, byte[] content, String mediaType) {
  public static DeliveryFile of(String prefix, DeliveryFormat format, List<AuditEntry> entries) {
    AuditEntry first = entries.getFirst();
    AuditEntry last = entries.getLast();
    LocalDate day =
        LocalDate.ofInstant(
            StoredEvent.at(StoredEvent.read(first)).orElse(Instant.EPOCH), ZoneOffset.UTC);
    return new DeliveryFile(
        "%s%s/%020d-%020d-%s.jsonl"
            .formatted(
                prefix, day.toString().replace('-', '/'), first.seq(), last.seq(), last.hashHex()),
        format.body(entries).getBytes(StandardCharsets.UTF_8),
        format.mediaType());
  }
}
