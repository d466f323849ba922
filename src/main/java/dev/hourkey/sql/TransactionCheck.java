package dev.hourkey.sql;

import io.quarkus.arc.Arc;
import io.quarkus.narayana.jta.QuarkusTransaction;
import jakarta.transaction.Status;

/**
 * The rule that no transaction is open while Hourkey calls another system, which may take seconds:
 * meanwhile the transaction would keep its locks and its connection. Adapters assert the rule
 * before each call. Tests run with assertions, the service without.
 */
public final class TransactionCheck {
  private TransactionCheck() {}

  /** Whether the caller's thread has no transaction. */
  public static boolean noTransactionOpen() {
    return Arc.container() == null
        || QuarkusTransaction.getStatus() == Status.STATUS_NO_TRANSACTION;
  }
}
