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
 * The SDK's strategy of three attempts, which also respects the pause that AWS asks for. The SDK's
 * own strategy ignores it. It waits for a short pause; if the pause is long, the call fails and the
 * caller has to retry.
 */
final class RetryAfterStrategy implements RetryStrategy {
  private static final Duration LONGEST_WAIT = Duration.ofSeconds(2);

  private final RetryStrategy usual = AwsRetryStrategy.standardRetryStrategy();

  @Override
  public AcquireInitialTokenResponse acquireInitialToken(AcquireInitialTokenRequest request) {
    return usual.acquireInitialToken(request);
  }

  @Override
  public RefreshRetryTokenResponse refreshRetryToken(RefreshRetryTokenRequest request) {
    Duration retryAfter = AwsFailures.retryAfter(request.failure()).orElse(Duration.ZERO);
    if (retryAfter.compareTo(LONGEST_WAIT) > 0) {
      throw new TokenAcquisitionFailedException(
          "AWS asks to wait for " + retryAfter, request.token(), request.failure());
    }
    RefreshRetryTokenResponse usualRetry = usual.refreshRetryToken(request);
    return usualRetry.delay().compareTo(retryAfter) < 0
        ? RefreshRetryTokenResponse.create(usualRetry.token(), retryAfter)
        : usualRetry;
  }

  @Override
  public RecordSuccessResponse recordSuccess(RecordSuccessRequest request) {
    return usual.recordSuccess(request);
  }

  @Override
  public int maxAttempts() {
    return usual.maxAttempts();
  }

  /** The usual strategy already has AWS' defaults. */
  @Override
  public boolean useClientDefaults() {
    return false;
  }

  @Override
  public Builder<?, ?> toBuilder() {
    throw new UnsupportedOperationException("this strategy has no builder");
  }
}
