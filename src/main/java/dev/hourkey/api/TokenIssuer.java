package dev.hourkey.api;

/**
 * The issuer of the access tokens that the API accepts.
 *
 * @param issuer as tokens name it
 * @param tenant the tenant whose applications may call
 */
public record TokenIssuer(String issuer, String tenant) {
  /** Where Entra publishes the keys of this issuer. */
  String keys() {
    return issuer.replaceFirst("/v2\\.0$", "") + "/discovery/v2.0/keys";
  }
}
