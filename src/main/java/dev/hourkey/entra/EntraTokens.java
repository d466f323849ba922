package dev.hourkey.entra;

import com.azure.core.credential.TokenCredential;
import com.azure.core.credential.TokenRequestContext;
import dev.hourkey.export.CollectorTokens;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Tokens for Microsoft services other than Graph, from the same credential. */
@ApplicationScoped
public class EntraTokens implements CollectorTokens {
  private final EntraConfig config;
  private final Supplier<TokenCredential> credentials;

  /** Remembers tokens until they expire. */
  private @Nullable TokenCredential credential;

  @Inject
  public EntraTokens(EntraConfig config) {
    this(config, () -> EntraCredentials.credential(config));
  }

  EntraTokens(EntraConfig config, Supplier<TokenCredential> credentials) {
    this.config = config;
    this.credentials = credentials;
  }

  @Override
  public synchronized String of(String scope) {
    if (config.accessToken().isPresent()) {
      return config.accessToken().get(); // Only with a stand-in on this machine.
    }
    if (credential == null) {
      credential = credentials.get();
    }
    return credential.getTokenSync(new TokenRequestContext().addScopes(scope)).getToken();
  }

  @Override
  public synchronized void refused() {
    credential = null; // This also drops all tokens that it remembers.
  }
}
