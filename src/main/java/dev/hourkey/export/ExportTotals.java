package dev.hourkey.export;

import java.time.Instant;

/**
 * The content of an export's last line. A file without it is incomplete.
 *
 * @param rows how many lines lie between the first and the last
 * @param sha256 of everything before the last line
 */
record ExportTotals(long rows, String sha256, Instant at) {}
