package dev.hourkey.entra;

import com.azure.core.credential.TokenCredential;
import com.azure.core.http.HttpClient;
import com.azure.core.http.jdk.httpclient.JdkHttpClientBuilder;
import com.azure.identity.AadCredentialBuilderBase;
import com.azure.identity.ClientAssertionCredentialBuilder;
import com.azure.identity.ClientCertificateCredentialBuilder;
import com.azure.identity.ClientSecretCredentialBuilder;
import com.azure.identity.ManagedIdentityCredentialBuilder;
import com.microsoft.kiota.authentication.AccessTokenProvider;
import com.microsoft.kiota.authentication.AllowedHostsValidator;
import com.microsoft.kiota.authentication.AzureIdentityAccessTokenProvider;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Provides tokens for Graph, from the configured credential. */
final class EntraCredentials {
  private final EntraConfig config;
  private final MicrosoftCloud cloud;

  private EntraCredentials(EntraConfig config) {
    this.config = config;
    // A stand-in on this machine belongs to no cloud. A real credential then belongs to the global
    // one.
    this.cloud = MicrosoftCloud.of(config.graphUrl()).orElse(MicrosoftCloud.GLOBAL);
  }

  /**
   * Sends tokens only to Graph's own host, so that a link in an answer cannot redirect one
   * elsewhere. Any failure to fetch a token becomes {@link NoToken}.
   *
   * @throws IllegalStateException if no credential is configured; the message is a sentence
   */
  static AccessTokenProvider tokens(EntraConfig config) {
    var credentials = new EntraCredentials(config);
    return config.accessToken().isPresent()
        ? new Fixed(config.accessToken().get(), new AllowedHostsValidator(credentials.host()))
        : credentials.tokens(credentials.credential());
  }

  /** Like {@link #tokens(EntraConfig)}, with a given credential. */
  static AccessTokenProvider tokens(EntraConfig config, TokenCredential credential) {
    return new EntraCredentials(config).tokens(credential);
  }

  /**
   * The configured credential, for services other than Graph.
   *
   * @throws IllegalStateException if none is configured; the message is a sentence
   */
  static TokenCredential credential(EntraConfig config) {
    return new EntraCredentials(config).credential();
  }

  /** The setting that operators have to check when no token is issued. */
  static String setting(EntraConfig config) {
    String name =
        config.accessToken().isPresent()
            ? "access-token"
            : config.certificatePath().isPresent()
                ? "certificate-path"
                : config.federatedTokenFile().isPresent()
                    ? "federated-token-file"
                    : config.managedIdentity() ? "managed-identity" : "client-secret";
    return "hourkey.entra." + name;
  }

  /** There is no token, so Graph was not called. */
  static final class NoToken extends RuntimeException {
    NoToken(RuntimeException cause) {
      super("no token for Graph", cause);
    }
  }

  private AccessTokenProvider tokens(TokenCredential credential) {
    return new Fetched(
        new AzureIdentityAccessTokenProvider(credential, new String[] {host()}, cloud.scope()));
  }

  private String host() {
    return config.graphUrl().getHost();
  }

  private TokenCredential credential() {
    if (config.certificatePath().isPresent()) {
      return certificate(config.certificatePath().get());
    }
    if (config.federatedTokenFile().isPresent()) {
      Path file = config.federatedTokenFile().get();
      return managed(new ClientAssertionCredentialBuilder())
          .clientAssertion(() -> contents(file))
          .build();
    }
    if (config.managedIdentity()) {
      var builder = new ManagedIdentityCredentialBuilder().httpClient(http());
      config.clientId().ifPresent(builder::clientId);
      return builder.build();
    }
    return managed(new ClientSecretCredentialBuilder())
        .clientSecret(needed(config.clientSecret(), "a credential, such as client-secret"))
        .build();
  }

  private TokenCredential certificate(Path file) {
    var builder = managed(new ClientCertificateCredentialBuilder());
    String path = file.toString();
    return path.endsWith(".pfx") || path.endsWith(".p12")
        ? builder.pfxCertificate(path).build()
        : builder.pemCertificate(path).build();
  }

  private <B extends AadCredentialBuilderBase<B>> B managed(B builder) {
    return builder
        .tenantId(needed(config.tenantId(), "tenant-id"))
        .clientId(needed(config.clientId(), "client-id"))
        .authorityHost(cloud.authority())
        .httpClient(http());
  }

  private static HttpClient http() {
    return new JdkHttpClientBuilder()
        .connectionTimeout(Duration.ofSeconds(5))
        .responseTimeout(Duration.ofSeconds(10))
        .build();
  }

  private static String needed(Optional<String> setting, String name) {
    return setting.orElseThrow(
        () -> new IllegalStateException("hourkey.entra needs " + name + " to be set"));
  }

  private static String contents(Path file) {
    try {
      return Files.readString(file).strip();
    } catch (IOException e) {
      throw new UncheckedIOException("read the federated token " + file, e);
    }
  }

  /** Distinguishes a failure to fetch a token from a failed call to Graph. */
  private record Fetched(AccessTokenProvider tokens) implements AccessTokenProvider {
    @Override
    public String getAuthorizationToken(URI uri, @Nullable Map<String, Object> context) {
      try {
        return tokens.getAuthorizationToken(uri, context);
      } catch (RuntimeException e) {
        throw new NoToken(e);
      }
    }

    @Override
    public AllowedHostsValidator getAllowedHostsValidator() {
      return tokens.getAllowedHostsValidator();
    }
  }

  private record Fixed(String token, AllowedHostsValidator hosts) implements AccessTokenProvider {
    @Override
    public String getAuthorizationToken(URI uri, @Nullable Map<String, Object> context) {
      return hosts.isUrlHostValid(uri) ? token : "";
    }

    @Override
    public AllowedHostsValidator getAllowedHostsValidator() {
      return hosts;
    }
  }
}
