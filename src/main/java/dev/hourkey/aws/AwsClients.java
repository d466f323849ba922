package dev.hourkey.aws;

import dev.hourkey.person.CredentialListener;
import dev.hourkey.sql.TransactionCheck;
import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.Optional;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProviderChain;
import software.amazon.awssdk.auth.credentials.DefaultCredentialsProvider;
import software.amazon.awssdk.auth.credentials.EnvironmentVariableCredentialsProvider;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.auth.credentials.SystemPropertyCredentialsProvider;
import software.amazon.awssdk.awscore.client.builder.AwsClientBuilder;
import software.amazon.awssdk.awscore.client.builder.AwsSyncClientBuilder;
import software.amazon.awssdk.core.checksums.RequestChecksumCalculation;
import software.amazon.awssdk.core.checksums.ResponseChecksumValidation;
import software.amazon.awssdk.core.client.config.ClientOverrideConfiguration;
import software.amazon.awssdk.core.interceptor.Context;
import software.amazon.awssdk.core.interceptor.ExecutionAttributes;
import software.amazon.awssdk.core.interceptor.ExecutionInterceptor;
import software.amazon.awssdk.http.SdkHttpClient;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.identitystore.IdentitystoreClient;
import software.amazon.awssdk.services.organizations.OrganizationsClient;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.S3ClientBuilder;
import software.amazon.awssdk.services.ssoadmin.SsoAdminClient;
import software.amazon.awssdk.services.sts.StsClient;

/** Clients with short timeouts, which leave longer retries to their callers. */
record AwsClients(
    IdentitystoreClient store, SsoAdminClient admin, OrganizationsClient organizations)
    implements AutoCloseable {
  private static final Duration CALL = Duration.ofSeconds(10);
  private static final Duration ATTEMPT = Duration.ofSeconds(5);

  static AwsClients of(AwsConfig config, CredentialListener watch) {
    return of(config, new MonitoredCredentials(credentials(config), watch));
  }

  /** Clients with these credentials. */
  static AwsClients of(AwsConfig config, MonitoredCredentials credentials) {
    SdkHttpClient http =
        UrlConnectionHttpClient.builder().connectionTimeout(ATTEMPT).socketTimeout(ATTEMPT).build();
    return new AwsClients(
        client(IdentitystoreClient.builder(), config, credentials, http),
        client(SsoAdminClient.builder(), config, credentials, http),
        client(OrganizationsClient.builder(), config, credentials, http));
  }

  /** Stops the threads that each client uses for its timeouts. */
  @Override
  public void close() {
    store.close();
    admin.close();
    organizations.close();
  }

  /** A client that asks AWS for Hourkey's own identity. */
  static StsClient sts(AwsConfig config) {
    return client(
        StsClient.builder(),
        config,
        new MonitoredCredentials(credentials(config), CredentialListener.NOBODY),
        UrlConnectionHttpClient.builder()
            .connectionTimeout(ATTEMPT)
            .socketTimeout(ATTEMPT)
            .build());
  }

  /**
   * A client for one bucket, which may be in another Region. The checksum of each object is sent in
   * a header, and no object is sent in chunks.
   */
  static S3Client s3(AwsConfig config, Optional<String> region) {
    S3ClientBuilder builder =
        S3Client.builder()
            .httpClient(
                UrlConnectionHttpClient.builder()
                    .connectionTimeout(ATTEMPT)
                    .socketTimeout(ATTEMPT)
                    .build())
            .credentialsProvider(credentials(config))
            .forcePathStyle(config.endpointUrl().isPresent())
            .serviceConfiguration(settings -> settings.chunkedEncodingEnabled(false))
            .requestChecksumCalculation(RequestChecksumCalculation.WHEN_REQUIRED)
            .responseChecksumValidation(ResponseChecksumValidation.WHEN_REQUIRED)
            .overrideConfiguration(
                settings ->
                    settings
                        .apiCallTimeout(CALL.multipliedBy(2))
                        .apiCallAttemptTimeout(CALL)
                        .addExecutionInterceptor(new OutsideTransactions()));
    region.or(config::region).map(Region::of).ifPresent(builder::region);
    config.endpointUrl().ifPresent(builder::endpointOverride);
    return builder.build();
  }

  private static <B extends AwsClientBuilder<B, C> & AwsSyncClientBuilder<B, C>, C> C client(
      B builder, AwsConfig config, MonitoredCredentials credentials, SdkHttpClient http) {
    builder
        .httpClient(http)
        .credentialsProvider(credentials)
        .overrideConfiguration(
            ClientOverrideConfiguration.builder()
                .apiCallTimeout(CALL)
                .apiCallAttemptTimeout(ATTEMPT)
                .retryStrategy(new RetryAfterStrategy())
                .addExecutionInterceptor(credentials)
                .addExecutionInterceptor(new PacedCalls())
                .addExecutionInterceptor(new OutsideTransactions())
                .build());
    config.region().map(Region::of).ifPresent(builder::region);
    config.endpointUrl().ifPresent(builder::endpointOverride);
    return builder.build();
  }

  private static final class OutsideTransactions implements ExecutionInterceptor {
    @Override
    public void beforeExecution(Context.BeforeExecution context, ExecutionAttributes attributes) {
      assert TransactionCheck.noTransactionOpen() : context.request();
    }
  }

  /** A stand-in on this machine accepts any credentials, so none need to be set. */
  private static AwsCredentialsProvider credentials(AwsConfig config) {
    return config.endpointUrl().filter(AwsClients::loopback).isPresent()
        ? AwsCredentialsProviderChain.of(
            EnvironmentVariableCredentialsProvider.create(),
            SystemPropertyCredentialsProvider.create(),
            StaticCredentialsProvider.create(AwsBasicCredentials.create("loopback", "loopback")))
        : DefaultCredentialsProvider.builder().build();
  }

  private static boolean loopback(URI url) {
    try {
      return InetAddress.getByName(url.getHost()).isLoopbackAddress();
    } catch (UnknownHostException e) {
      return false;
    }
  }
}
