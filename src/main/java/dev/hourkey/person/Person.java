package dev.hourkey.person;

import java.util.Optional;

/**
 * Somebody Hourkey has met: the Entra account is the identity, the rest are attributes.
 *
 * @param awsUserId the user in the Identity Store, once it was needed and found
 */
public record Person(
    PersonId id, ChatUser chat, String name, String principalName, Optional<String> awsUserId) {}
