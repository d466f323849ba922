package dev.hourkey.grant;

/** The changes that are allowed in the Identity Store directly, without Entra. */
enum DirectWrites {
  /** No changes, because the operator does not allow them. */
  NOTHING,
  /** A membership may be removed. */
  REMOVE,
  /**
   * The membership may also be added again. Hourkey removed it in AWS, and Entra may still believe
   * that AWS has it.
   */
  REMOVE_AND_REPAIR
}
