package dev.hourkey.checkpoint;

import dev.hourkey.transparency.ConsistencyProof;
import dev.hourkey.transparency.SignedNote;
import java.util.function.Function;
import java.util.function.LongFunction;
import org.jboss.logging.Logger;

/** A place for checkpoints outside the database. It is never called within a transaction. */
public interface CheckpointPlace {
  CheckpointPlaceType place();

  /** Whether the settings name this place. */
  boolean configured();

  /**
   * What the place has that is newer than the newest checkpoint in the database.
   *
   * @throws PlaceFailure when it cannot be read, so that nothing is known
   */
  Held newerThan(LatestCheckpoint known);

  /**
   * Makes one of these calls. An unexpected exception becomes a {@link PlaceFailure}, so that one
   * place does not prevent calls to the others.
   */
  default <T> T ask(Function<CheckpointPlace, T> call) {
    try {
      return call.apply(this);
    } catch (PlaceFailure e) {
      throw e;
    } catch (RuntimeException e) {
      Logger.getLogger(CheckpointPlace.class).errorf(e, "an unexpected error of %s", place());
      throw new PlaceFailure("an unexpected error, " + e.getClass().getSimpleName());
    }
  }

  /**
   * Stores a checkpoint there; repeating the call has no further effect.
   *
   * @param proofs the proof that this tree continues the one of a given size
   * @return what the place returned as evidence: signature lines, a time stamp, a version; or
   *     nothing
   * @throws PlaceFailure when it is not certain that the place has stored it
   */
  byte[] store(SignedNote note, LongFunction<ConsistencyProof> proofs);

  /** The newest checkpoint in a place. */
  sealed interface Held {
    /** Nothing that is newer. */
    record Nothing() implements Held {}

    /** A checkpoint. */
    record Newer(SignedNote note) implements Held {}

    /** A checkpoint of this size. The place does not return its text. */
    record SizeOnly(long size) implements Held {}

    /** Something that contradicts the database, in words. */
    record Conflict(String what) implements Held {}
  }

  /** A place did not answer, or gave an unexpected answer; the message says which. */
  final class PlaceFailure extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final String why;

    public PlaceFailure(String why) {
      super(why);
      this.why = why;
    }

    /** What the place answered. */
    public String why() {
      return why;
    }
  }
}
