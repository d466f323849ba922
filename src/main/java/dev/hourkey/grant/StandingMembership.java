package dev.hourkey.grant;

import jakarta.persistence.EmbeddedId;
import jakarta.persistence.Entity;
import jakarta.persistence.EnumType;
import jakarta.persistence.Enumerated;
import java.time.Instant;

/** A member of a group that somebody else added, recorded while that was certain. */
@Entity
class StandingMembership {
  /** How Hourkey came to know that the membership is not its own. */
  enum Origin {
    /** The member was there when the group was compared for the first time. */
    BASELINE,
    /** The member appeared later, and Hourkey had not added them. */
    APPEARED,
    /** After a restore, an operator decided that the membership is a standing one. */
    ADOPTED
  }

  @EmbeddedId MembershipKey membershipKey = new MembershipKey("", "");

  @Enumerated(EnumType.STRING)
  Origin origin = Origin.BASELINE;

  Instant firstSeen = Instant.EPOCH;

  protected StandingMembership() {}

  StandingMembership(MembershipKey membershipKey, Origin origin, Instant now) {
    this.membershipKey = membershipKey;
    this.origin = origin;
    this.firstSeen = now;
  }
}
