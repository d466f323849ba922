package dev.hourkey.app;

import jakarta.enterprise.context.ApplicationScoped;

/** The sweep that comes every half minute, for tests that do not wait for it. */
@ApplicationScoped
public class SweepNow {
  private final Sweeper sweeper;

  SweepNow(Sweeper sweeper) {
    this.sweeper = sweeper;
  }

  public void sweep() {
    sweeper.sweep();
  }
}
