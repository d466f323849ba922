package dev.hourkey.request;

import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** The last valid version of a policy file. */
@Entity
@Table(name = "policy_version")
class PolicyVersionRow {
  @Id String path = "";
  @Nullable String content;
  @Nullable String digest;
  @Nullable Instant inForceSince;

  void comesIntoForce(String text, String itsDigest, Instant now) {
    content = text;
    digest = itsDigest;
    inForceSince = now;
  }
}
