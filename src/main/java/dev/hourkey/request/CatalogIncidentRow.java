package dev.hourkey.request;

import dev.hourkey.notification.Incident;
import jakarta.persistence.Entity;
import jakarta.persistence.EnumType;
import jakarta.persistence.Enumerated;
import jakarta.persistence.Id;
import jakarta.persistence.Table;

/** One kind of problem, as the replicas last saw it. */
@Entity
@Table(name = "catalog_incident")
class CatalogIncidentRow extends Incident {
  @Id
  @Enumerated(EnumType.STRING)
  private CatalogIncidents.Kind kind = CatalogIncidents.Kind.POLICY_FILE;

  CatalogIncidents.Kind kind() {
    return kind;
  }
}
