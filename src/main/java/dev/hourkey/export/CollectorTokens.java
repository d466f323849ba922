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
   * The collector refused a token, although it may not have expired: the next one is a new one.
   * Without this, one that was revoked would be sent until it expires. The SDK keeps those of a
   * managed identity for the whole process, so they are sent until then anyway.
   */
  void refused();
}
