package dev.hourkey.request;

import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.util.UUID;

/** A direct message that brings a card to one approver. */
@Entity
@Table(name = "approver_message")
public class ApproverMessage {
  @Id private UUID id = new UUID(0, 0);
  private UUID card = new UUID(0, 0);
  private int number;
  private int ordinal;
  private String chatId = "";

  protected ApproverMessage() {}

  ApproverMessage(DecisionCard card, int ordinal, String chatId) {
    this.id = UUID.randomUUID();
    this.card = card.id();
    this.number = card.number();
    this.ordinal = ordinal;
    this.chatId = chatId;
  }

  public UUID id() {
    return id;
  }

  public UUID card() {
    return card;
  }

  /** The number of the notification of the card's approvers that this message belongs to. */
  public int number() {
    return number;
  }

  /** Distinguishes all direct messages that a card has ever had. */
  public int ordinal() {
    return ordinal;
  }

  /** The chat user who gets the message. */
  public String chatId() {
    return chatId;
  }
}
