package dev.hourkey.request;

import dev.hourkey.person.ChatUser;
import dev.hourkey.person.PersonId;
import dev.hourkey.request.DecisionCard.Place;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** A message in the chat about the requests on a card. */
@Entity
@Table(name = "discussion_message")
public class DiscussionMessage {
  @Id private UUID id = new UUID(0, 0);
  private UUID card = new UUID(0, 0);
  private String channel = "";
  @Column private String message = "";
  private String thread = "";
  private String teamId = "";
  private String chatId = "";
  private @Nullable String author;
  private String text = "";
  private Instant writtenAt = Instant.EPOCH;
  private @Nullable Instant editedAt;
  private @Nullable Instant deletedAt;

  protected DiscussionMessage() {}

  DiscussionMessage(UUID card, Place at, String thread, ChatUser writer, Instant now) {
    this.id = id(card, at);
    this.card = card;
    this.channel = at.channel();
    this.message = at.message();
    this.thread = thread;
    this.teamId = writer.teamId();
    this.chatId = writer.userId();
    this.writtenAt = now;
  }

  /**
   * The id of a message about the requests on a card. Later changes of the message have the same
   * id.
   */
  static UUID id(UUID card, Place at) {
    return UUID.nameUUIDFromBytes(
        (card + "/" + at.channel() + "/" + at.message()).getBytes(StandardCharsets.UTF_8));
  }

  public UUID id() {
    return id;
  }

  /** The card of the requests that it is about. */
  public UUID card() {
    return card;
  }

  /** The message that began its thread. */
  public Place thread() {
    return new Place(channel, thread);
  }

  /** Who wrote it, according to the chat. */
  public ChatUser writer() {
    return new ChatUser(teamId, chatId);
  }

  /** The person who wrote it; empty until they are identified. */
  public Optional<PersonId> author() {
    return Optional.ofNullable(author).map(PersonId::new);
  }

  /** What it says; empty if it was deleted. */
  public String text() {
    return text;
  }

  public Instant writtenAt() {
    return writtenAt;
  }

  /** When its author changed it last, if ever. */
  public Optional<Instant> editedAt() {
    return Optional.ofNullable(editedAt);
  }

  public Optional<Instant> deletedAt() {
    return Optional.ofNullable(deletedAt);
  }

  void says(String words) {
    text = words;
  }

  void writtenBy(PersonId person) {
    author = person.value();
  }

  /** Applies an edit; false if it changes nothing, as when the chat adds a link's preview. */
  boolean edit(String words, Instant at) {
    boolean newer = editedAt == null || at.isAfter(editedAt);
    if (deletedAt != null || !newer || words.equals(text)) {
      return false;
    }
    text = words;
    editedAt = at;
    return true;
  }

  /** Forgets the text; false if that was done before. */
  boolean delete(Instant at) {
    if (deletedAt != null) {
      return false;
    }
    text = "";
    deletedAt = at;
    return true;
  }
}
