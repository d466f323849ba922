package dev.hourkey.audit;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import org.hibernate.annotations.Immutable;

/** An entry; rows are written by the database's own function alone. */
@Entity
@Immutable
@Table(name = "audit_event")
class AuditRow {
  @Id long seq;
  String payload = "";
  byte[] prevHash = {};
  byte[] hash = {};

  @Column(insertable = false, updatable = false)
  String subject = "";

  AuditEntry entry() {
    return new AuditEntry(seq, payload, prevHash, hash);
  }
}
