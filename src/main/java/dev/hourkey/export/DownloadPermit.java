package dev.hourkey.export;

import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.RequestScoped;
import java.util.concurrent.Semaphore;
import org.jspecify.annotations.Nullable;

/**
 * What an HTTP request needs to download an export. It is given back when the request is over,
 * however it ends: also if nothing was written because the client had gone.
 */
@RequestScoped
class DownloadPermit {
  private @Nullable Semaphore takenFrom;

  /** Whether there was one left. */
  boolean take(Semaphore free) {
    boolean taken = free.tryAcquire();
    if (taken) {
      takenFrom = free;
    }
    return taken;
  }

  @PreDestroy
  void giveBack() {
    if (takenFrom != null) {
      takenFrom.release();
    }
  }
}
