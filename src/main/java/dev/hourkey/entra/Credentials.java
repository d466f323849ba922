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

/** The credential that the operator configured, as something that gives tokens for Graph. */
final class Credentials {
  private static final String SCOPE = "https://graph.microsoft.com/.default";

  private final EntraConfig config;

  private Credentials(EntraConfig config) {
    this.config = config;
  }

  /**
   * Gives tokens to Graph's own host and to no other, so that no link in an answer can lead one
   * away.
   *
   * @throws IllegalStateException when no credential is configured, in a sentence
   */
  static AccessTokenProvider tokens(EntraConfig config) {
    return new Credentials(config).tokens();
  }

  private AccessTokenProvider tokens() {
    String host = config.graphUrl().getHost();
    if (config.accessToken().isEmpty()) {
      return new AzureIdentityAccessTokenProvider(credential(), new String[] {host}, SCOPE);
    }
    return new Fixed(config.accessToken().get(), new AllowedHostsValidator(host));
  }

  private TokenCredential credential() {
    if (config.certificatePath().isPresent()) {
      return certificate(config.certificatePath().get());
    }
    if (config.federatedTokenFile().isPresent()) {
      Path file = config.federatedTokenFile().get();
      return ours(new ClientAssertionCredentialBuilder())
          .clientAssertion(() -> contents(file))
          .build();
    }
    if (config.managedIdentity()) {
      var builder = new ManagedIdentityCredentialBuilder().httpClient(http());
      config.clientId().ifPresent(builder::clientId);
      return builder.build();
    }
    return ours(new ClientSecretCredentialBuilder())
        .clientSecret(needed(config.clientSecret(), "a credential, such as client-secret"))
        .build();
  }

  private TokenCredential certificate(Path file) {
    var builder = ours(new ClientCertificateCredentialBuilder());
    String path = file.toString();
    return path.endsWith(".pfx") || path.endsWith(".p12")
        ? builder.pfxCertificate(path).build()
        : builder.pemCertificate(path).build();
  }

  private <B extends AadCredentialBuilderBase<B>> B ours(B builder) {
    return builder
        .tenantId(needed(config.tenantId(), "tenant-id"))
        .clientId(needed(config.clientId(), "client-id"))
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
