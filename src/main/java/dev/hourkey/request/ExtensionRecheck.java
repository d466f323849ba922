package dev.hourkey.request;

import dev.hourkey.notification.Notification;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.event.TransactionPhase;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import org.jboss.logging.Logger;

/**
 * Wakes requests to extend a grant when the grant changes: a grant that is ending cannot be
 * extended. If a wake-up is lost, they are checked at their next reminder.
 */
@ApplicationScoped
class ExtensionRecheck {
  private static final Logger LOG = Logger.getLogger(ExtensionRecheck.class);

  private final ExtensionRequests requests;
  private final Set<UUID> changed = ConcurrentHashMap.newKeySet();

  ExtensionRecheck(ExtensionRequests requests) {
    this.requests = requests;
  }

  /** When a grant begins to end, the message that says it is active is redrawn. */
  void onNotificationCommitted(
      @Observes(during = TransactionPhase.AFTER_SUCCESS) Notification notification) {
    if (notification instanceof Notification.GrantActive(UUID grant) && changed.add(grant)) {
      Thread.startVirtualThread(this::wake);
    }
  }

  /** Only one runs at a time, so that one query finds the requests of many grants. */
  private synchronized void wake() {
    List<UUID> now = List.copyOf(changed);
    now.forEach(changed::remove); // First, so that later changes are checked again.
    if (now.isEmpty()) {
      return;
    }
    try {
      requests.wake(now);
    } catch (RuntimeException e) {
      LOG.warnf(
          e,
          "could not withdraw requests to extend access that is ending; retrying at their next"
              + " reminder");
    }
  }
}
