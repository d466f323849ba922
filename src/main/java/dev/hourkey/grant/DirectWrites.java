package dev.hourkey.grant;

/** What may be done in the Identity Store directly, without Entra. */
enum DirectWrites {
  /** Nothing: the operator does not allow it. */
  NOTHING,
  /** A membership may be removed. */
  REMOVE,
  /**
   * It may also be added: Hourkey removed it in AWS, and Entra may still believe that AWS has it.
   */
  REMOVE_AND_REPAIR
}
