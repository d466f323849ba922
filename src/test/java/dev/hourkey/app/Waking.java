package dev.hourkey.app;

import jakarta.enterprise.context.ApplicationScoped;

/** Has workers look for due work, for journeys that set the clock back. */
@ApplicationScoped
public class Waking {
  private final Workers workers;

  Waking(Workers workers) {
    this.workers = workers;
  }

  public void wake() {
    workers.wake();
  }
}
