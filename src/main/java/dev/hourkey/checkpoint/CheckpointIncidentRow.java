package dev.hourkey.checkpoint;

import dev.hourkey.notification.Incident;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;

/** Why no checkpoint is signed, or why a place does not get checkpoints; shared by all replicas. */
@Entity
@Table(name = "audit_checkpoint_trouble")
class CheckpointIncidentRow extends Incident {
  @Id private String what = "";

  String what() {
    return what;
  }
}
