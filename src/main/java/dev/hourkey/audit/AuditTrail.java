package dev.hourkey.audit;

import io.quarkus.hibernate.orm.panache.PanacheRepositoryBase;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Status;
import jakarta.transaction.Synchronization;
import jakarta.transaction.TransactionSynchronizationRegistry;
import jakarta.transaction.Transactional;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.sql.SQLException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicLong;
import javax.sql.DataSource;

/** The trail, and the only class that touches it. */
@ApplicationScoped
public class AuditTrail implements PanacheRepositoryBase<AuditRow, Long> {
  private static final int PAGE = 1000;

  private final DataSource database;
  private final Clock clock;
  private final TransactionSynchronizationRegistry transactions;

  /** The number of the last entry that this process has committed. */
  private final AtomicLong committed = new AtomicLong();

  AuditTrail(DataSource database, Clock clock, TransactionSynchronizationRegistry transactions) {
    this.database = database;
    this.clock = clock;
    this.transactions = transactions;
  }

  /**
   * Adds an event, in the transaction of the change it describes. What a transaction says is
   * written right before it commits, because the chain's head stays locked from then on; where it
   * cannot be written, nothing of the transaction is.
   */
  @Transactional(Transactional.TxType.MANDATORY)
  public void record(AuditEvent event) {
    said().add(Canonical.json(event, clock.instant()));
  }

  private List<String> said() {
    if (transactions.getResource(this) instanceof Said said) {
      return said.payloads;
    }
    getEntityManager().joinTransaction(); // Before us, so that it has flushed when we write.
    Said said = new Said();
    transactions.putResource(this, said);
    transactions.registerInterposedSynchronization(said);
    return said.payloads;
  }

  /** What a transaction has said so far, to be written when it has done everything else. */
  private final class Said implements Synchronization {
    final List<String> payloads = new ArrayList<>();
    private long last;

    @Override
    public void beforeCompletion() {
      try (var connection = database.getConnection();
          var append = connection.prepareStatement("select audit_append_all(?)")) {
        append.setArray(1, connection.createArrayOf("text", payloads.toArray()));
        try (var rows = append.executeQuery()) {
          rows.next();
          last = rows.getLong(1);
        }
      } catch (SQLException e) {
        transactions.setRollbackOnly(); // Whoever comes after us can tell that nothing was done.
        throw new IllegalStateException("append to the audit trail; nothing is committed", e);
      }
    }

    @Override
    public void afterCompletion(int status) {
      if (status == Status.STATUS_COMMITTED) {
        long _ = committed.accumulateAndGet(last, Math::max);
      }
    }
  }

  /**
   * The number of the last entry that this process has committed, 0 if there is none. If the trail
   * in the database ends before it, the database has lost entries.
   */
  public long committed() {
    return committed.get();
  }

  /**
   * Entries in their order.
   *
   * @param after the number of the last one already seen, 0 for none
   * @param subject only what is about this request or grant
   * @param limit at most this many, 1 to 1000
   */
  @Transactional
  public List<AuditEntry> after(long after, Optional<String> subject, int limit) {
    return (subject.isPresent()
            ? find("seq > ?1 and subject = ?2 order by seq", after, subject.get())
            : find("seq > ?1 order by seq", after))
        .page(0, Math.clamp(limit, 1, PAGE)).list().stream().map(AuditRow::entry).toList();
  }

  /**
   * The number of the first entry that is missing or does not follow from the one before; nothing
   * when the chain is whole.
   */
  public OptionalLong firstBroken() {
    long head = head(); // Read first: what is appended meanwhile is not missing.
    byte[] hash = {};
    long seq = 0;
    List<AuditEntry> page;
    do {
      page = after(seq, Optional.empty(), PAGE);
      for (AuditEntry entry : page) {
        seq++;
        if (entry.seq() != seq || !follows(hash, entry)) {
          return OptionalLong.of(seq);
        }
        hash = entry.hash();
      }
    } while (!page.isEmpty());
    return head > seq ? OptionalLong.of(seq + 1) : OptionalLong.empty();
  }

  /** The number of the last entry that was ever written. */
  @Transactional
  long head() {
    return (Long)
        getEntityManager().createNativeQuery("select seq from audit_head").getSingleResult();
  }

  private static boolean follows(byte[] previous, AuditEntry entry) {
    byte[] payload = entry.payload().getBytes(StandardCharsets.UTF_8);
    byte[] linked =
        ByteBuffer.allocate(previous.length + Long.BYTES + payload.length)
            .put(previous)
            .putLong(entry.seq())
            .put(payload)
            .array();
    return Arrays.equals(previous, entry.prevHash()) && Arrays.equals(sha256(linked), entry.hash());
  }

  private static byte[] sha256(byte[] bytes) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(bytes);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }
}
