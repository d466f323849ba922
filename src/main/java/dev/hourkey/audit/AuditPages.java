package dev.hourkey.audit;

import dev.hourkey.retry.Retries;
import java.util.List;
import org.jboss.logging.Logger;

/**
 * Pages of the audit trail in their order. No page is read while the caller processes the one
 * before: an export or a verification of a long trail takes one core for minutes, PostgreSQL's work
 * included. If it took two, Slack's requests would be answered late. If a page cannot be read,
 * because no connection is free or the database is down, it is retried for about half a minute. The
 * caller gets a page only when it was read completely.
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
   * @param length the most entries of a page
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
