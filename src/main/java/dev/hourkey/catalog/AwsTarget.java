package dev.hourkey.catalog;

import java.time.Duration;
import java.util.Optional;

/**
 * What a group opens in AWS.
 *
 * @param accountName for people; the id where Organizations gave no name
 * @param session how long a role session lives once opened, where Identity Center said so
 */
public record AwsTarget(
    String accountId, String accountName, String permissionSet, Optional<Duration> session) {}
