package dev.hourkey.console;

import dev.hourkey.export.ExportFormat;
import dev.hourkey.export.ExportSpec;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The form for an export, as somebody filled it in.
 *
 * @param to the last day of the period
 */
record ExportForm(String format, String from, String to) {
  static final ExportForm EMPTY = new ExportForm(ExportFormat.GRANTS_CSV.word(), "", "");

  /** The export that the form asks for, or why there is no such export. */
  record Read(Optional<ExportSpec> spec, List<String> problems) {}

  Read read() {
    List<String> problems = new ArrayList<>();
    Optional<ExportFormat> known = ExportFormat.of(format);
    Optional<Instant> begin = given(from).flatMap(day -> DateInput.read(day, 0, problems));
    Optional<Instant> end = given(to).flatMap(day -> DateInput.read(day, 1, problems));
    if (known.isEmpty()) {
      problems.add("There is no format “%s”.".formatted(format));
    } else if (problems.isEmpty()) {
      ExportSpec.problem(known.get(), begin, end, 0)
          .map(ExportForm::words)
          .ifPresent(problems::add);
    }
    return new Read(
        problems.isEmpty()
            ? Optional.of(new ExportSpec(known.orElseThrow(), begin, end, 0))
            : Optional.empty(),
        problems);
  }

  private static Optional<String> given(String text) {
    return Optional.of(text.strip()).filter(value -> !value.isEmpty());
  }

  /** The problem in the words of the form, whose fields have other names than those of the API. */
  private static String words(String problem) {
    return problem.replace("'from'", "“From”").replace("'to'", "“To”");
  }

  public List<Choice> choices() {
    return Stream.of(ExportFormat.values())
        .map(one -> new Choice(one.word(), one.content(), one.word().equals(format)))
        .toList();
  }

  /** A format to choose. */
  record Choice(String word, String content, boolean chosen) {}
}
