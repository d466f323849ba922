package dev.hourkey.checkpoint;

import dev.hourkey.audit.AuditTrail;
import dev.hourkey.audit.EarlierTrees;
import dev.hourkey.audit.Verification;
import dev.hourkey.checkpoint.CheckpointPlace.Held;
import dev.hourkey.checkpoint.CheckpointPlace.PlaceFailure;
import dev.hourkey.transparency.Checkpoint;
import dev.hourkey.transparency.SignedNote;
import dev.hourkey.transparency.VerifierKey;
import io.quarkus.arc.All;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** What was signed, from the database and from every place that can be read. */
@ApplicationScoped
public class SignedTrees implements EarlierTrees {
  private static final int PAGE = 1000;

  private final CheckpointConfig config;
  private final CheckpointTable table;
  private final AuditTrail trail;
  private final List<CheckpointPlace> places;

  SignedTrees(
      CheckpointConfig config,
      CheckpointTable table,
      AuditTrail trail,
      @All List<CheckpointPlace> places) {
    this.config = config;
    this.table = table;
    this.trail = trail;
    this.places =
        places.stream()
            .filter(one -> one.configured() && one.place() != Place.TIMESTAMP)
            .sorted(Comparator.comparing(CheckpointPlace::place))
            .toList();
  }

  /**
   * What was read of all places.
   *
   * @param found what the verification needs
   * @param places what each place answered, in words
   * @param unread whether one of them could not be read
   */
  public record Report(Known found, List<String> places, boolean unread) {}

  @Override
  public Known known() {
    return report(own()).found();
  }

  /** The keys of the settings. */
  public Verifiers own() {
    Optional<SigningKeys> keys = SigningKeys.of(config);
    return origin -> keys.map(each -> each.verifiers(origin)).orElse(List.of());
  }

  /** The keys of a log, from its name. */
  @FunctionalInterface
  public interface Verifiers {
    List<VerifierKey> of(String origin);
  }

  /** Reads everything; without keys, and if nothing was ever signed, there is nothing to read. */
  public Report report(Verifiers verifiers) {
    Optional<LogOrigin> log = table.origin();
    List<VerifierKey> keys = log.map(one -> verifiers.of(one.name())).orElse(List.of());
    if (keys.isEmpty()) {
      return new Report(Known.NOTHING, List.of(), false);
    }
    String origin = log.orElseThrow().name();
    List<Checkpoint> checkpoints = new ArrayList<>();
    Optional<Verification.Broken> contradiction =
        inTable(origin, keys, checkpoints)
            .or(
                () ->
                    LogOrigin.doubt(base(origin), origin, table.newest(origin), keys)
                        .map(why -> new Verification.Broken(1, why)));
    List<String> answers = new ArrayList<>();
    boolean unread = false;
    for (CheckpointPlace one : places) {
      String name = one.place().words();
      try {
        Held held = one.newerThan(before(one.place(), origin));
        Optional<Checkpoint> kept =
            held instanceof Held.Newer(SignedNote note) && note.isSignedBy(keys)
                ? note.checkpoint()
                : Optional.empty();
        if (kept.isPresent() && kept.get().origin().equals(origin)) {
          checkpoints.add(kept.get());
          answers.add("%s has a checkpoint of %d entries".formatted(name, kept.get().size()));
        } else if (!(held instanceof Held.Nothing)) {
          Optional<String> wrong =
              new Comparison(origin, newest(origin), trail.head().seq(), _ -> Optional.empty())
                  .contradiction(name, held);
          contradiction = contradiction.or(() -> wrong.map(why -> new Verification.Broken(1, why)));
          wrong.ifPresent(answers::add);
        } else {
          answers.add(
              name
                  + (one.place() == Place.WITNESS
                      ? " knows the newest checkpoint"
                      : " has nothing"));
        }
      } catch (PlaceFailure e) {
        unread = true;
        answers.add("not compared: " + e.getMessage());
      }
    }
    return new Report(new Known(checkpoints, contradiction), answers, unread);
  }

  /** A witness only tells what is newer than what it is shown; all others tell the newest. */
  private KnownTree before(Place place, String origin) {
    Optional<StoredCheckpoint> last = table.newest(origin).filter(_ -> place == Place.WITNESS);
    return new KnownTree(
        base(origin),
        origin,
        last.map(one -> one.checkpoint().size()).orElse(-1L),
        last.map(StoredCheckpoint::note).orElseGet(() -> new SignedNote("", List.of())));
  }

  /** An auditor who has only the verifier key need not know the trail's own name. */
  private String base(String origin) {
    return config.checkpointOrigin().orElse(origin);
  }

  private long newest(String origin) {
    return table.newest(origin).map(one -> one.checkpoint().size()).orElse(0L);
  }

  private Optional<Verification.Broken> inTable(
      String origin, List<VerifierKey> keys, List<Checkpoint> checkpoints) {
    long size = -1;
    List<StoredCheckpoint> page;
    do {
      page = table.after(origin, size, PAGE);
      for (StoredCheckpoint one : page) {
        size = one.checkpoint().size();
        if (!one.isSignedBy(keys)) {
          return Optional.of(
              new Verification.Broken(
                  size,
                  "the checkpoint of %d entries in the database is not signed by the log's key"
                      .formatted(size)));
        }
        checkpoints.add(one.checkpoint());
      }
    } while (page.size() == PAGE);
    return Optional.empty();
  }
}
