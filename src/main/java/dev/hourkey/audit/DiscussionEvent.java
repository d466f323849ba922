package dev.hourkey.audit;

import dev.hourkey.person.PersonId;
import java.util.UUID;

/**
 * What people write about a request in the thread of its card. The text is not in the trail, which
 * nobody can delete from; its SHA-256 digest shows whether the text that Hourkey keeps is the one
 * that was written. The subject is the request.
 */
public sealed interface DiscussionEvent extends AuditEvent.InOwnFile {
  /** Somebody wrote a message. */
  record DiscussionMessageWritten(UUID subject, UUID message, PersonId author, String textSha256)
      implements DiscussionEvent {}

  /** Its author changed it. */
  record DiscussionMessageEdited(UUID subject, UUID message, PersonId author, String textSha256)
      implements DiscussionEvent {}

  /** It was deleted in the chat; Hourkey no longer has its text. */
  record DiscussionMessageDeleted(UUID subject, UUID message, PersonId author)
      implements DiscussionEvent {}
}
