package dev.hourkey.grant;

import dev.hourkey.notification.Notifications;
import dev.hourkey.scim.ScimJobListener;
import jakarta.enterprise.context.ApplicationScoped;

/**
 * Updates the messages to holders who were told that their access is late, because these messages
 * also say whether the SCIM job runs.
 */
@ApplicationScoped
class SlowGrantMessages implements ScimJobListener {
  private final Grants grants;
  private final Notifications notifications;

  SlowGrantMessages(Grants grants, Notifications notifications) {
    this.grants = grants;
    this.notifications = notifications;
  }

  @Override
  public void jobStateChanged() {
    grants.lateToArrive().forEach(grant -> notifications.redraw(grant.views()));
  }
}
