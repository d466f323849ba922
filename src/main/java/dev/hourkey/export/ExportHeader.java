package dev.hourkey.export;

import dev.hourkey.audit.ChainHead;
import java.time.Instant;
import java.util.UUID;

/**
 * What the first line of an export says.
 *
 * @param by who exports it
 * @param after the export contains entries after this one, or grants that were opened after it
 * @param through and up to this one; grants are as they were then
 * @param head the last entry of the trail at that time, and its hash
 */
record ExportHeader(
    UUID id, ExportSpec spec, String by, Instant at, long after, long through, ChainHead head) {}
