package dev.hourkey.entra;

import com.azure.core.credential.TokenCredential;
import com.azure.core.credential.TokenRequestContext;
import dev.hourkey.export.CollectorTokens;
import jakarta.enterprise.context.ApplicationScoped;
import org.jspecify.annotations.Nullable;

/** Tokens for services of Microsoft other than Graph, from the same credential. */
@ApplicationScoped
class EntraTokens implements CollectorTokens {
  private final EntraConfig config;

  /** It remembers tokens until they expire. */
  private @Nullable TokenCredential credential;

  EntraTokens(EntraConfig config) {
    this.config = config;
  }

  @Override
  public synchronized String of(String scope) {
    if (config.accessToken().isPresent()) {
      return config.accessToken().get(); // Only with a stand-in on this machine.
    }
    if (credential == null) {
      credential = EntraCredentials.credential(config);
    }
    return credential.getTokenSync(new TokenRequestContext().addScopes(scope)).getToken();
  }
}
