package dev.hourkey.doctor;

import dev.hourkey.policy.OnCallSchedule;
import java.util.Set;

/**
 * The questions that doctor asks the on-call and ticket tools. Each method only reads, and may
 * throw {@link dev.hourkey.person.DirectoryFailure}.
 */
public interface ToolDiagnostics {
  /** The mail addresses of everybody who is on call now. */
  Set<String> onCall(OnCallSchedule schedule);

  /** Reads a project of the ticket tool. */
  void ticketProject(String key);
}
