package dev.hourkey.checkpoint;

import dev.hourkey.audit.AuditTrail;
import dev.hourkey.audit.ChainHead;
import dev.hourkey.checkpoint.CheckpointPlace.Held;
import dev.hourkey.checkpoint.CheckpointPlace.PlaceFailure;
import dev.hourkey.text.Counted;
import dev.hourkey.transparency.Checkpoint;
import dev.hourkey.transparency.ConsistencyProof;
import dev.hourkey.transparency.Hash;
import dev.hourkey.transparency.MerkleTree;
import dev.hourkey.transparency.SignedNote;
import io.quarkus.arc.All;
import io.quarkus.narayana.jta.QuarkusTransaction;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.LongFunction;
import org.jboss.logging.Logger;

/**
 * Signs the trail if it has grown, and sends the checkpoint to every place. Before it signs, it
 * compares the database with the newest checkpoint in each place that can be read, because a
 * database that was restored from a backup may lack entries. Nothing is signed while one of these
 * places does not answer.
 */
@ApplicationScoped
public class CheckpointSigner {
  private static final Logger LOG = Logger.getLogger(CheckpointSigner.class);

  private final CheckpointConfig config;
  private final CheckpointOrigins origins;
  private final CheckpointTable table;
  private final TreeSource trees;
  private final AuditTrail trail;
  private final CheckpointIncidents incidents;
  private final Clock clock;
  private final List<CheckpointPlace> places;

  /** This process's last checkpoint. A database without it was restored or changed. */
  private final AtomicReference<Optional<Checkpoint>> own = new AtomicReference<>(Optional.empty());

  CheckpointSigner(
      CheckpointConfig config,
      CheckpointOrigins origins,
      CheckpointTable table,
      TreeSource trees,
      AuditTrail trail,
      CheckpointIncidents incidents,
      Clock clock,
      @All List<CheckpointPlace> places) {
    this.config = config;
    this.origins = origins;
    this.table = table;
    this.trees = trees;
    this.trail = trail;
    this.incidents = incidents;
    this.clock = clock;
    this.places =
        places.stream()
            .filter(CheckpointPlace::configured)
            .sorted(Comparator.comparing(CheckpointPlace::place))
            .toList();
  }

  /** Does what is due, if checkpoints are on; returns the time until the next run. */
  public Duration run() {
    incidents.endRemoved(places, config.checkpointInterval());
    SigningKeys.of(config).ifPresent(this::run);
    return config.checkpointInterval();
  }

  private void run(SigningKeys keys) {
    String origin = origins.current(keys).name();
    Optional<StoredCheckpoint> last = table.newest(origin);
    ChainHead head = trail.head();
    Optional<String> contradiction;
    try {
      contradiction = contradiction(keys, origin, last, head);
    } catch (NotReadable e) {
      incidents.failed(e.place, e.why);
      return;
    }
    if (contradiction.isPresent()) {
      if (isNewest(origin, last)) { // Otherwise, another replica signed one.
        incidents.inconsistent(contradiction.get());
      }
      return;
    }
    incidents.consistent();
    sign(keys, origin, last, head.seq()).ifPresent(this::keep);
  }

  /** A place whose checkpoints can be read did not return them. */
  private static final class NotReadable extends Exception {
    private static final long serialVersionUID = 1;
    private final CheckpointPlaceType place;
    private final String why;

    NotReadable(CheckpointPlaceType place, PlaceFailure failure) {
      super(failure);
      this.place = place;
      this.why = failure.why();
    }
  }

  private Optional<String> contradiction(
      SigningKeys keys, String origin, Optional<StoredCheckpoint> last, ChainHead head)
      throws NotReadable {
    Optional<String> doubt =
        LogOrigin.mismatch(origins.base(), origin, last, keys.verifiers(origin));
    if (doubt.isPresent()) {
      return doubt;
    }
    MerkleTree signed = last.map(StoredCheckpoint::tree).orElseGet(MerkleTree::new);
    CheckpointComparison database =
        new CheckpointComparison(
            origin, signed.size(), head.seq(), size -> rootAt(origin, signed, size));
    if (signed.size() > head.seq()) {
      return Optional.of(
          "the database has a checkpoint of %s but only %s"
              .formatted(Counted.of(signed.size(), "entry"), Counted.of(head.seq(), "entry")));
    }
    Optional<String> found =
        own.get()
            .filter(mine -> mine.size() > signed.size() && mine.origin().equals(origin))
            .flatMap(mine -> database.contradiction("this process", mine));
    LatestCheckpoint known =
        new LatestCheckpoint(
            origins.base(),
            origin,
            last.map(one -> one.checkpoint().size()).orElse(-1L),
            last.map(StoredCheckpoint::note).orElseGet(() -> empty(keys, origin)));
    for (CheckpointPlace one : places) {
      if (found.isEmpty()) {
        found = database.contradiction(one.place().words(), held(one, known));
      }
    }
    return found;
  }

  /** Signing the empty tree is harmless: every tree continues it. */
  private static SignedNote empty(SigningKeys keys, String origin) {
    return keys.sign(origin, new Checkpoint(origin, 0, new MerkleTree().root()).text());
  }

  private static Held held(CheckpointPlace place, LatestCheckpoint known) throws NotReadable {
    try {
      return place.ask(it -> it.newerThan(known));
    } catch (PlaceFailure e) {
      throw new NotReadable(place.place(), e);
    }
  }

  private Optional<Hash> rootAt(String origin, MerkleTree signed, long size) {
    MerkleTree from =
        size >= signed.size()
            ? signed
            : table.upTo(origin, size).map(StoredCheckpoint::tree).orElseGet(MerkleTree::new);
    return trees.extendedTo(from, size).map(MerkleTree::root);
  }

  /** Signs new entries; returns the newest checkpoint, or empty if another replica was faster. */
  private Optional<StoredCheckpoint> sign(
      SigningKeys keys, String origin, Optional<StoredCheckpoint> last, long entries) {
    MerkleTree before = last.map(StoredCheckpoint::tree).orElseGet(MerkleTree::new);
    if (last.isPresent() && before.size() == entries) {
      table.covered(origin, clock.instant());
      return last;
    }
    Optional<MerkleTree> grown = trees.extendedTo(before, entries);
    if (grown.isEmpty()) {
      incidents.inconsistent("an audit entry after entry %d is missing".formatted(before.size()));
      return Optional.empty();
    }
    MerkleTree tree = grown.get();
    Checkpoint checkpoint = new Checkpoint(origin, tree.size(), tree.root());
    StoredCheckpoint made =
        StoredCheckpoint.of(
            tree, checkpoint, keys.sign(origin, checkpoint.text()), clock.instant());
    boolean added = QuarkusTransaction.requiringNew().call(() -> add(made, last));
    if (!added) {
      return Optional.empty();
    }
    own.set(Optional.of(checkpoint));
    table.covered(origin, made.madeAt());
    LOG.infof("audit checkpoint of %s, root %s", Counted.of(tree.size(), "entry"), tree.root());
    return Optional.of(made);
  }

  /** Adds a checkpoint. It leaves this process only once it is in the database. */
  private boolean add(StoredCheckpoint made, Optional<StoredCheckpoint> last) {
    String origin = made.checkpoint().origin();
    table.lock(origin);
    boolean current = table.origin().filter(one -> one.name().equals(origin)).isPresent();
    boolean next = isNewest(origin, last);
    if (current && next) {
      table.add(made);
    }
    return current && next;
  }

  private boolean isNewest(String origin, Optional<StoredCheckpoint> last) {
    return table
        .newest(origin)
        .map(StoredCheckpoint::checkpoint)
        .equals(last.map(StoredCheckpoint::checkpoint));
  }

  private void keep(StoredCheckpoint made) {
    SignedNote note = made.note();
    for (CheckpointPlace one : places) {
      Optional<byte[]> evidence = table.evidence(made.checkpoint(), one.place());
      if (evidence.isEmpty()) {
        evidence = store(one, made.checkpoint(), note);
      } else {
        incidents.recovered(one.place());
      }
      if (one.place() == CheckpointPlaceType.WITNESS) {
        note = evidence.map(Cosignatures::of).map(note::with).orElse(note);
      }
    }
  }

  private Optional<byte[]> store(CheckpointPlace place, Checkpoint checkpoint, SignedNote note) {
    LongFunction<ConsistencyProof> proofs =
        from -> trees.proof(checkpoint.origin(), from, checkpoint.size());
    try {
      byte[] evidence = place.ask(it -> it.store(note, proofs));
      QuarkusTransaction.requiringNew()
          .run(() -> table.kept(checkpoint, place.place(), evidence, clock.instant()));
      incidents.recovered(place.place());
      return Optional.of(evidence);
    } catch (PlaceFailure e) {
      incidents.failed(place.place(), e.why());
      return Optional.empty();
    }
  }
}
