package dev.hourkey.request;

import static java.util.Objects.requireNonNull;

import dev.hourkey.catalog.AwsAccess;
import dev.hourkey.catalog.AwsAccessColumn;
import dev.hourkey.catalog.Entitlement;
import dev.hourkey.person.PersonId;
import dev.hourkey.policy.Policy;
import jakarta.persistence.Convert;
import jakarta.persistence.Entity;
import jakarta.persistence.EnumType;
import jakarta.persistence.Enumerated;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * One person's ask. What it is for is written down as it was then, so that a card can be drawn for
 * ever, whatever becomes of the operator's file.
 */
@Entity
@Table(name = "access_request")
public class AccessRequest {
  @Id UUID id = new UUID(0, 0);
  String requester = "";
  String entitlement = "";
  String entitlementName = "";
  String groupId = "";

  @Convert(converter = AwsAccessColumn.class)
  AwsAccess opens = AwsAccess.none();

  @Nullable String channel;
  boolean highRisk;
  long durationSeconds;
  String justification = "";
  int approvalsNeeded;
  Instant requestedAt = Instant.EPOCH;
  Instant expiresAt = Instant.EPOCH;
  long[] remindAfterSeconds = {};
  int remindersSent;
  @Nullable Instant nextWakeAt;

  @Enumerated(EnumType.STRING)
  Phase phase = Phase.PENDING;

  @Nullable String form;
  @Nullable String cardProblem;
  @Nullable Instant decidedAt;
  @Nullable String decidedBy;
  @Nullable String reason;

  enum Phase {
    PENDING,
    APPROVED,
    DENIED,
    CANCELLED,
    EXPIRED
  }

  protected AccessRequest() {}

  AccessRequest(
      PersonId requester, Entitlement entitlement, Duration duration, String why, Instant now) {
    this.id = UUID.randomUUID();
    this.requester = requester.value();
    this.entitlement = entitlement.id();
    this.entitlementName = entitlement.name();
    this.groupId = entitlement.group().id();
    this.opens = entitlement.opens();
    this.channel = entitlement.channel().orElse(null);
    this.highRisk = entitlement.policy().risk() == Policy.Risk.HIGH;
    this.durationSeconds = duration.toSeconds();
    this.justification = why;
    this.approvalsNeeded = entitlement.policy().approvals();
    this.requestedAt = now;
    this.expiresAt = now.plus(entitlement.policy().expireAfter());
    this.remindAfterSeconds =
        entitlement.policy().remindAfter().stream().mapToLong(Duration::toSeconds).toArray();
    this.nextWakeAt = expiresAt;
  }

  /** Whether the entitlement still has the group that was requested; the file may have changed. */
  boolean sameGroup(Entitlement now) {
    return groupId.equals(now.group().id());
  }

  public UUID id() {
    return id;
  }

  public PersonId requester() {
    return new PersonId(requester);
  }

  public String entitlement() {
    return entitlement;
  }

  public String entitlementName() {
    return entitlementName;
  }

  /** Everything its group opened at the time of the request: what approvers are shown. */
  public AwsAccess opens() {
    return opens;
  }

  /** Where it is decided. */
  public Optional<String> channel() {
    return Optional.ofNullable(channel);
  }

  /** Where the card of this pending request could not be posted, and the chat's answer. */
  public Optional<String> cardProblem() {
    return Optional.ofNullable(cardProblem);
  }

  public boolean highRisk() {
    return highRisk;
  }

  public Duration duration() {
    return Duration.ofSeconds(durationSeconds);
  }

  public String justification() {
    return justification;
  }

  public int approvalsNeeded() {
    return approvalsNeeded;
  }

  public Instant requestedAt() {
    return requestedAt;
  }

  public RequestState state() {
    return switch (phase) {
      case PENDING -> new RequestState.Pending(expiresAt);
      case APPROVED -> new RequestState.Approved(requireNonNull(decidedAt));
      case DENIED ->
          new RequestState.Denied(
              new PersonId(requireNonNull(decidedBy)),
              requireNonNull(reason),
              requireNonNull(decidedAt));
      case CANCELLED -> new RequestState.Cancelled(requireNonNull(decidedAt));
      case EXPIRED -> new RequestState.Expired(requireNonNull(decidedAt));
    };
  }

  boolean pending() {
    return phase == Phase.PENDING;
  }

  void become(RequestState state) {
    nextWakeAt = null;
    switch (state) {
      case RequestState.Pending _ -> throw new IllegalStateException("requests begin so, once");
      case RequestState.Approved(Instant at) -> decide(Phase.APPROVED, at);
      case RequestState.Denied(PersonId by, String why, Instant at) -> {
        decide(Phase.DENIED, at);
        decidedBy = by.value();
        reason = why;
      }
      case RequestState.Cancelled(Instant at) -> decide(Phase.CANCELLED, at);
      case RequestState.Expired(Instant at) -> decide(Phase.EXPIRED, at);
    }
  }

  private void decide(Phase to, Instant at) {
    phase = to;
    decidedAt = at;
  }

  /** Whether a reminder is due; those that were missed are made up for by one. */
  boolean reminderDue(Instant now) {
    int due = remindersSent;
    while (due < remindAfterSeconds.length && !now.isBefore(reminderAt(due))) {
      due++;
    }
    boolean any = due > remindersSent;
    remindersSent = due;
    return any;
  }

  /** Sets, and returns, when approvers are reminded next or the request lapses. */
  Instant wakeNext() {
    Instant reminder =
        remindersSent < remindAfterSeconds.length ? reminderAt(remindersSent) : expiresAt;
    Instant next = reminder.isBefore(expiresAt) ? reminder : expiresAt;
    nextWakeAt = next;
    return next;
  }

  private Instant reminderAt(int index) {
    return requestedAt.plusSeconds(remindAfterSeconds[index]);
  }
}
