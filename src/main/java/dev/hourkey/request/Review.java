package dev.hourkey.request;

import dev.hourkey.person.PersonId;
import jakarta.persistence.Column;
import jakarta.persistence.Embeddable;
import jakarta.persistence.EmbeddedId;
import jakarta.persistence.Entity;
import java.time.Instant;
import java.util.UUID;

/** One person's approval or denial of a request. */
@Entity
public class Review {
  @EmbeddedId private Key key = new Key(new UUID(0, 0), "");

  // The reviews are in this order. Their times do not say it: the clocks of two replicas differ.
  private int number;

  private boolean approved;
  @Column private String reason = "";
  private Instant reviewedAt = Instant.EPOCH;

  @Embeddable
  record Key(UUID request, String reviewer) {}

  protected Review() {}

  Review(
      UUID request, int number, PersonId reviewer, boolean approved, String reason, Instant now) {
    this.key = new Key(request, reviewer.value());
    this.number = number;
    this.approved = approved;
    this.reason = reason;
    this.reviewedAt = now;
  }

  public PersonId reviewer() {
    return new PersonId(key.reviewer());
  }

  public boolean approved() {
    return approved;
  }

  /** Why it was denied, or the comment with an approval, which may be empty. */
  public String reason() {
    return reason;
  }

  public Instant reviewedAt() {
    return reviewedAt;
  }
}
