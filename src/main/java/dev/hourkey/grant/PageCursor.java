package dev.hourkey.grant;

import java.time.Instant;
import java.util.UUID;

/**
 * A place in a list of grants or requests, after which a page begins. It stays valid even if the
 * grant or request is deleted.
 *
 * @param time the time by which the list is ordered
 */
public record PageCursor(Instant time, UUID id) {}
