package dev.hourkey.request;

import dev.hourkey.notice.Incident;
import jakarta.persistence.Entity;
import jakarta.persistence.EnumType;
import jakarta.persistence.Enumerated;
import jakarta.persistence.Id;
import jakarta.persistence.Table;

/** One kind of problem, as the replicas last saw it. */
@Entity
@Table(name = "catalog_trouble")
class CatalogTroubleRow extends Incident {
  @Id
  @Enumerated(EnumType.STRING)
  CatalogTroubles.Kind kind = CatalogTroubles.Kind.POLICY_FILE;
}
