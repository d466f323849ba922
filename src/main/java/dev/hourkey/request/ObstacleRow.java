package dev.hourkey.request;

import dev.hourkey.notification.Incident;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;

/** Something that operators have to fix before requests can succeed. */
@Entity
@Table(name = "obstacle")
class ObstacleRow extends Incident {
  /** The check that failed, and the object id of the group or person that it is about. */
  @Id private String cause = "";
}
