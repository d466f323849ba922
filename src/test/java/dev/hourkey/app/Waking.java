package dev.hourkey.app;

import jakarta.enterprise.context.ApplicationScoped;

/** Wakes whoever has work to do, for stories whose clock goes back. */
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
