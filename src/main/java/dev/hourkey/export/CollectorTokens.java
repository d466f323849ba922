package dev.hourkey.export;

/** Tokens with which Hourkey's own Entra application can send events to a collector. */
public interface CollectorTokens {
  /**
   * A token that is valid now.
   *
   * @param scope the scope of the token
   * @throws RuntimeException when none is issued
   */
  String of(String scope);

  /**
   * Called when the collector refuses a token, so that the next call gets a new one. Otherwise,
   * Hourkey would send a revoked token until it expires. This does not help with a managed
   * identity, because the SDK caches its tokens.
   */
  void refused();
}
