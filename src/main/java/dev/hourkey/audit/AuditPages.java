package dev.hourkey.audit;

import dev.hourkey.retry.Retries;
import java.util.List;
import org.jboss.logging.Logger;

/**
 * Reads the audit trail page by page. No page is read ahead while the caller processes the previous
 * one: an export or a verification of a long trail keeps one core busy for minutes, including
 * PostgreSQL's work. With two cores busy, Hourkey would answer Slack's requests too late. A page
 * that cannot be read, because no connection is free or the database is down, is retried for about
 * half a minute. The caller gets only pages that were read completely.
 */
final class AuditPages {
  private static final Logger LOG = Logger.getLogger(AuditPages.class);

  private final Source source;
  private final Retries retries;
  private final long through;
  private final int length;
  private long after;

  /**
   * Reads at most {@code limit} of the entries after a number, up to another one, in their order.
   */
  @FunctionalInterface
  interface Source {
    List<AuditEntry> page(long after, long through, int limit);
  }

  /**
   * @param after the number of the last entry that is left out
   * @param through the number of the last entry that is read
   * @param length the maximum number of entries in a page
   */
  AuditPages(Source source, Retries retries, long after, long through, int length) {
    this.source = source;
    this.retries = retries;
    this.after = after;
    this.through = through;
    this.length = length;
  }

  /** The next page; empty after the last one. */
  List<AuditEntry> next() {
    if (after >= through) {
      return List.of();
    }
    List<AuditEntry> page = read();
    after = page.size() < length ? through : page.getLast().seq();
    return page;
  }

  private List<AuditEntry> read() {
    try {
      return retries.call(
          () -> source.page(after, through, length),
          failure ->
              LOG.warnf(
                  "the audit trail could not be read after entry %d (%s); trying again",
                  after, String.valueOf(failure.getCause())));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while the audit trail was read", e);
    }
  }
}
