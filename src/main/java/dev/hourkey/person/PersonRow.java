package dev.hourkey.person;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.FetchType;
import jakarta.persistence.Id;
import jakarta.persistence.JoinColumn;
import jakarta.persistence.ManyToOne;
import jakarta.persistence.OneToMany;
import jakarta.persistence.Table;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
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

  /**
   * The account that the chat user was linked to after this one was deleted or disabled. It stays
   * when this account gets a chat user again, because both accounts may still be one person's: only
   * an operator can say that they are not.
   */
  @ManyToOne(fetch = FetchType.LAZY)
  @JoinColumn(name = "replaced_by")
  private @Nullable PersonRow replacedBy;

  @OneToMany(mappedBy = "replacedBy")
  private Set<PersonRow> replaced = new HashSet<>();

  /** Since when Entra has not shown the account, and when the last look-up failed to find it. */
  private @Nullable Instant missingSince;

  private @Nullable Instant missingAt;

  PersonId id() {
    return new PersonId(id);
  }

  Optional<ChatUser> chat() {
    return chat(teamId, chatId);
  }

  static Optional<ChatUser> chat(@Nullable String teamId, @Nullable String chatId) {
    return teamId == null || chatId == null
        ? Optional.empty()
        : Optional.of(new ChatUser(teamId, chatId));
  }

  /** The last account that replaced this one, or this one itself. */
  PersonRow latest() {
    return replacedBy == null ? this : replacedBy.latest();
  }

  /** Whether both accounts are known to belong to one person. */
  boolean same(PersonRow other) {
    return latest().id().equals(other.latest().id());
  }

  /** All accounts that are known to belong to the person with this one. */
  Set<PersonId> accounts() {
    return latest().withReplaced().map(PersonRow::id).collect(Collectors.toUnmodifiableSet());
  }

  private Stream<PersonRow> withReplaced() {
    return Stream.concat(Stream.of(this), replaced.stream().flatMap(PersonRow::withReplaced));
  }

  private PersonRow latestBefore(PersonId other) {
    return replacedBy == null || replacedBy.id().equals(other)
        ? this
        : replacedBy.latestBefore(other);
  }

  /** The person, whose messages go to an account that replaced this one if it has no chat user. */
  Person person() {
    return new Person(id(), reachedAs(), name, principalName);
  }

  private Optional<ChatUser> reachedAs() {
    return replacedBy == null ? chat() : chat().or(replacedBy::reachedAs);
  }

  boolean isNamed(EntraAccount account) {
    return name.equals(account.name()) && principalName.equals(account.principalName());
  }

  void rename(EntraAccount account) {
    name = account.name();
    principalName = account.principalName();
  }

  void unlink() {
    teamId = null;
    chatId = null;
  }

  /**
   * Notes that another account replaced this one. All accounts that were connected with either stay
   * connected, and no account comes to replace itself.
   */
  void noteReplacedBy(PersonRow successor) {
    PersonRow last = successor.latestBefore(id());
    if (!latest().id().equals(last.id())) {
      last.setReplacedBy(replacedBy);
    }
    setReplacedBy(successor);
  }

  /** Forgets which account replaced this one. */
  void forgetReplacement() {
    setReplacedBy(null);
  }

  private void setReplacedBy(@Nullable PersonRow other) {
    replacedBy = other;
  }

  void link(ChatUser user, Instant now) {
    teamId = user.teamId();
    chatId = user.userId();
    linkedAt = now;
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
