package dev.hourkey.request;

import dev.hourkey.notification.Notification;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.event.TransactionPhase;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import org.jboss.logging.Logger;

/**
 * Updates the Homes on which something has changed. That is done after the change is committed, in
 * a transaction of its own: many people see the same alarm or wait for the same request, and a
 * change must never wait for their rows. If the process ends in between, a Home is out of date
 * until somebody opens it.
 */
@ApplicationScoped
class HomeUpdates {
  private static final Logger LOG = Logger.getLogger(HomeUpdates.class);

  private final HomeVisits visits;
  private final Set<Notification> changed = ConcurrentHashMap.newKeySet();

  HomeUpdates(HomeVisits visits) {
    this.visits = visits;
  }

  void changed(@Observes(during = TransactionPhase.AFTER_SUCCESS) Notification notification) {
    if (isShown(notification) && changed.add(notification)) {
      Thread.startVirtualThread(this::update);
    }
  }

  /** Every change that a Home shows causes one of these notifications to be sent or redrawn. */
  private static boolean isShown(Notification notification) {
    return notification instanceof Notification.Alarm
        || notification instanceof Notification.DecisionWanted
        || notification instanceof Notification.RequestTaken
        || notification instanceof Notification.RequestsTaken;
  }

  /** Only one runs at a time, so that changes in the meantime are handled together. */
  private synchronized void update() {
    List<Notification> now = List.copyOf(changed);
    if (now.isEmpty()) {
      return;
    }
    now.forEach(changed::remove); // First, so that later changes cause another update.
    Set<UUID> requests = new HashSet<>();
    boolean alarms = false;
    for (Notification notification : now) {
      if (notification instanceof Notification.Alarm) {
        alarms = true;
      } else {
        requests.add(notification.subject());
      }
    }
    try {
      visits.update(requests, alarms);
    } catch (RuntimeException e) {
      LOG.warnf(e, "Homes are not up to date until they are opened again");
    }
  }
}
