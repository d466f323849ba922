package dev.hourkey.export;

import java.time.Instant;

/**
 * What the last line of an export says. A file without it is not complete.
 *
 * @param rows how many lines lie between the first and the last
 * @param sha256 of everything before the last line
 */
record ExportTotals(long rows, String sha256, Instant at) {}
