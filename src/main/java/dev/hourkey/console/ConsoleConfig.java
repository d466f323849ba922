package dev.hourkey.console;

import io.smallrye.config.ConfigMapping;
import java.net.URI;
import java.util.Optional;

/** The web console and its Entra application. Without a client id, there is no console. */
@ConfigMapping(prefix = "hourkey.console")
public interface ConsoleConfig {
  /**
   * Where people open it, {@code https://hourkey.example.com}; the sign-in redirects back to it.
   */
  Optional<URI> publicUrl();

  /** The application id of the console's app registration. */
  Optional<String> clientId();

  /**
   * A secret of that app registration. Session cookies are encrypted with a key derived from it.
   */
  Optional<String> clientSecret();

  /** Who issues the tokens, if not the tenant at Microsoft's global cloud. */
  Optional<URI> issuer();

  /** The authentication context, {@code c1} to {@code c99}, that a decision with MFA needs. */
  Optional<String> stepUpContext();
}
