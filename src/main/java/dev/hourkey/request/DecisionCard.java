package dev.hourkey.request;

import jakarta.persistence.Column;
import jakarta.persistence.Convert;
import jakarta.persistence.Entity;
import jakarta.persistence.EnumType;
import jakarta.persistence.Enumerated;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** A card on which approvers decide: where the chat shows it, and who was notified of it. */
@Entity
@Table(name = "decision_card")
public class DecisionCard {
  /** Events of several requests on one card within this time count as one occasion. */
  private static final Duration TOGETHER = Duration.ofMinutes(1);

  @Id private UUID id = new UUID(0, 0);
  private @Nullable String channel;
  private @Nullable String message;
  private boolean unreachable;
  private int number = 1;

  @Enumerated(EnumType.STRING)
  private Occasion occasion = Occasion.REQUEST;

  private int stage;

  @Column private Instant notifiedAt = Instant.EPOCH;

  @Convert(converter = RecipientsColumn.class)
  private @Nullable Recipients recipients;

  @Convert(converter = DecidersColumn.class)
  private @Nullable Deciders deciders;

  private String[] told = {};

  /** Why its approvers are notified. */
  public enum Occasion {
    /** A request was made. */
    REQUEST,
    /** A stage after the first one begins, or a new policy gives the request other approvers. */
    STAGE,
    /** Nobody has decided for a while. */
    REMINDER,
    /** The requester asks for a decision. */
    NUDGE,
    /** Others may approve as well from now on. */
    ESCALATION;

    /** Whether it notifies the people who are to decide for the first time. */
    boolean first() {
      return this == REQUEST || this == STAGE;
    }

    /** Whether the next stage is another occasion, however soon it begins. */
    boolean ofStage() {
      return this == STAGE || this == ESCALATION;
    }
  }

  /**
   * Where the chat shows it.
   *
   * @param channel by its id
   */
  public record Place(String channel, String message) {}

  protected DecisionCard() {}

  public UUID id() {
    return id;
  }

  /** Where it is; empty until it is posted, and while it cannot be. */
  public Optional<Place> place() {
    return channel == null || message == null
        ? Optional.empty()
        : Optional.of(new Place(channel, message));
  }

  /** Whether the chat does not accept it. */
  public boolean unreachable() {
    return unreachable;
  }

  /** How often its approvers were notified, including a notification that is under way. */
  public int number() {
    return number;
  }

  /** Why the recipients were last notified. */
  public Occasion occasion() {
    return occasion;
  }

  /** When the recipients were last notified. */
  public Instant notifiedAt() {
    return notifiedAt;
  }

  /** The recipients of the last notification; empty until they are known. */
  public Optional<Recipients> recipients() {
    return Optional.ofNullable(recipients);
  }

  /** Who can decide, according to the directories' last answer; empty until there is one. */
  public Optional<Deciders> deciders() {
    return Optional.ofNullable(deciders);
  }

  /** The chat users who were notified so far. */
  public Set<String> told() {
    return Set.of(told);
  }

  void postedAt(Place place) {
    channel = place.channel();
    message = place.message();
    unreachable = false;
  }

  /** The chat no longer accepts it, so the people to be mentioned there need another message. */
  void markUnreachable() {
    channel = null;
    message = null;
    unreachable = true;
    recipients = null;
  }

  /**
   * Begins another notification; false if that one is already under way.
   *
   * @param at the stage of the request that it is about
   */
  boolean notifyFor(Occasion next, int at, Instant now) {
    boolean laterStage = next.ofStage() && at > stage;
    if (next == occasion && !laterStage && now.isBefore(notifiedAt.plus(TOGETHER))) {
      return false;
    }
    number++;
    occasion = next;
    stage = at;
    notifiedAt = now;
    recipients = null;
    deciders = next == Occasion.STAGE ? null : deciders; // Others decide from now on.
    return true;
  }

  void resolve(Recipients found, Deciders who) {
    recipients = found;
    deciders = who;
    Set<String> all = new LinkedHashSet<>(Arrays.asList(told));
    all.addAll(found.chatIds());
    told = all.toArray(String[]::new);
  }
}
