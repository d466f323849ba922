package dev.hourkey.person;

import java.util.Optional;

/**
 * A known person: the Entra account is the identity, the rest are attributes.
 *
 * @param chat where messages reach them; empty when no chat user is linked to the account
 */
public record Person(PersonId id, Optional<ChatUser> chat, String name, String principalName) {}
