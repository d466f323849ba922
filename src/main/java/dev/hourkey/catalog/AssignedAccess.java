package dev.hourkey.catalog;

import java.time.Duration;

/**
 * What AWS assigned to a group when it was last asked.
 *
 * @param age how long ago that was
 */
public record AssignedAccess(AwsAccess opens, Duration age) {}
