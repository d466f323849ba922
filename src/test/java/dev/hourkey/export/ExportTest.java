package dev.hourkey.export;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.hourkey.audit.ChainHead;
import dev.hourkey.text.Sha256;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.BiConsumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The frame around every export. */
class ExportTest {
  private static final Instant NOON = Instant.parse("2026-03-02T12:00:00Z");

  private final List<ExportTotals> completed = new ArrayList<>();

  @Test
  void the_last_line_has_the_count_and_the_hash_of_all_before_it() throws IOException {
    String file =
        written(
            export(
                (_, rows) -> {
                  rows.write("a\n");
                  rows.write("b\n");
                },
                this::note));
    String[] lines = file.split("\n");
    assertThat(lines).hasSize(4);
    assertThat(lines[0]).contains("\"after\":0,\"through\":3,\"head\":\"3:");
    String before = file.substring(0, file.indexOf("{\"end\""));
    assertThat(lines[3])
        .isEqualTo("{\"end\":true,\"rows\":2,\"sha256\":\"" + Sha256.hex(before) + "\"}");
    assertThat(completed).singleElement().extracting(ExportTotals::rows).isEqualTo(2L);
  }

  @Test
  void an_export_that_breaks_off_has_no_last_line_and_was_not_completed() {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    Export export =
        export(
            (stream, rows) -> {
              rows.write("a\n");
              throw new IllegalStateException("the database went away");
            },
            this::note);
    assertThatThrownBy(() -> export.writeTo(out)).hasMessage("the database went away");
    assertThat(out.toString(StandardCharsets.UTF_8)).doesNotContain("\"end\"");
    assertThat(completed).isEmpty();
  }

  @Test
  void a_reader_that_hangs_up_does_not_get_a_complete_export_recorded() {
    OutputStream gone =
        new OutputStream() {
          @Override
          public void write(int one) throws IOException {
            throw new IOException("broken pipe");
          }
        };
    Export export = export((_, rows) -> rows.write("a\n"), this::note);
    assertThatThrownBy(() -> export.writeTo(gone)).isInstanceOf(IOException.class);
    assertThat(completed).isEmpty();
  }

  @Test
  void an_export_whose_completion_cannot_be_recorded_stays_incomplete() {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    Export export =
        export(
            (_, rows) -> rows.write("a\n"),
            (_, _) -> {
              throw new IllegalStateException("append to the audit trail");
            });
    assertThatThrownBy(() -> export.writeTo(out)).isInstanceOf(IllegalStateException.class);
    assertThat(out.toString(StandardCharsets.UTF_8)).contains("a\n").doesNotContain("\"end\"");
  }

  @ParameterizedTest
  @CsvSource(
      nullValues = "-",
      quoteCharacter = '"',
      value = {
        "GRANTS_CSV, 2026-01-01T00:00:00Z, 2026-02-01T00:00:00Z, 0, -",
        "ENTRIES, -, -, 17, -",
        "OCSF, 2025-01-01T00:00:00Z, 2026-02-05T00:00:00Z, 17, -",
        "OCSF, 2025-01-01T00:00:00Z, 2026-02-05T00:00:01Z, 0, at most 400 days",
        "GRANTS_CSV, -, -, 0, are needed",
        "GRANTS_CSV, 2026-01-01T00:00:00Z, 2026-02-01T00:00:00Z, 5, -",
        "ELIGIBLE_CSV, -, -, 5, 'after' is for grants and audit events",
        "ENTRIES, 2026-01-01T00:00:00Z, -, 0, needs both",
        "ENTRIES, 2026-01-01T00:00:00Z, 2026-01-01T00:00:00Z, 0, before 'to'"
      })
  void a_period_is_whole_ordered_and_limited(
      ExportFormat format, Instant from, Instant to, long after, String why) {
    Optional<String> problem =
        ExportSpec.problem(format, Optional.ofNullable(from), Optional.ofNullable(to), after);
    if (why == null) {
      assertThat(problem).isEmpty();
    } else {
      assertThat(problem).hasValueSatisfying(text -> assertThat(text).contains(why));
    }
  }

  private void note(ExportHeader header, ExportTotals totals) {
    completed.add(totals);
  }

  private static Export export(
      Export.Content content, BiConsumer<ExportHeader, ExportTotals> completed) {
    ExportHeader header =
        new ExportHeader(
            new UUID(0, 1),
            new ExportSpec(ExportFormat.ENTRIES, Optional.empty(), Optional.empty(), 0),
            "olga",
            NOON,
            0,
            3,
            new ChainHead(3, new byte[32]));
    return new Export(
        header, new AuditEntryLines(), content, completed, Clock.fixed(NOON, ZoneOffset.UTC));
  }

  private static String written(Export export) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    export.writeTo(out);
    return out.toString(StandardCharsets.UTF_8);
  }
}
