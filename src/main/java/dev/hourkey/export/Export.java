package dev.hourkey.export;

import dev.hourkey.text.Sha256;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.security.DigestOutputStream;
import java.time.Clock;
import java.util.HexFormat;
import java.util.function.BiConsumer;

/**
 * An export that was begun. It is written once, in constant memory. If it fails midway, its last
 * line is missing, and no audit event records its completion.
 */
public final class Export {
  private static final int BUFFER = 1 << 16;

  private final ExportHeader header;
  private final ExportLines lines;
  private final Content content;
  private final BiConsumer<ExportHeader, ExportTotals> completed;
  private final Clock clock;

  Export(
      ExportHeader header,
      ExportLines lines,
      Content content,
      BiConsumer<ExportHeader, ExportTotals> completed,
      Clock clock) {
    this.header = header;
    this.lines = lines;
    this.content = content;
    this.completed = completed;
    this.clock = clock;
  }

  /** Writes what lies between the first and the last line. */
  @FunctionalInterface
  interface Content {
    void write(OutputStream out, Rows rows) throws IOException;
  }

  /** The rows that were written so far. */
  static final class Rows {
    private final OutputStream out;
    private long count;

    private Rows(OutputStream out) {
      this.out = out;
    }

    void count(boolean written) {
      count += written ? 1 : 0;
    }

    void write(String row) throws IOException {
      out.write(row.getBytes(StandardCharsets.UTF_8));
      count++;
    }
  }

  /** The number of the last entry that the export contains if it completes. */
  public long through() {
    return header.through();
  }

  /** Writes all of it; leaves the stream open. */
  public void writeTo(OutputStream target) throws IOException {
    DigestOutputStream hashed = new DigestOutputStream(target, Sha256.begin());
    BufferedOutputStream out = new BufferedOutputStream(hashed, BUFFER);
    Rows rows = new Rows(out);
    out.write(lines.first(header).getBytes(StandardCharsets.UTF_8));
    content.write(out, rows);
    out.flush();
    ExportTotals totals =
        new ExportTotals(
            rows.count,
            HexFormat.of().formatHex(hashed.getMessageDigest().digest()),
            clock.instant());
    completed.accept(header, totals);
    target.write(lines.last(header, totals).getBytes(StandardCharsets.UTF_8));
    target.flush();
  }
}
