package dev.hourkey.person;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A known Entra account, and the chat user that is linked to it. */
@Entity
@Table(name = "person")
class PersonRow {
  /** How long an account must be missing in Entra before it counts as gone. */
  static final Duration GONE_AFTER = Duration.ofMinutes(2);

  /** Failed look-ups further apart than this say nothing about the time between them. */
  private static final Duration LONGEST_GAP = Duration.ofMinutes(10);

  @Id private String id = "";
  private @Nullable String teamId;
  private @Nullable String chatId;
  private String name = "";
  private String principalName = "";
  @Column private Instant linkedAt = Instant.EPOCH;

  /** The account that the chat user was linked to after this one was deleted or disabled. */
  private @Nullable String replacedBy;

  /** Since when Entra has not shown the account, and when the last look-up failed to find it. */
  private @Nullable Instant missingSince;

  private @Nullable Instant missingAt;

  PersonId id() {
    return new PersonId(id);
  }

  Optional<ChatUser> chat() {
    return teamId == null || chatId == null
        ? Optional.empty()
        : Optional.of(new ChatUser(teamId, chatId));
  }

  Optional<String> replacedBy() {
    return Optional.ofNullable(replacedBy);
  }

  /** The person, whose messages reach them through this chat user. */
  Person person(Optional<ChatUser> reachedAs) {
    return new Person(id(), reachedAs, name, principalName);
  }

  boolean isNamed(EntraAccount account) {
    return name.equals(account.name()) && principalName.equals(account.principalName());
  }

  void rename(EntraAccount account) {
    name = account.name();
    principalName = account.principalName();
  }

  void unlink(@Nullable PersonId successor) {
    teamId = null;
    chatId = null;
    replacedBy = successor == null ? null : successor.value();
  }

  void link(ChatUser user, Instant now) {
    teamId = user.teamId();
    chatId = user.userId();
    linkedAt = now;
    replacedBy = null;
    noteFound();
  }

  boolean missing() {
    return missingSince != null;
  }

  /** Notes that Entra shows the account. */
  void noteFound() {
    missingSince = null;
    missingAt = null;
  }

  /** Notes that Entra does not show the account; returns whether it counts as gone. */
  boolean noteMissing(Instant now) {
    if (missingSince == null
        || missingAt == null
        || missingAt.plus(LONGEST_GAP).isBefore(now)
        || missingAt.isAfter(now)) {
      missingSince = now;
    }
    missingAt = now;
    return !missingSince.plus(GONE_AFTER).isAfter(now);
  }
}
