package dev.hourkey.grant;

import java.util.UUID;
import java.util.function.Predicate;
import java.util.function.Supplier;

/** Carries out changes of grants in transactions. */
interface GrantTransactions {
  /**
   * Carries out one change of a grant, which is transactional by itself. When this returns, it is
   * committed.
   *
   * @param alone whether the change touches more than this grant and its membership, judged by the
   *     locked grant
   */
  <T> T call(UUID grant, Predicate<Grant> alone, Supplier<T> change);
}
