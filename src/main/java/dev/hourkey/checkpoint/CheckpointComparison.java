package dev.hourkey.checkpoint;

import dev.hourkey.checkpoint.CheckpointPlace.Held;
import dev.hourkey.text.Counted;
import dev.hourkey.transparency.Checkpoint;
import dev.hourkey.transparency.Hash;
import java.util.Optional;
import java.util.function.LongFunction;

/**
 * Compares the trail in the database with a checkpoint that somebody else holds. Nobody can take
 * back two checkpoints that contradict each other, so doubt counts as a contradiction. Has no side
 * effects.
 */
final class CheckpointComparison {
  private final String origin;
  private final long known;
  private final long entries;
  private final LongFunction<Optional<Hash>> rootAt;

  /**
   * @param origin the current log
   * @param known the size of the newest checkpoint in the database
   * @param entries how many entries the trail has
   * @param rootAt computes the root of the tree over the first {@code n} entries; empty if one of
   *     them is missing
   */
  CheckpointComparison(
      String origin, long known, long entries, LongFunction<Optional<Hash>> rootAt) {
    this.origin = origin;
    this.known = known;
    this.entries = entries;
    this.rootAt = rootAt;
  }

  /** How the database contradicts a holder's checkpoint, in words; empty if it does not. */
  Optional<String> contradiction(String holder, Held held) {
    return switch (held) {
      case Held.Nothing _ -> Optional.empty();
      case Held.Conflict(String what) -> Optional.of("%s: %s".formatted(holder, what));
      case Held.SizeOnly(long size) ->
          size > known
              ? Optional.of(
                  "%s has a checkpoint of %s that the database does not know"
                      .formatted(holder, Counted.of(size, "entry")))
              : Optional.empty();
      case Held.Newer(var note) ->
          note.checkpoint()
              .map(tree -> contradiction(holder, tree))
              .orElseGet(() -> Optional.of(holder + " has something that is not a checkpoint"));
    };
  }

  Optional<String> contradiction(String holder, Checkpoint tree) {
    if (!tree.origin().equals(origin)) {
      return Optional.of(
          "%s has a checkpoint of the log %s, but the database's current log is %s"
              .formatted(holder, tree.origin(), origin));
    }
    if (tree.size() > entries) {
      return Optional.of(
          "%s has a checkpoint of %s, but the database has only %d"
              .formatted(holder, Counted.of(tree.size(), "entry"), entries));
    }
    return rootAt.apply(tree.size()).filter(tree.root()::equals).isPresent()
        ? Optional.empty()
        : Optional.of(
            "%s has a checkpoint of %s, but the entries up to this one in the database are different"
                .formatted(holder, Counted.of(tree.size(), "entry")));
  }
}
