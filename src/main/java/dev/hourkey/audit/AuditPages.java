package dev.hourkey.audit;

import dev.hourkey.retry.Backoff;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.jboss.logging.Logger;

/**
 * Pages of the audit trail in their order. PostgreSQL reads the next one while somebody works on
 * this one. A page that cannot be read, because no connection is free or the database is away, is
 * read again for about half a minute; nobody gets a page before it was read as a whole.
 */
final class AuditPages implements AutoCloseable {
  private static final Logger LOG = Logger.getLogger(AuditPages.class);

  private static final Backoff BACKOFF = new Backoff(Duration.ofMillis(500), Duration.ofSeconds(5));

  /** With these, the pauses add up to 17.5 s, and each try may wait 2 s for a connection. */
  private static final int MOST_FAILURES = 7;

  private final ExecutorService reader = Executors.newVirtualThreadPerTaskExecutor();
  private final Source source;
  private final Pause pause;
  private final long through;
  private final int length;
  private Future<List<AuditEntry>> next;

  /** Reads at most {@code limit} entries after one, up to another, in their order. */
  @FunctionalInterface
  interface Source {
    List<AuditEntry> page(long after, long through, int limit);
  }

  /** Waits between two tries. */
  @FunctionalInterface
  interface Pause {
    void take(Duration length) throws InterruptedException;
  }

  /**
   * @param after the number of the last entry that is left out
   * @param through the number of the last entry that is read
   * @param length the most entries of a page
   */
  AuditPages(Source source, Pause pause, long after, long through, int length) {
    this.source = source;
    this.pause = pause;
    this.through = through;
    this.length = length;
    next = reader.submit(() -> read(after));
  }

  /** The next page; empty after the last one. */
  List<AuditEntry> next() {
    List<AuditEntry> page = await();
    long last = page.size() < length ? Long.MAX_VALUE : page.getLast().seq();
    next =
        last < through
            ? reader.submit(() -> read(last))
            : CompletableFuture.completedFuture(List.of());
    return page;
  }

  private List<AuditEntry> await() {
    try {
      return next.get();
    } catch (ExecutionException e) {
      throw new IllegalStateException("read the audit trail", e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while the audit trail was read", e);
    }
  }

  private List<AuditEntry> read(long after) throws InterruptedException {
    for (int failures = 1; ; failures++) {
      try {
        return source.page(after, through, length);
      } catch (IllegalStateException e) {
        if (failures == MOST_FAILURES) {
          throw e;
        }
        LOG.warnf(
            "the audit trail could not be read after entry %d (%s); trying again",
            after, String.valueOf(e.getCause()));
        pause.take(BACKOFF.after(failures));
      }
    }
  }

  @Override
  public void close() {
    reader.close();
  }
}
