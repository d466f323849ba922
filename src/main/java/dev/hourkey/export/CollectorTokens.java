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
}
