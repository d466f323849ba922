package dev.hourkey.app;

import jakarta.enterprise.context.ApplicationScoped;

/** Has workers look for due work, for journeys that set the clock back. */
@ApplicationScoped
public class Waking {
  private final TaskScheduler work;

  Waking(TaskScheduler work) {
    this.work = work;
  }

  public void wake() {
    work.wake();
  }
}
