package dev.hourkey.checkpoint;

import dev.hourkey.audit.AuditEntry;
import dev.hourkey.audit.ChainHead;
import dev.hourkey.audit.EntryFile;
import dev.hourkey.audit.TrailFollower;
import dev.hourkey.audit.Verification;
import dev.hourkey.audit.Verification.Broken;
import dev.hourkey.transparency.Checkpoint;
import dev.hourkey.transparency.Hash;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Optional;

/** Checks an export of all entries, without a database and without network, in constant memory. */
public final class FileCheck {
  private final TrailFollower follower;
  private Optional<Broken> broken = Optional.empty();

  /**
   * @param heads that the trail had before
   * @param checkpoints that were signed
   */
  public FileCheck(List<ChainHead> heads, List<Checkpoint> checkpoints) {
    follower = new TrailFollower(heads, checkpoints);
  }

  /**
   * Checks the file.
   *
   * @throws IOException when it cannot be read, or is no export of entries; says why
   */
  public Verification of(InputStream file) throws IOException {
    Optional<String> wrong = new EntryFile(file).read(this::follow);
    if (broken.isEmpty() && wrong.isPresent()) {
      throw new IOException(wrong.get());
    }
    return broken.<Verification>map(found -> found).orElseGet(follower::end);
  }

  private boolean follow(AuditEntry entry) {
    broken = follower.follow(entry);
    return broken.isEmpty();
  }

  /** The root of the tree over all entries. */
  public Hash root() {
    return follower.root();
  }

  /** How many entries the newest checkpoint that agreed has. */
  public long agreed() {
    return follower.agreed();
  }
}
