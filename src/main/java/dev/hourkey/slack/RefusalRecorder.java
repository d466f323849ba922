package dev.hourkey.slack;

import dev.hourkey.person.ChatUser;
import dev.hourkey.request.RefusalLog;
import jakarta.enterprise.context.ApplicationScoped;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/** Records immediate refusals in the audit trail, in the background, after the answer to Slack. */
@ApplicationScoped
class RefusalRecorder {
  private static final Logger LOG = Logger.getLogger(RefusalRecorder.class);

  private final RefusalLog refusals;

  RefusalRecorder(RefusalLog refusals) {
    this.refusals = refusals;
  }

  /** Returns at once; a refusal that cannot be recorded is only logged, because nothing changed. */
  void later(
      @Nullable String team, @Nullable String user, String about, String what, String reason) {
    ChatUser sender = new ChatUser(known(team), known(user));
    Thread.startVirtualThread(
        () -> {
          try {
            refusals.recordUnstored(sender, about, what, reason);
          } catch (RuntimeException e) {
            LOG.warnf(
                e, "a refusal of %s (%s) could not be recorded in the audit trail", sender, what);
          }
        });
  }

  private static String known(@Nullable String id) {
    return id == null || id.isBlank() ? "unknown" : id;
  }
}
