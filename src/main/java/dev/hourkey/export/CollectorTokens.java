package dev.hourkey.export;

/** Tokens that let Hourkey's own Entra application into a collector. */
public interface CollectorTokens {
  /**
   * A token that is valid now.
   *
   * @param scope what it is for
   * @throws RuntimeException when none is issued
   */
  String of(String scope);

  /**
   * Call this when the collector refuses a token, so that the next call gets a new one. Otherwise a
   * revoked token would be sent until it expires. This does not help with a managed identity, whose
   * tokens the SDK keeps.
   */
  void refused();
}
