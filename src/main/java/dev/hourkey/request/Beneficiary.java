package dev.hourkey.request;

/** The person a sender requests access for, as the sender named them. */
public sealed interface Beneficiary {
  /** A user of the chat, by their chat id. */
  record InChat(String user) implements Beneficiary {}

  /** Anybody in Entra, by mail address or user principal name. */
  record ByAddress(String address) implements Beneficiary {}
}
