package dev.hourkey.support;

import java.io.IOException;
import java.net.ServerSocket;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;

/** Ports for processes that have to be told theirs. */
public final class FreePort {
  /**
   * Below the ports that the kernel gives to connections, so that none takes it before the process
   * does.
   */
  private static final int LAST = 32_000;

  private static final int FIRST = 11_000;

  private static final AtomicInteger NEXT =
      new AtomicInteger(ThreadLocalRandom.current().nextInt(FIRST, LAST));

  private FreePort() {}

  /** A port that nobody uses. It differs from all that were taken before, used or not. */
  public static int take() {
    while (true) {
      int port = NEXT.getAndUpdate(last -> last == LAST ? FIRST : last + 1);
      try (var _ = new ServerSocket(port)) {
        return port;
      } catch (IOException e) {
        // Somebody uses this one.
      }
    }
  }
}
