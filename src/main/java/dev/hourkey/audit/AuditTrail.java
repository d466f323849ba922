package dev.hourkey.audit;

import dev.hourkey.person.Person;
import dev.hourkey.person.PersonId;
import dev.hourkey.person.Persons;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.EntityManager;
import jakarta.persistence.Query;
import jakarta.transaction.Status;
import jakarta.transaction.Synchronization;
import jakarta.transaction.TransactionSynchronizationRegistry;
import jakarta.transaction.Transactional;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import javax.sql.DataSource;

/** The audit trail. Only this class writes its tables. */
@ApplicationScoped
public class AuditTrail implements AuditLog {
  /** The maximum number of entries that one query returns. */
  public static final int MAX_ENTRIES = 1000;

  private final DataSource database;
  private final EntityManager entries;
  private final EventLists events;
  private final AuditReader reader;
  private final Persons persons;
  private final Clock clock;
  private final TransactionSynchronizationRegistry transactions;

  private final AtomicReference<Committed> committed = new AtomicReference<>(Committed.NOTHING);

  AuditTrail(
      DataSource database,
      EntityManager entries,
      EventLists events,
      AuditReader reader,
      Persons persons,
      Clock clock,
      TransactionSynchronizationRegistry transactions) {
    this.database = database;
    this.entries = entries;
    this.events = events;
    this.reader = reader;
    this.persons = persons;
    this.clock = clock;
    this.transactions = transactions;
  }

  /**
   * A transaction's events are written right before it commits, because the chain's head stays
   * locked from then on. If they cannot be written, the transaction fails. Each event is written
   * with the current names of the people that it is about.
   */
  @Override
  @Transactional(Transactional.TxType.MANDATORY)
  public void record(AuditEvent event) {
    pending().add(new Dated(event, clock.instant()));
  }

  private record Dated(AuditEvent event, Instant at) {}

  private List<Dated> pending() {
    if (transactions.getResource(this) instanceof Pending pending) {
      return pending.events;
    }
    entries.joinTransaction(); // First, so that its flush comes before the events.
    Pending pending = new Pending();
    transactions.putResource(this, pending);
    transactions.registerInterposedSynchronization(pending);
    return pending.events;
  }

  /** The events of a transaction, which are written after all its other work. */
  private final class Pending implements Synchronization {
    final List<Dated> events = new ArrayList<>();
    private Committed last = Committed.NOTHING;

    @Override
    public void beforeCompletion() {
      try (var connection = database.getConnection();
          var append = connection.prepareStatement("select audit_append_all(?)")) {
        String[] payloads = payloads(connection);
        append.setArray(1, connection.createArrayOf("text", payloads));
        try (var rows = append.executeQuery()) {
          rows.next();
          last = new Committed(rows.getLong(1), payloads[payloads.length - 1]);
        }
      } catch (SQLException e) {
        transactions.setRollbackOnly(); // So that later hooks see the failure.
        throw new IllegalStateException("append to the audit trail; nothing is committed", e);
      }
    }

    private String[] payloads(Connection connection) throws SQLException {
      Map<PersonId, Person> known =
          persons.known(
              connection,
              events.stream().flatMap(one -> CanonicalJson.people(one.event()).stream()).toList());
      return events.stream()
          .map(one -> CanonicalJson.json(one.event(), one.at(), known))
          .toArray(String[]::new);
    }

    @Override
    public void afterCompletion(int status) {
      if (status == Status.STATUS_COMMITTED) {
        var _ = committed.accumulateAndGet(last, (one, other) -> one.seq > other.seq ? one : other);
      }
    }
  }

  /** An entry that this process has committed. */
  public record Committed(long seq, String payload) {
    /** The value before this process has committed an entry. */
    public static final Committed NOTHING = new Committed(0, "");
  }

  /**
   * The last entry that this process has committed. If the trail in the database has no entry with
   * its number, or a different one, the database has lost entries.
   */
  public Committed committed() {
    return committed.get();
  }

  /** Like {@link EventLists#after}, for all entries or those about one subject. */
  public List<AuditEntry> after(long after, Optional<String> subject, int limit) {
    return events.after(EventSelection.about(subject), after, limit);
  }

  @SuppressWarnings("unchecked") // Hibernate types the query, but Jakarta Persistence does not.
  private static Stream<Object[]> rows(Query query) {
    return ((List<Object[]>) query.getResultList()).stream();
  }

  /** Follows the whole trail; {@code known} are heads that it had before. */
  public Verification verify(List<ChainHead> known) {
    return verify(known, EarlierCheckpoints.Known.NOTHING);
  }

  /**
   * Follows the whole trail, link by link, with few entries in memory at a time.
   *
   * @param known heads that the trail had before, which must still be in it
   * @param signed the earlier signed checkpoints, which must still hold
   */
  public Verification verify(List<ChainHead> known, EarlierCheckpoints.Known signed) {
    if (signed.contradiction().isPresent()) {
      return signed.contradiction().get();
    }
    List<ChainHead> heads = new ArrayList<>(known);
    heads.add(head()); // Read first: entries that are appended meanwhile are not missing.
    TrailVerifier verifier = new TrailVerifier(heads, signed.checkpoints());
    return reader.<Verification>find(0, verifier::follow).orElseGet(() -> end(verifier));
  }

  /**
   * The result at the end of the entries. An entry after the recorded head breaks the trail: the
   * append function did not write it.
   */
  private Verification end(TrailVerifier verifier) {
    Verification found = verifier.end();
    long last = head().seq();
    return !(found instanceof Verification.Intact(ChainHead end, _))
        ? found
        : end.seq() > last
            ? new Verification.Broken(last + 1, "the entry was not written by Hourkey")
            : schemaBreach().orElse(found);
  }

  /**
   * The trail is broken if the schema was changed, because the schema decides what is recorded and
   * listed.
   */
  private Optional<Verification> schemaBreach() {
    try (var connection = database.getConnection();
        var sql = connection.createStatement()) {
      List<String> changes = TrailSchemaCheck.changes(sql);
      return changes.isEmpty()
          ? Optional.empty()
          : Optional.of(
              new Verification.Broken(
                  1, "the schema that guards the trail was changed: " + changes.getFirst()));
    } catch (SQLException e) {
      throw new IllegalStateException("read the schema of the audit trail", e);
    }
  }

  /** The last entry that was written, as the database records it beside the entries. */
  @Transactional
  public ChainHead head() {
    return rows(entries.createNativeQuery("select seq, hash from audit_head"))
        .map(row -> new ChainHead((Long) row[0], (byte[]) row[1]))
        .findFirst()
        .orElseThrow();
  }
}
