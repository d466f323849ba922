package dev.hourkey.audit;

import dev.hourkey.retry.Retries;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.jboss.logging.Logger;

/**
 * Pages of the audit trail in their order. PostgreSQL reads the next page while the caller
 * processes the current one. If a page cannot be read, because no connection is free or the
 * database is down, it is retried for about half a minute. The caller gets a page only when it was
 * read completely.
 */
final class AuditPages implements AutoCloseable {
  private static final Logger LOG = Logger.getLogger(AuditPages.class);

  /** No virtual thread: each wait for the next few bytes would cost a switch to another one. */
  private final ExecutorService reader =
      Executors.newSingleThreadExecutor(Thread.ofPlatform().daemon().name("audit-pages").factory());

  private final Source source;
  private final Retries retries;
  private final long through;
  private final int length;
  private Future<List<AuditEntry>> next;

  /** Reads at most {@code limit} entries after one, up to another, in their order. */
  @FunctionalInterface
  interface Source {
    List<AuditEntry> page(long after, long through, int limit);
  }

  /**
   * @param after the number of the last entry that is left out
   * @param through the number of the last entry that is read
   * @param length the most entries of a page
   */
  AuditPages(Source source, Retries retries, long after, long through, int length) {
    this.source = source;
    this.retries = retries;
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
    return retries.call(
        () -> source.page(after, through, length),
        failure ->
            LOG.warnf(
                "the audit trail could not be read after entry %d (%s); trying again",
                after, String.valueOf(failure.getCause())));
  }

  @Override
  public void close() {
    reader.shutdownNow(); // Not close(), which would wait for a page that nobody reads.
  }
}
