package dev.hourkey.request;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The last valid version of a policy file. */
@Entity
@Table(name = "policy_version")
class PolicyVersionRow {
  @Id @Column private String path = "";
  private @Nullable String content;
  private @Nullable String digest;
  @Column private @Nullable Instant inForceSince;

  Optional<String> content() {
    return Optional.ofNullable(content);
  }

  Optional<String> digest() {
    return Optional.ofNullable(digest);
  }

  /** Notes that this version is now in force. */
  void replace(String newContent, String newDigest, Instant now) {
    content = newContent;
    digest = newDigest;
    inForceSince = now;
  }
}
