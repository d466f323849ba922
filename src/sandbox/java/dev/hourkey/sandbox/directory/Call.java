package dev.hourkey.sandbox.directory;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A call that a stand-in got, and when it came: {@code POST /v1.0/groups/…} to Graph, {@code
 * AWSIdentityStore.IsMemberInGroups} to AWS. Status 0 means that the answer was lost.
 */
public record Call(
    Instant at, String name, @Nullable String clientRequestId, String body, int status) {}
