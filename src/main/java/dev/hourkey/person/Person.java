package dev.hourkey.person;

/** Somebody Hourkey has met: the Entra account is the identity, the rest are attributes. */
public record Person(PersonId id, ChatUser chat, String name, String principalName) {}
