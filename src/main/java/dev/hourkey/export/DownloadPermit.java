package dev.hourkey.export;

import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.RequestScoped;
import java.util.concurrent.Semaphore;
import org.jspecify.annotations.Nullable;

/**
 * A permit that an HTTP request needs to download an export. It is released when the HTTP request
 * ends, even if nothing was written because the client has disconnected.
 */
@RequestScoped
class DownloadPermit {
  private @Nullable Semaphore takenFrom;

  /** Takes a permit; returns false if none is left. */
  boolean acquire(Semaphore free) {
    boolean taken = free.tryAcquire();
    if (taken) {
      takenFrom = free;
    }
    return taken;
  }

  @PreDestroy
  void release() {
    if (takenFrom != null) {
      takenFrom.release();
    }
  }
}
