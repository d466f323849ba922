package dev.hourkey.checkpoint;

import dev.hourkey.audit.AuditTrail;
import dev.hourkey.audit.EarlierCheckpoints;
import dev.hourkey.audit.Verification;
import dev.hourkey.checkpoint.CheckpointPlace.Held;
import dev.hourkey.checkpoint.CheckpointPlace.PlaceFailure;
import dev.hourkey.text.Counted;
import dev.hourkey.transparency.Checkpoint;
import dev.hourkey.transparency.SignedNote;
import dev.hourkey.transparency.VerifierKey;
import io.quarkus.arc.All;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** Reads the signed checkpoints from the database and from every place that can be read. */
@ApplicationScoped
public class SignedCheckpoints implements EarlierCheckpoints {
  private static final int PAGE = 1000;

  private final CheckpointConfig config;
  private final CheckpointTable table;
  private final AuditTrail trail;
  private final List<CheckpointPlace> places;

  SignedCheckpoints(
      CheckpointConfig config,
      CheckpointTable table,
      AuditTrail trail,
      @All List<CheckpointPlace> places) {
    this.config = config;
    this.table = table;
    this.trail = trail;
    this.places =
        places.stream()
            .filter(one -> one.configured() && one.place() != CheckpointPlaceType.TIMESTAMP)
            .sorted(Comparator.comparing(CheckpointPlace::place))
            .toList();
  }

  /**
   * What was read from all places.
   *
   * @param found the checkpoints that the verification needs
   * @param places what each place answered, in words
   */
  public record Report(Known found, List<String> places) {
    /** Whether some signed checkpoints may not have been compared. */
    public boolean unread() {
      return !found.unread().isEmpty();
    }
  }

  @Override
  public Known known() {
    return report(own()).found();
  }

  /** Returns the keys in the settings. */
  public Verifiers own() {
    Optional<SigningKeys> keys = SigningKeys.of(config);
    return origin -> keys.map(each -> each.verifiers(origin)).orElse(List.of());
  }

  /** Finds the keys of a log by its name. */
  @FunctionalInterface
  public interface Verifiers {
    List<VerifierKey> of(String origin);
  }

  /**
   * Reads from all places. The database may have lost everything about its log, so Hourkey also
   * looks for the log that the settings name. Without a key, checkpoints are off.
   */
  public Report report(Verifiers verifiers) {
    Optional<LogOrigin> log = table.origin();
    String origin = log.map(LogOrigin::name).or(config::checkpointOrigin).orElse("a log");
    List<VerifierKey> keys = verifiers.of(origin);
    if (keys.isEmpty() && log.isEmpty()) {
      return new Report(Known.NOTHING, List.of());
    }
    if (keys.isEmpty()) {
      String why = "there is no key to verify what was signed";
      return new Report(new Known(List.of(), Optional.empty(), List.of(why)), List.of(why));
    }
    List<Checkpoint> checkpoints = new ArrayList<>();
    Optional<Verification.Broken> contradiction =
        inTable(origin, keys, checkpoints)
            .or(
                () ->
                    LogOrigin.mismatch(base(origin), origin, table.newest(origin), keys)
                        .map(why -> new Verification.Broken(1, why)));
    List<String> answers = new ArrayList<>();
    List<String> unread = new ArrayList<>();
    for (CheckpointPlace one : places) {
      try {
        Answer answer = ask(one, origin, keys);
        answer.kept().ifPresent(checkpoints::add);
        contradiction =
            contradiction.or(() -> answer.wrong().map(why -> new Verification.Broken(1, why)));
        answers.add(answer.wrong().orElse(answer.words()));
      } catch (PlaceFailure e) {
        unread.add(e.getMessage());
      }
    }
    unread.stream().map("not compared: "::concat).forEach(answers::add);
    if (checkpoints.isEmpty() && contradiction.isEmpty()) {
      unread.add("neither the database nor a place has a checkpoint");
    }
    return new Report(new Known(checkpoints, contradiction, unread), answers);
  }

  /**
   * What a place for checkpoints answered.
   *
   * @param kept its newest checkpoint, if it can be verified
   * @param wrong how it contradicts the database
   */
  private record Answer(String words, Optional<Checkpoint> kept, Optional<String> wrong) {}

  private Answer ask(CheckpointPlace place, String origin, List<VerifierKey> keys) {
    String name = place.place().words();
    // Read first: the place may accept another checkpoint while it is queried.
    long took = table.taken(origin, place.place()).orElse(-1L);
    Held held = place.ask(it -> it.newerThan(before(it.place(), origin)));
    return switch (held) {
      case Held.Newer(SignedNote note) when isOf(origin, note) && note.isSignedBy(keys) ->
          holds(name, took, note.checkpoint());
      case Held.Nothing _ when place.place() == CheckpointPlaceType.WITNESS ->
          new Answer(name + " knows the newest checkpoint", Optional.empty(), Optional.empty());
      case Held.Nothing _ -> holds(name, took, Optional.empty());
      case Held _ ->
          new Answer(
              name + " has something that could not be verified",
              Optional.empty(),
              new CheckpointComparison(
                      origin, newest(origin), trail.head().seq(), _ -> Optional.empty())
                  .contradiction(name, held));
    };
  }

  private static boolean isOf(String origin, SignedNote note) {
    return note.checkpoint().filter(tree -> tree.origin().equals(origin)).isPresent();
  }

  /**
   * The answer of a place. A place that no longer has a checkpoint that it accepted hides
   * something, or was emptied.
   */
  private static Answer holds(String place, long took, Optional<Checkpoint> kept) {
    String words =
        kept.map(
                tree ->
                    "%s has a checkpoint of %s".formatted(place, Counted.of(tree.size(), "entry")))
            .orElseGet(() -> place + " has nothing");
    return new Answer(
        words,
        kept,
        took > kept.map(Checkpoint::size).orElse(-1L)
            ? Optional.of(
                "%s, although it accepted one of %s".formatted(words, Counted.of(took, "entry")))
            : Optional.empty());
  }

  /**
   * The checkpoint to show to a place. A witness answers only with a newer one; all other places
   * answer with their newest.
   */
  private LatestCheckpoint before(CheckpointPlaceType place, String origin) {
    Optional<StoredCheckpoint> last =
        table.newest(origin).filter(_ -> place == CheckpointPlaceType.WITNESS);
    return new LatestCheckpoint(
        base(origin),
        origin,
        last.map(one -> one.checkpoint().size()).orElse(-1L),
        last.map(StoredCheckpoint::note).orElseGet(() -> new SignedNote("", List.of())));
  }

  /**
   * The trail's own name, or the log's name if the settings have none, because an auditor may have
   * only the verifier key.
   */
  private String base(String origin) {
    return config.checkpointOrigin().orElse(origin);
  }

  private long newest(String origin) {
    return table.newest(origin).map(one -> one.checkpoint().size()).orElse(0L);
  }

  /**
   * The checkpoints in the database that these keys signed. Earlier ones may be signed by a key
   * that was replaced since; the tree of a later one covers them.
   */
  private Optional<Verification.Broken> inTable(
      String origin, List<VerifierKey> keys, List<Checkpoint> checkpoints) {
    long size = -1;
    long unsigned = -1;
    List<StoredCheckpoint> page;
    do {
      page = table.after(origin, size, PAGE);
      for (StoredCheckpoint one : page) {
        size = one.checkpoint().size();
        if (one.isSignedBy(keys)) {
          checkpoints.add(one.checkpoint());
        } else if (checkpoints.isEmpty()) {
          unsigned = size;
        } else {
          return Optional.of(unsigned(size));
        }
      }
    } while (page.size() == PAGE);
    return checkpoints.isEmpty() && unsigned >= 0
        ? Optional.of(unsigned(unsigned))
        : Optional.empty();
  }

  private static Verification.Broken unsigned(long size) {
    return new Verification.Broken(
        size,
        "the checkpoint of %s in the database is not signed by the log's key"
            .formatted(Counted.of(size, "entry")));
  }
}
