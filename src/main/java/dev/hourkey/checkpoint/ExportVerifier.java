package dev.hourkey.checkpoint;

import dev.hourkey.audit.AuditEntry;
import dev.hourkey.audit.ChainHead;
import dev.hourkey.audit.EntryFile;
import dev.hourkey.audit.TrailVerifier;
import dev.hourkey.audit.Verification;
import dev.hourkey.audit.Verification.Broken;
import dev.hourkey.transparency.Checkpoint;
import dev.hourkey.transparency.Hash;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Optional;

/**
 * Checks an export of all entries, without a database and without network, in constant memory. The
 * entries may be in several files: an export that broke off and those that continue it, or exports
 * that were made one after the other.
 */
public final class ExportVerifier {
  private final TrailVerifier verifier;
  private Optional<Broken> broken = Optional.empty();
  private boolean complete = true;

  /**
   * @param heads that the trail had before
   * @param checkpoints that were signed
   */
  public ExportVerifier(List<ChainHead> heads, List<Checkpoint> checkpoints) {
    verifier = new TrailVerifier(heads, checkpoints);
  }

  /**
   * Verifies the next file.
   *
   * @return false if it has no last line, because the export broke off; another file must continue
   *     it
   * @throws IOException when it cannot be read, is not an export of entries, or does not continue
   *     the files before it; the message says why
   */
  public boolean verify(InputStream file) throws IOException {
    if (broken.isEmpty()) {
      complete = new EntryFile(file).read(new Visitor());
    }
    return complete;
  }

  /** Whether an entry was changed. If so, the other files need not be read. */
  public boolean broken() {
    return broken.isPresent();
  }

  private final class Visitor implements EntryFile.Visitor {
    @Override
    public void begin(long after) throws IOException {
      long before = verifier.followed();
      if (after > before) {
        throw new IOException(
            "it begins after entry %d, but entry %d comes next; a file is missing, incomplete or out of order"
                .formatted(after, before + 1));
      }
      if (after < before) {
        throw new IOException(
            "it begins after entry %d, but the files before it go to entry %d; a file is repeated or out of order"
                .formatted(after, before));
      }
    }

    @Override
    public boolean visit(AuditEntry entry) {
      broken = verifier.follow(entry);
      return broken.isEmpty();
    }
  }

  /**
   * Ends the verification after the last file.
   *
   * @throws IOException when the last one has no last line
   */
  public Verification end() throws IOException {
    if (broken.isPresent()) {
      return broken.get();
    }
    if (!complete) {
      throw new IOException(
          "it has no last line, because the export broke off after entry %1$d; continue it with 'audit export --after %1$d', and name both files"
              .formatted(verifier.followed()));
    }
    return verifier.end();
  }

  /** The number of the last entry that was checked. */
  public long checked() {
    return verifier.followed();
  }

  /** The root of the tree over all entries. */
  public Hash root() {
    return verifier.root();
  }

  /** The number of entries of the largest checkpoint that agreed. */
  public long largestAgreeingSize() {
    return verifier.largestAgreeingSize();
  }
}
