package dev.hourkey.grant;

import java.time.Instant;
import java.util.UUID;

/**
 * The database is, or may be, older than what Hourkey did.
 *
 * @param lastKnownAt when Hourkey last wrote down that it used this database: what it did since may
 *     be missing
 * @param evidence how it was recognised, a clause that follows "because"
 * @param certain false when a server was merely started anew and no replica can vouch for it
 * @param grantsEnded how many grants were ended because their members had not been added yet
 * @param settled whether every member of every group has been explained since
 */
public record Restore(
    UUID id,
    Instant foundAt,
    Instant lastKnownAt,
    String evidence,
    boolean certain,
    int grantsEnded,
    boolean settled) {}
