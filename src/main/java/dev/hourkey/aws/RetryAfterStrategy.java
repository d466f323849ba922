package dev.hourkey.aws;

import java.time.Duration;
import software.amazon.awssdk.awscore.retry.AwsRetryStrategy;
import software.amazon.awssdk.retries.api.AcquireInitialTokenRequest;
import software.amazon.awssdk.retries.api.AcquireInitialTokenResponse;
import software.amazon.awssdk.retries.api.RecordSuccessRequest;
import software.amazon.awssdk.retries.api.RecordSuccessResponse;
import software.amazon.awssdk.retries.api.RefreshRetryTokenRequest;
import software.amazon.awssdk.retries.api.RefreshRetryTokenResponse;
import software.amazon.awssdk.retries.api.RetryStrategy;
import software.amazon.awssdk.retries.api.TokenAcquisitionFailedException;

/**
 * The SDK's three attempts, except that AWS' wish for a pause is heard, which the SDK does not
 * read: a short one is waited for, and a long one left to the caller.
 */
final class RetryAfterStrategy implements RetryStrategy {
  private static final Duration SHORT = Duration.ofSeconds(2);

  private final RetryStrategy usual = AwsRetryStrategy.standardRetryStrategy();

  @Override
  public AcquireInitialTokenResponse acquireInitialToken(AcquireInitialTokenRequest request) {
    return usual.acquireInitialToken(request);
  }

  @Override
  public RefreshRetryTokenResponse refreshRetryToken(RefreshRetryTokenRequest request) {
    Duration command = AwsFailures.command(request.failure()).orElse(Duration.ZERO);
    if (command.compareTo(SHORT) > 0) {
      throw new TokenAcquisitionFailedException(
          "AWS wishes to be left alone for " + command, request.token(), request.failure());
    }
    RefreshRetryTokenResponse turn = usual.refreshRetryToken(request);
    return turn.delay().compareTo(command) < 0
        ? RefreshRetryTokenResponse.create(turn.token(), command)
        : turn;
  }

  @Override
  public RecordSuccessResponse recordSuccess(RecordSuccessRequest request) {
    return usual.recordSuccess(request);
  }

  @Override
  public int maxAttempts() {
    return usual.maxAttempts();
  }

  /** The usual strategy brings AWS' own with it. */
  @Override
  public boolean useClientDefaults() {
    return false;
  }

  @Override
  public Builder<?, ?> toBuilder() {
    throw new UnsupportedOperationException("it is as it is");
  }
}
