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

  /** The end of a grant redraws the message that says it is active. */
  void onNotificationCommitted(
      @Observes(during = TransactionPhase.AFTER_SUCCESS) Notification notification) {
    if (notification instanceof Notification.GrantActive(UUID grant) && changed.add(grant)) {
      Thread.startVirtualThread(this::wake);
    }
  }

  /** One at a time, so that the requests of many grants are found at once. */
  private synchronized void wake() {
    List<UUID> now = List.copyOf(changed);
    now.forEach(changed::remove); // First: what changes from here on is checked again.
    if (now.isEmpty()) {
      return;
    }
    try {
      requests.wake(now);
    } catch (RuntimeException e) {
      LOG.warnf(e, "requests to extend access that is ending are withdrawn later");
    }
  }
}
