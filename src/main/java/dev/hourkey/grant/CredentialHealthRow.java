package dev.hourkey.grant;

import dev.hourkey.notification.Incident;
import dev.hourkey.person.CredentialListener.Vendor;
import jakarta.persistence.Entity;
import jakarta.persistence.EnumType;
import jakarta.persistence.Enumerated;
import jakarta.persistence.Id;
import jakarta.persistence.Table;

/** Whether Hourkey's credentials for one vendor work, according to the replicas' last results. */
@Entity
@Table(name = "vendor_credentials")
class CredentialHealthRow extends Incident {
  @Id
  @Enumerated(EnumType.STRING)
  private Vendor vendor = Vendor.ENTRA;

  Vendor vendor() {
    return vendor;
  }
}
