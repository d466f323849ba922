package dev.hourkey.audit;

import dev.hourkey.person.PersonId;
import java.util.UUID;

/** Events about a request that nobody has decided on yet. */
public sealed interface PendingRequestEvent extends AuditEvent.InOwnFile {
  /** The chat does not accept the card of a request, so nobody can decide on it. */
  record CardNotPosted(UUID subject, String channel, String why) implements PendingRequestEvent {}

  /** The requester, or the sender, had the approvers reminded. */
  record RequestNudged(UUID subject, PersonId by) implements PendingRequestEvent {}

  /** A request to extend this grant is over, because the end of the grant has begun. */
  record ExtensionWithdrawn(UUID subject, UUID grant) implements PendingRequestEvent {}
}
