package dev.hourkey.audit;

import java.util.List;
import java.util.UUID;

/** Events about the checkpoints of this trail. The subject is an incident or a log. */
public sealed interface CheckpointEvent extends AuditEvent.InOwnFile {
  /**
   * From now on, the trail is signed under this name.
   *
   * @param entries how many entries the trail had
   * @param by the operator; {@code Hourkey} for the first one
   */
  record AuditOriginBegun(UUID subject, String origin, long entries, String by, String because)
      implements CheckpointEvent {}

  /** Different keys sign this trail from now on. Both lists contain verifier keys. */
  record AuditKeysChanged(UUID subject, List<String> keys, List<String> before)
      implements CheckpointEvent {}

  /** Nothing is signed, because the database contradicts an earlier signed checkpoint. */
  record CheckpointRefused(UUID subject, String why) implements CheckpointEvent {}

  /** The database no longer contradicts the signed checkpoint. */
  record CheckpointAccepted(UUID subject) implements CheckpointEvent {}

  /** A place outside the database has lacked the newest checkpoint for a while. */
  record CheckpointNotKept(UUID subject, String place, String why) implements CheckpointEvent {}

  record CheckpointKept(UUID subject, String place) implements CheckpointEvent {}

  /** A place that did not get checkpoints is no longer in the settings. */
  record CheckpointPlaceRemoved(UUID subject, String place) implements CheckpointEvent {}
}
