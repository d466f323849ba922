package dev.hourkey.aws;

import dev.hourkey.person.CredentialListener;
import dev.hourkey.person.CredentialListener.Vendor;
import java.util.concurrent.CompletableFuture;
import software.amazon.awssdk.auth.credentials.AwsCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.core.interceptor.Context;
import software.amazon.awssdk.core.interceptor.ExecutionAttributes;
import software.amazon.awssdk.core.interceptor.ExecutionInterceptor;
import software.amazon.awssdk.identity.spi.AwsCredentialsIdentity;
import software.amazon.awssdk.identity.spi.ResolveIdentityRequest;

/**
 * Credentials for AWS that report whether they work. Any failure to fetch them, from a metadata
 * service or by assuming a role, becomes {@link Unavailable}, because the SDK's own exceptions look
 * like the refusal of a call.
 */
final class MonitoredCredentials implements AwsCredentialsProvider, ExecutionInterceptor {
  private final AwsCredentialsProvider provider;
  private final CredentialListener listener;

  MonitoredCredentials(AwsCredentialsProvider provider, CredentialListener listener) {
    this.provider = provider;
    this.listener = listener;
  }

  /** There are no credentials, so AWS was not called. */
  static final class Unavailable extends SdkClientException {
    Unavailable(RuntimeException cause) {
      super(SdkClientException.builder().message("no credentials for AWS").cause(cause));
    }
  }

  @Override
  public AwsCredentials resolveCredentials() {
    try {
      return provider.resolveCredentials();
    } catch (RuntimeException e) {
      listener.failed(
          Vendor.AWS, "Hourkey finds no credentials for AWS (" + AwsFailures.words(e) + ")");
      throw new Unavailable(e);
    }
  }

  /** Fetches them right away, so that a failure is handled as in {@link #resolveCredentials}. */
  @Override
  public CompletableFuture<AwsCredentialsIdentity> resolveIdentity(ResolveIdentityRequest request) {
    try {
      return CompletableFuture.completedFuture(resolveCredentials());
    } catch (Unavailable e) {
      return CompletableFuture.failedFuture(e);
    }
  }

  @Override
  public void afterExecution(Context.AfterExecution context, ExecutionAttributes attributes) {
    listener.succeeded(Vendor.AWS);
  }

  @Override
  public void onExecutionFailure(Context.FailedExecution context, ExecutionAttributes attributes) {
    if (context.exception() instanceof SdkException e && AwsFailures.ofCredentials(e)) {
      String code = AwsFailures.code(e);
      if (!code.isEmpty()) { // Otherwise fetching failed, which is already reported.
        listener.failed(
            Vendor.AWS,
            "AWS does not accept Hourkey's credentials ("
                + code
                + ": "
                + AwsFailures.words(e)
                + ")");
      }
    }
  }
}
