package dev.hourkey.person;

import java.util.Optional;

/**
 * Somebody Hourkey has met: the Entra account is the identity, the rest are attributes.
 *
 * @param chat where messages reach them; empty when nobody is linked to the account any more
 */
public record Person(PersonId id, Optional<ChatUser> chat, String name, String principalName) {}
