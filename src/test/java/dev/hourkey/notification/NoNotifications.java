package dev.hourkey.notification;

/** Tells nobody anything. */
public final class NoNotifications implements Notifications {
  @Override
  public void tell(Notification notification) {}

  @Override
  public void redraw(Notification... notifications) {}
}
