package dev.hourkey.cli;

import dev.hourkey.audit.AuditEntry;
import dev.hourkey.audit.AuditTrail;
import dev.hourkey.checkpoint.EntryProofs;
import io.quarkus.arc.Unremovable;
import jakarta.enterprise.context.Dependent;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/**
 * {@code hourkey audit prove}: writes files that prove to an auditor that entries are in the signed
 * trail.
 */
@Dependent
@Unremovable // Only the command line looks it up.
class AuditProveCommand {
  private static final int DONE = 0;
  private static final int NOT_COVERED = 1;

  private final AuditTrail trail;
  private final EntryProofs proofs;

  AuditProveCommand(AuditTrail trail, EntryProofs proofs) {
    this.trail = trail;
    this.proofs = proofs;
  }

  @Command(
      name = "prove",
      header = "Writes proofs of audit entries.",
      description = {
        "Writes a proof for each audit entry about a request, a grant or an incident, or for one"
            + " entry.",
        "'audit verify --proof' checks such a file without database and network. Needs the"
            + " database's",
        "settings only. Exits with 0 when all are written, 1 when an entry is not in a checkpoint"
            + " yet",
        "or there is none, 69 when the database could not be read, 78 for bad settings."
      })
  static final class Arguments implements Callable<Integer> {
    @Parameters(
        index = "0",
        paramLabel = "ID",
        description = "The id of a request, a grant or an incident, or the number of an entry.")
    String id = "";

    @Option(
        names = "--output",
        paramLabel = "DIRECTORY",
        description =
            "The directory for the files, created if missing (default: the current directory).")
    Path directory = Path.of("");

    @Override
    public Integer call() {
      return StandaloneRunner.runOnDatabase(
          AuditProveCommand.class, command -> command.prove(id, directory));
    }
  }

  int prove(String id, Path directory) {
    List<AuditEntry> entries =
        id.matches("[1-9]\\d{0,17}")
            ? trail.after(Long.parseLong(id) - 1, Optional.empty(), 1).stream()
                .filter(entry -> entry.seq() == Long.parseLong(id))
                .toList()
            : trail.after(0, Optional.of(id), AuditTrail.MAX_ENTRIES);
    EntryProofs.Made made = proofs.prove(entries);
    try {
      Files.createDirectories(directory);
      for (EntryProofs.Proof proof : made.proofs()) {
        Path file = directory.resolve("entry-%d.tlog-proof".formatted(proof.seq()));
        Files.writeString(file, proof.text(), StandardOpenOption.CREATE_NEW);
        System.out.println(file);
      }
      if (made.timestamp().isPresent() && !made.proofs().isEmpty()) {
        Path file = directory.resolve("checkpoint-%d.tsr".formatted(made.size()));
        Files.write(file, made.timestamp().get());
        System.out.println(file);
      }
    } catch (IOException e) {
      System.err.println("A file could not be written: " + e.getMessage());
      return NOT_COVERED;
    }
    if (entries.isEmpty()) {
      System.err.println("There is no audit entry about " + id + ".");
    }
    made.later()
        .forEach(
            entry ->
                System.err.printf(
                    "Entry %d is not in a checkpoint yet: the newest has %d entries.%n",
                    entry.seq(), made.size()));
    return entries.isEmpty() || !made.later().isEmpty() ? NOT_COVERED : DONE;
  }
}
