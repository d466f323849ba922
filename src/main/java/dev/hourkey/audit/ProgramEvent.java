package dev.hourkey.audit;

import dev.hourkey.person.PersonId;
import java.util.UUID;

/** Events about programs that use the API. */
public sealed interface ProgramEvent extends AuditEvent.InOwnFile {
  /**
   * A program requested access for a person; an {@code access_requested} or {@code request_refused}
   * follows. The subject is the submission.
   *
   * @param by the program, as the API knows it
   * @param key the program's own key for this request
   */
  record ProgramRequested(UUID subject, PersonId person, String by, String key, String entitlement)
      implements ProgramEvent {}
}
