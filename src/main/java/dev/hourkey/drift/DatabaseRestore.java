package dev.hourkey.drift;

import java.time.Instant;
import java.util.UUID;

/**
 * The database is, or may be, older than the last changes that Hourkey made.
 *
 * @param lastKnownAt when Hourkey last recorded that it used this database; later changes may be
 *     missing
 * @param evidence how it was recognized, as a clause
 * @param certain false if a restore is only suspected, for example because the server restarted
 *     after a time in which no replica used it
 * @param grantsEnded how many grants were ended because their members had not been added yet
 * @param settled whether every member of every group has been explained since
 */
public record DatabaseRestore(
    UUID id,
    Instant foundAt,
    Instant lastKnownAt,
    String evidence,
    boolean certain,
    int grantsEnded,
    boolean settled) {}
