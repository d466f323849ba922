package dev.hourkey.audit;

import dev.hourkey.person.PersonId;
import java.util.UUID;

/**
 * Events about what people write in the thread of a request's card. The trail does not contain the
 * text, because nobody can delete anything from the trail. A SHA-256 digest shows whether the text
 * that Hourkey keeps is the one that was written. The subject is the request.
 */
public sealed interface DiscussionEvent extends AuditEvent.InOwnFile {
  /** Somebody wrote a message. */
  record DiscussionMessageWritten(UUID subject, UUID message, PersonId author, String textSha256)
      implements DiscussionEvent {}

  /** The author changed a message. */
  record DiscussionMessageEdited(UUID subject, UUID message, PersonId author, String textSha256)
      implements DiscussionEvent {}

  /** A message was deleted in the chat. Hourkey no longer has its text. */
  record DiscussionMessageDeleted(UUID subject, UUID message, PersonId author)
      implements DiscussionEvent {}
}
