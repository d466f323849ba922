package dev.hourkey.request;

import dev.hourkey.catalog.AccessSnapshot;
import dev.hourkey.catalog.Entitlement;
import dev.hourkey.grant.RequestBatch;
import dev.hourkey.notification.Notification;
import dev.hourkey.person.PersonId;
import dev.hourkey.policy.DecideWith;
import dev.hourkey.text.PlainText;
import dev.hourkey.ticket.Ticket;
import jakarta.persistence.Column;
import jakarta.persistence.Embedded;
import jakarta.persistence.EnumType;
import jakarta.persistence.Enumerated;
import jakarta.persistence.Id;
import jakarta.persistence.MappedSuperclass;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What was requested, who requested it, and why. Once the request is stored, only one thing can
 * change: a later policy may require a sign-in for decisions. Everything else about the entitlement
 * stays as it was then, so that the card can be drawn.
 */
@MappedSuperclass
public abstract class RequestedAccess {
  private static final int LONGEST_TITLE = 200;

  @Id private UUID id = new UUID(0, 0);
  private String requester = "";
  private boolean byChatGuest;
  private @Nullable String sentBy;
  @Embedded private AccessSnapshot access = AccessSnapshot.NONE;
  private @Nullable String channel;

  @Enumerated(EnumType.STRING)
  private DecideWith decideWith = DecideWith.CHAT;

  @Column private @Nullable Instant startsAt;
  private String justification = "";
  private @Nullable String ticket;
  private Instant requestedAt = Instant.EPOCH;
  @Column private @Nullable String form;
  @Embedded private @Nullable RequestBatch requestedWith;
  @Embedded private @Nullable Extension extension;

  protected RequestedAccess() {}

  RequestedAccess(
      PersonId requester,
      boolean byChatGuest,
      Entitlement entitlement,
      Duration duration,
      Optional<Instant> startsAt,
      String justification,
      Optional<String> form,
      Instant now) {
    this.id = UUID.randomUUID();
    this.requester = requester.value();
    this.byChatGuest = byChatGuest;
    this.access = AccessSnapshot.of(entitlement, duration);
    this.channel = entitlement.channel().orElse(null);
    this.decideWith = entitlement.decideWith();
    this.startsAt = startsAt.filter(now::isBefore).orElse(null);
    this.justification = justification;
    this.form = form.orElse(null);
    this.requestedAt = now;
  }

  /** Notes the requests that were submitted with it. */
  void requestedWith(RequestBatch others) {
    requestedWith = others;
  }

  RequestBatch requestedWith() {
    return RequestBatch.orNone(requestedWith);
  }

  /** The card on which it is decided: its own id, unless it may share the card with others. */
  public UUID card() {
    return requestedWith().cardOf(id);
  }

  /** The message to the person who submitted it. */
  Notification confirmation() {
    return requestedWith().confirmation(id);
  }

  boolean sameGroup(Entitlement now) {
    return access.groupId().equals(now.group().id());
  }

  public UUID id() {
    return id;
  }

  public PersonId requester() {
    return new PersonId(requester);
  }

  /** Notes who requested it for the requester. */
  void requestedBy(PersonId sender) {
    sentBy = sender.value();
  }

  /** Who requested it for the requester, if they did not do so themselves. */
  public Optional<PersonId> sentBy() {
    return Optional.ofNullable(sentBy).map(PersonId::new);
  }

  /** Whether this person sent it, for themselves or somebody else. */
  public boolean isSentBy(PersonId person) {
    return sentBy().orElse(requester()).equals(person);
  }

  /** Whether one of these accounts requested it, or sent it for the requester. */
  public boolean involves(Set<PersonId> accounts) {
    return accounts.contains(requester()) || sentBy().filter(accounts::contains).isPresent();
  }

  /** Notes what the ticket tool showed when the request was made. */
  void refersTo(Ticket.Open open) {
    String title = PlainText.cut(open.title(), LONGEST_TITLE);
    ticket = "%s: %s (%s)".formatted(open.key(), title, open.status());
  }

  /** The ticket that it had to name, with its title and status then. */
  public Optional<String> ticket() {
    return Optional.ofNullable(ticket);
  }

  /** The form it was sent with, if any. */
  Optional<String> form() {
    return Optional.ofNullable(form);
  }

  /** Whether the requester was a guest in Slack when they sent it. */
  boolean byChatGuest() {
    return byChatGuest;
  }

  public AccessSnapshot access() {
    return access;
  }

  public Optional<String> channel() {
    return Optional.ofNullable(channel);
  }

  /** Where it is decided: in the console with a sign-in, once a policy has demanded that. */
  public DecideWith decideWith() {
    return decideWith;
  }

  /**
   * Whether a decision needs a sign-in, according to the request's own policy or the current one.
   */
  boolean needsSignIn(Entitlement now) {
    return decideWith == DecideWith.ENTRA || now.decideWith() == DecideWith.ENTRA;
  }

  /** Notes that decisions now need a sign-in; false if that changes nothing. */
  boolean demandSignIn(Entitlement now) {
    boolean changes = decideWith != now.decideWith() && now.decideWith() == DecideWith.ENTRA;
    decideWith = changes ? DecideWith.ENTRA : decideWith;
    return changes;
  }

  /** Notes the access that it extends. */
  void extending(Extension active) {
    extension = active;
  }

  /** The active access that it extends, if it does. */
  public Optional<Extension> extension() {
    return Optional.ofNullable(extension);
  }

  public String justification() {
    return justification;
  }

  /** When the access is to start, if not at once. */
  public Optional<Instant> startsAt() {
    return Optional.ofNullable(startsAt);
  }

  public Instant requestedAt() {
    return requestedAt;
  }
}
