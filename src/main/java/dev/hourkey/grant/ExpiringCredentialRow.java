package dev.hourkey.grant;

import dev.hourkey.grant.ExpiringCredentials.Credential;
import dev.hourkey.notification.Incident;
import jakarta.persistence.Embeddable;
import jakarta.persistence.EmbeddedId;
import jakarta.persistence.Entity;
import jakarta.persistence.EnumType;
import jakarta.persistence.Enumerated;
import jakarta.persistence.Table;
import java.time.Duration;
import java.time.Instant;

/** Whether a credential expires within a number of days. */
@Entity
@Table(name = "expiring_credential")
class ExpiringCredentialRow extends Incident {
  @EmbeddedId private Key key = new Key(Credential.SCIM_TOKEN, 0);

  @Embeddable
  record Key(@Enumerated(EnumType.STRING) Credential credential, int days) {}

  Credential credential() {
    return key.credential();
  }

  boolean near(Instant end, Instant now) {
    return now.isAfter(end.minus(Duration.ofDays(key.days())));
  }
}
