package dev.hourkey.audit;

/** Where changes are recorded. */
public interface AuditLog {
  /** Adds an event, in the transaction of the change that it describes. */
  void record(AuditEvent event);
}
