package dev.hourkey.checkpoint;

import dev.hourkey.transparency.SignedNote;

/**
 * The newest checkpoint that the database knows.
 *
 * @param base the name of the trail, with which the names of all its logs begin
 * @param origin the current log
 * @param size -1 if none is known
 * @param note its signed text; that of the empty tree if there is none yet
 */
public record LatestCheckpoint(String base, String origin, long size, SignedNote note) {}
