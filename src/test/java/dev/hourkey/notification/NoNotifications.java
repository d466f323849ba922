package dev.hourkey.notification;

import dev.hourkey.notification.Notification.Alarm;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;

/** Tells nobody anything. */
public final class NoNotifications implements Notifications {
  @Override
  public void tell(Notification notification) {}

  @Override
  public void redraw(Notification... notifications) {}

  @Override
  public void resolve(Alarm alarm, Optional<Instant> since) {}

  @Override
  public boolean wasNotified(Notification notification) {
    return false;
  }

  @Override
  public boolean isOpen(Alarm alarm) {
    return false;
  }

  @Override
  public Optional<UUID> open(Class<? extends Alarm> kind) {
    return Optional.empty();
  }
}
