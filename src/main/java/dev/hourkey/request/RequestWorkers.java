package dev.hourkey.request;

/** Processes submissions, and requests whose approvers are to be reminded or that expire. */
public interface RequestWorkers {
  /**
   * Has the workers look for due submissions once the caller's transaction has committed. They also
   * look every second.
   */
  void wakeForSubmissions();
}
