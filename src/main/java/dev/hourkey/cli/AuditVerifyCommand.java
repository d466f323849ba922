package dev.hourkey.cli;

import dev.hourkey.audit.AuditTrail;
import dev.hourkey.audit.ChainHead;
import dev.hourkey.audit.ComparedRecords;
import dev.hourkey.audit.EarlierCheckpoints;
import dev.hourkey.audit.Verification;
import dev.hourkey.checkpoint.SignedCheckpoints;
import dev.hourkey.text.Counted;
import dev.hourkey.transparency.Checkpoint;
import dev.hourkey.transparency.VerifierKey;
import io.quarkus.arc.Unremovable;
import jakarta.enterprise.context.Dependent;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/**
 * {@code hourkey audit verify}: verifies the trail, for auditors or a separate timer. The process
 * needs only the database or, with a file, nothing at all.
 */
@Dependent
@Unremovable // Only the command line looks it up.
class AuditVerifyCommand {
  static final int WHOLE = 0;
  static final int BROKEN = 1;
  static final int NOT_READ = StandaloneRunner.UNAVAILABLE;

  private final AuditTrail trail;
  private final SignedCheckpoints checkpoints;
  private final ComparedRecords records;

  AuditVerifyCommand(AuditTrail trail, SignedCheckpoints checkpoints, ComparedRecords records) {
    this.trail = trail;
    this.checkpoints = checkpoints;
    this.records = records;
  }

  @Command(
      name = "verify",
      exitCodeOnExecutionException = NOT_READ,
      header = "Verifies the audit trail.",
      description = {
        "Follows the audit trail from its first entry to its last. Compares it with the signed",
        "checkpoints in the database and in every place that the settings name, and compares",
        "access reviews with the trail. Needs the database and checkpoint settings;",
        "with --file or --proof, it needs no settings, no database and no network. Exits with 0",
        "when everything agrees, 1 when the trail, its schema, its checkpoints or an access review",
        "was changed, 69 when something could not be read, 78 for bad settings."
      })
  static final class Arguments implements Callable<Integer> {
    @Spec CommandSpec spec = CommandSpec.create();

    @Option(
        names = "--head",
        paramLabel = "HEAD",
        description =
            "An earlier head of the trail, as printed by this command. Entries up to that head must"
                + " not have changed. May be given several times.")
    List<String> heads = new ArrayList<>();

    @Option(
        names = "--key",
        paramLabel = "KEY",
        description =
            "The log's verifier key, like hourkey.example.com/audit+1a2b3c4d+A…; without it, the"
                + " key of the settings. May be given several times.")
    List<String> keys = new ArrayList<>();

    @Option(
        names = "--file",
        paramLabel = "FILE",
        description =
            "An export of all entries (audit export --format entries). If it broke off and was"
                + " continued, or was made in parts, give --file for each part in their order.")
    List<Path> files = new ArrayList<>();

    @Option(
        names = "--checkpoint",
        paramLabel = "FILE",
        description = "A signed checkpoint to compare with. May be given several times.")
    List<Path> checkpoints = new ArrayList<>();

    @Option(
        names = "--proof",
        paramLabel = "FILE",
        description = "The proof of one entry (audit prove), which is checked and printed.")
    @Nullable Path proof;

    @Override
    public Integer call() throws IOException {
      List<ChainHead> known = heads.stream().map(this::head).toList();
      List<VerifierKey> verifiers = keys.stream().map(this::key).toList();
      if (verifiers.isEmpty() && (proof != null || !checkpoints.isEmpty())) {
        throw refusal("--checkpoint and --proof need the log's --key.");
      }
      if (proof != null) {
        return OfflineVerification.ofProof(proof, verifiers);
      }
      List<Checkpoint> signed = new ArrayList<>();
      for (Path path : checkpoints) {
        signed.add(
            OfflineVerification.checkpoint(path, verifiers)
                .orElseThrow(
                    () -> refusal(path + " is not a checkpoint that this key has signed.")));
      }
      if (!files.isEmpty()) {
        return OfflineVerification.ofFiles(files, known, signed);
      }
      return StandaloneRunner.runOnDatabase(
          AuditVerifyCommand.class, command -> command.verify(known, verifiers, signed));
    }

    private ChainHead head(String text) {
      return ChainHead.parse(text)
          .orElseThrow(
              () ->
                  refusal(
                      "--head takes a number, a colon and 64 hexadecimal digits, as this command"
                          + " prints it."));
    }

    private VerifierKey key(String text) {
      return VerifierKey.parse(text)
          .orElseThrow(
              () -> refusal("--key takes a name, 8 hexadecimal digits and base64, joined by +."));
    }

    private ParameterException refusal(String why) {
      return new ParameterException(spec.commandLine(), why);
    }
  }

  int verify(List<ChainHead> known, List<VerifierKey> keys, List<Checkpoint> more) {
    SignedCheckpoints.Report report =
        checkpoints.report(keys.isEmpty() ? checkpoints.own() : _ -> keys);
    List<Checkpoint> signed = new ArrayList<>(report.found().checkpoints());
    signed.addAll(more);
    EarlierCheckpoints.Known found = report.found();
    report.places().forEach(System.out::println);
    return switch (trail.verify(
        known, new EarlierCheckpoints.Known(signed, found.contradiction(), found.unread()))) {
      case Verification.Intact(ChainHead head, _) -> {
        System.out.printf(
            report.unread()
                ? "%s, each of which follows from the previous one, but not everything that was"
                    + " signed could be compared. Head %s%n"
                : "The audit trail is intact: %s. Head %s%n",
            Counted.of(head.seq(), "entry"),
            head);
        System.out.println(
            signed.isEmpty()
                ? "No signed checkpoint was compared."
                : "It agrees with %s, the largest of %s."
                    .formatted(
                        Counted.of(signed.size(), "signed checkpoint"),
                        Counted.of(
                            signed.stream().mapToLong(Checkpoint::size).max().orElseThrow(),
                            "entry")));
        yield recordsDiffer() ? BROKEN : report.unread() ? NOT_READ : WHOLE;
      }
      case Verification.Broken(long seq, String why) -> {
        System.out.printf("The audit trail was changed: entry %d, %s.%n", seq, why);
        yield BROKEN;
      }
    };
  }

  /** Prints where records differ from the trail. */
  private boolean recordsDiffer() {
    List<String> found = records.differences();
    found.forEach(System.out::println);
    return !found.isEmpty();
  }
}
