package dev.hourkey.request;

import static java.util.Objects.requireNonNull;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The version of the policy file that is in force. */
@Entity
@Table(name = "policy_version")
class PolicyVersionRow {
  static final int ID = 1;

  @Id private int id = ID;
  private @Nullable String path;
  private @Nullable String content;
  private @Nullable String digest;
  @Column private @Nullable Instant inForceSince;
  private @Nullable Instant confirmedAt;

  Optional<String> content() {
    return Optional.ofNullable(content);
  }

  Optional<String> digest() {
    return Optional.ofNullable(digest);
  }

  PolicyInForce.Version version() {
    return new PolicyInForce.Version(
        requireNonNull(path),
        requireNonNull(content),
        requireNonNull(digest),
        requireNonNull(inForceSince));
  }

  /** Notes that this version is now in force. */
  void replace(Path file, String newContent, String newDigest, Instant now) {
    path = file.toString();
    content = newContent;
    digest = newDigest;
    inForceSince = now;
    confirmedAt = now;
  }

  /** Whether a replica has found it in its file since then. */
  boolean confirmedSince(Instant then) {
    return confirmedAt != null && !confirmedAt.isBefore(then);
  }
}
