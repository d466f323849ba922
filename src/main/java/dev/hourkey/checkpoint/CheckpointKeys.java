package dev.hourkey.checkpoint;

import dev.hourkey.transparency.SignedNote;

/** Names and reads checkpoints in places that keep each checkpoint under its own name. */
public final class CheckpointKeys {
  private CheckpointKeys() {}

  /** The name under which a checkpoint is kept. */
  public static String key(SignedNote note) {
    return note.checkpoint()
        .map(tree -> LogOrigin.key(tree.origin(), tree.size()))
        .orElseThrow(() -> new IllegalArgumentException("the note has no checkpoint"));
  }

  /** The name after which the names of all newer checkpoints sort. */
  public static String after(LatestCheckpoint known) {
    return known.size() < 0 ? known.origin() + "/" : LogOrigin.key(known.origin(), known.size());
  }

  /** The checkpoint that is kept under the newest name. */
  public static CheckpointPlace.Held held(String key, String text) {
    return SignedNote.parse(text)
        .filter(note -> note.checkpoint().isPresent() && key(note).equals(key))
        .<CheckpointPlace.Held>map(CheckpointPlace.Held.Newer::new)
        .orElseGet(
            () ->
                new CheckpointPlace.Held.Conflict(
                    key + " is not the checkpoint it is named after"));
  }

  /**
   * Whether the text that is already kept is the same checkpoint, perhaps with other signatures.
   */
  public static boolean same(String kept, SignedNote note) {
    return SignedNote.parse(kept).filter(it -> it.text().equals(note.text())).isPresent();
  }
}
