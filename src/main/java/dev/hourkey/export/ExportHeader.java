package dev.hourkey.export;

import dev.hourkey.audit.ChainHead;
import java.time.Instant;
import java.util.UUID;

/**
 * The content of an export's first line.
 *
 * @param by who made the export
 * @param after the number of the entry after which the export begins. It contains later entries, or
 *     grants that were opened later
 * @param through the number of the last entry that the export covers. Grants are shown as of that
 *     entry
 * @param head the last entry of the trail at that time, and its hash
 */
record ExportHeader(
    UUID id, ExportSpec spec, String by, Instant at, long after, long through, ChainHead head) {}
