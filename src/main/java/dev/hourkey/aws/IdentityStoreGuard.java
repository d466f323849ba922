package dev.hourkey.aws;

/** Knows which Identity Store Hourkey's records are about. */
@FunctionalInterface
public interface IdentityStoreGuard {
  /** Accepts any Identity Store; for callers that have no records. */
  IdentityStoreGuard NOBODY = _ -> {};

  /**
   * Called with the Identity Store that AWS shows, before Hourkey uses it.
   *
   * @throws dev.hourkey.person.DirectoryFailure if the records are about another one
   */
  void check(String identityStoreId);
}
