package dev.hourkey.cli;

import dev.hourkey.audit.ChainHead;
import dev.hourkey.audit.Verification;
import dev.hourkey.checkpoint.ExportVerifier;
import dev.hourkey.checkpoint.ProofCheck;
import dev.hourkey.text.Counted;
import dev.hourkey.transparency.Checkpoint;
import dev.hourkey.transparency.SignedNote;
import dev.hourkey.transparency.VerifierKey;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** Verifies files; each method prints what it found and returns the exit code. */
final class OfflineVerification {
  private OfflineVerification() {}

  /** The checkpoint in a file; empty unless one of these keys has signed it. */
  static Optional<Checkpoint> checkpoint(Path file, List<VerifierKey> keys) throws IOException {
    return SignedNote.parse(Files.readString(file)).flatMap(note -> note.checkpointOf(keys));
  }

  /** Verifies an export of all entries, in one file or in several that follow each other. */
  static int ofFiles(List<Path> files, List<ChainHead> heads, List<Checkpoint> signed)
      throws IOException {
    ExportVerifier check = new ExportVerifier(heads, signed);
    Path current = files.getFirst();
    try {
      for (Path file : files) {
        if (check.broken()) {
          break; // A change is worse than anything that may be wrong with the files that follow.
        }
        current = file;
        try (InputStream in = Files.newInputStream(file)) {
          if (!check.verify(in)) {
            System.out.printf(
                "%s has no last line: the export broke off after entry %d.%n",
                file, check.checked());
          }
        }
      }
      return print(check.end(), check, signed);
    } catch (NoSuchFileException e) {
      throw e; // The command line reports it.
    } catch (IOException e) {
      System.out.printf("%s is not a complete export of entries: %s.%n", current, e.getMessage());
      return AuditVerifyCommand.NOT_READ;
    }
  }

  private static int print(Verification found, ExportVerifier check, List<Checkpoint> signed) {
    return switch (found) {
      case Verification.Intact(ChainHead head, _) -> {
        System.out.printf(
            "The audit trail is intact: %s. Head %s%n", Counted.of(head.seq(), "entry"), head);
        System.out.println(
            signed.isEmpty()
                ? "No checkpoint was compared. Tree root " + check.root()
                : "It agrees with the signed checkpoint of %s. Tree root %s"
                    .formatted(Counted.of(check.largestAgreeingSize(), "entry"), check.root()));
        yield AuditVerifyCommand.WHOLE;
      }
      case Verification.Broken(long seq, String why) -> {
        System.out.printf("The audit trail was changed: entry %d, %s.%n", seq, why);
        yield AuditVerifyCommand.BROKEN;
      }
    };
  }

  /** Verifies the proof of one entry. */
  static int ofProof(Path file, List<VerifierKey> keys) throws IOException {
    return switch (ProofCheck.of(Files.readString(file), keys)) {
      case ProofCheck.Result.Shown(var entry, var proof) -> {
        System.out.printf(
            "Entry %d is in the audit trail that was signed with %s. It says:%n%s%n",
            entry.seq(), Counted.of(proof.inclusion().size(), "entry"), entry.payload());
        yield AuditVerifyCommand.WHOLE;
      }
      case ProofCheck.Result.NotShown(String why) -> {
        System.out.printf("The proof is not valid: %s.%n", why);
        yield AuditVerifyCommand.BROKEN;
      }
    };
  }
}
