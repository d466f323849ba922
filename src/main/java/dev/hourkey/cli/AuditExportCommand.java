package dev.hourkey.cli;

import dev.hourkey.export.Export;
import dev.hourkey.export.ExportFormat;
import dev.hourkey.export.ExportSpec;
import dev.hourkey.export.Exporter;
import io.quarkus.arc.Unremovable;
import jakarta.enterprise.context.Dependent;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import picocli.CommandLine.TypeConversionException;

/** {@code hourkey audit export}: writes evidence to a file. It needs only the database. */
@Dependent
@Unremovable // Only the command line looks it up.
class AuditExportCommand {
  private static final int DONE = 0;
  private static final int BROKE_OFF = 1;

  private final Exporter exporter;

  AuditExportCommand(Exporter exporter) {
    this.exporter = exporter;
  }

  @Command(
      name = "export",
      header = "Writes grants or audit events to a new file.",
      description = {
        "Writes grants or audit events to a new file. The first line says what it contains; the"
            + " last",
        "line has the number of rows and the SHA-256 of everything before it, and is missing if"
            + " the",
        "export broke off. The export is an audit event. Needs the database's settings only. Exits",
        "with 0 when the file is complete, 1 when it broke off, 69 when the database could not be",
        "read, 78 for bad settings."
      })
  static final class Arguments implements Callable<Integer> {
    @Spec CommandSpec spec = CommandSpec.create();

    @Option(
        names = "--format",
        required = true,
        converter = FormatOption.class,
        paramLabel = "FORMAT",
        description =
            "grants-csv: the grants that overlap a period. policies-csv: the versions of the policy"
                + " file. events-csv or ocsf: audit events. entries: audit entries with their"
                + " hashes, for 'audit verify'.")
    ExportFormat format = ExportFormat.ENTRIES;

    @Option(
        names = "--from",
        converter = TimeOption.class,
        paramLabel = "TIME",
        description = "The beginning of the period, like 2026-01-01T00:00:00Z.")
    @Nullable OffsetDateTime from;

    @Option(
        names = "--to",
        converter = TimeOption.class,
        paramLabel = "TIME",
        description =
            "The end of the period, which is not included; at most 400 days after its beginning.")
    @Nullable OffsetDateTime to;

    @Option(
        names = "--after",
        paramLabel = "SEQ",
        description =
            "Only entries after this number, or grants that were opened after it, to continue an"
                + " export that broke off.")
    long after;

    @Option(
        names = "--output",
        required = true,
        paramLabel = "FILE",
        description = "The file, which must not exist yet; - for the standard output.")
    String output = "-";

    @Mixin OperatorOption operator = new OperatorOption();

    @Override
    public Integer call() throws IOException {
      Optional<Instant> begin = Optional.ofNullable(from).map(OffsetDateTime::toInstant);
      Optional<Instant> end = Optional.ofNullable(to).map(OffsetDateTime::toInstant);
      ExportSpec.problem(format, begin, end, after).ifPresent(this::refuse);
      if (format.asksDirectories()) {
        refuse(
            format.word()
                + " needs answers from Entra. Export it in the console, or through the API.");
      }
      if (after < 0) {
        refuse("--after takes the number of an entry.");
      }
      ExportSpec wanted = new ExportSpec(format, begin, end, after);
      OutputStream out = open();
      try (out) {
        return StandaloneRunner.runOnDatabase(
            AuditExportCommand.class, command -> command.export(wanted, operator.name(), out));
      } finally {
        deleteEmptyFile();
      }
    }

    /** An export that could not begin leaves no file that the next attempt would refuse. */
    private void deleteEmptyFile() throws IOException {
      Path file = Path.of(output);
      if (!output.equals("-") && Files.exists(file) && Files.size(file) == 0) {
        Files.delete(file);
      }
    }

    /** Opens the file. An existing file is never replaced, because it may be evidence. */
    private OutputStream open() throws IOException {
      if (output.equals("-")) {
        return new FileOutputStream(FileDescriptor.out); // System.out would hide failures.
      }
      Path file = Path.of(output);
      if (Files.exists(file)) {
        refuse("The file " + file + " already exists; name another.");
      }
      return Files.newOutputStream(file, StandardOpenOption.CREATE_NEW);
    }

    private void refuse(String why) {
      throw new ParameterException(spec.commandLine(), why);
    }
  }

  int export(ExportSpec wanted, String by, OutputStream out) {
    Export export = exporter.begin(wanted, by);
    try {
      export.writeTo(out);
      System.err.println("The export is complete, through entry " + export.through() + ".");
      return DONE;
    } catch (IOException | RuntimeException e) {
      System.err.println(
          "The export broke off, and the file has no last line: "
              + e.getMessage()
              + (wanted.format().continuable()
                  ? ". To continue it, export to another file with --after and the number of the"
                      + " last complete entry (for a grant, the number in its column audit_opened)."
                  : ". Export it again."));
      return BROKE_OFF;
    }
  }

  /** Reads a format. */
  static final class FormatOption implements ITypeConverter<ExportFormat> {
    @Override
    public ExportFormat convert(String text) {
      return ExportFormat.of(text)
          .orElseThrow(
              () ->
                  new TypeConversionException(
                      "'" + text + "' is not one of " + ExportFormat.words()));
    }
  }
}
