package dev.hourkey.checkpoint;

import dev.hourkey.transparency.SignedNote;

/**
 * The newest checkpoint that the database knows.
 *
 * @param base the name of the trail; the names of all its logs begin with it
 * @param origin the current log
 * @param size -1 if none is known
 * @param note its signed text; the text for the empty tree if there is no checkpoint yet
 */
public record LatestCheckpoint(String base, String origin, long size, SignedNote note) {}
