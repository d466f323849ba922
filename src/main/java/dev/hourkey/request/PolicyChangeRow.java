package dev.hourkey.request;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
import java.util.List;
import java.util.UUID;

/** What a version of the policy file changed from the previous one, in words. */
@Entity
@Table(name = "policy_change")
class PolicyChangeRow {
  @Id @Column private UUID id = new UUID(0, 0);
  private String[] lines = {};
  private Instant changedAt = Instant.EPOCH;

  protected PolicyChangeRow() {}

  PolicyChangeRow(UUID id, List<String> lines, Instant now) {
    this.id = id;
    this.lines = lines.toArray(String[]::new);
    this.changedAt = now;
  }

  PolicyChanges.Change change() {
    return new PolicyChanges.Change(List.of(lines), changedAt);
  }
}
