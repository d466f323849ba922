package dev.hourkey.grant;

import dev.hourkey.notification.Notifications;
import dev.hourkey.scim.ScimJobListener;
import jakarta.enterprise.context.ApplicationScoped;

/** Holders who were told that their access is late are also told whether the SCIM job runs. */
@ApplicationScoped
class SlowGrantMessages implements ScimJobListener {
  private final Grants grants;
  private final Notifications outbox;

  SlowGrantMessages(Grants grants, Notifications outbox) {
    this.grants = grants;
    this.outbox = outbox;
  }

  @Override
  public void jobStateChanged() {
    grants.lateToArrive().forEach(grant -> outbox.redraw(grant.views()));
  }
}
