package dev.hourkey.drift;

import dev.hourkey.grant.MembershipKey;
import dev.hourkey.grant.Presence;
import jakarta.persistence.Column;
import jakarta.persistence.EmbeddedId;
import jakarta.persistence.Entity;
import jakarta.persistence.EnumType;
import jakarta.persistence.Enumerated;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** A group member that somebody else added; recorded only while that is certain. */
@Entity
public class StandingMembership {
  /** How Hourkey found out that it did not add the member. */
  public enum Origin {
    /** The member was there when the group was compared for the first time. */
    BASELINE,
    /** The member appeared later, and Hourkey had not added them. */
    APPEARED,
    /** After a restore, an operator decided that the membership is a standing one. */
    ADOPTED
  }

  @EmbeddedId private MembershipKey id = new MembershipKey("", "");

  @Column
  @Enumerated(EnumType.STRING)
  private Origin origin = Origin.BASELINE;

  @Column private Instant firstSeen = Instant.EPOCH;
  private @Nullable Instant absentSince;

  protected StandingMembership() {}

  StandingMembership(MembershipKey id, Origin origin, Instant now) {
    this.id = id;
    this.origin = origin;
    this.firstSeen = now;
  }

  String person() {
    return id.personId();
  }

  /** Records whether Entra shows the member; returns whether they have certainly left. */
  boolean recordCheck(boolean shown, Instant now) {
    if (shown) {
      absentSince = null;
      return false;
    }
    absentSince = absentSince == null ? now : absentSince;
    return Presence.absentLongEnough(absentSince, now);
  }
}
