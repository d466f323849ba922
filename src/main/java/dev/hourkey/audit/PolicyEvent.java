package dev.hourkey.audit;

import java.util.List;
import java.util.UUID;

/** Events about the policy file. */
public sealed interface PolicyEvent extends AuditEvent.InOwnFile {
  /** Another version of the policy file is in force; both digests are SHA-256. */
  record PolicyChanged(
      UUID subject, String file, String digest, String before, List<String> difference)
      implements PolicyEvent {}

  /**
   * The policy file has mistakes, so the last valid version stays in force; {@code why} names the
   * lines.
   */
  record PolicyBroken(UUID subject, String why) implements PolicyEvent {}

  record PolicyFixed(UUID subject) implements PolicyEvent {}
}
