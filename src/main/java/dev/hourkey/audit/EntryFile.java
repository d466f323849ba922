package dev.hourkey.audit;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadFeature;
import dev.hourkey.text.Counted;
import dev.hourkey.text.Sha256;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Reads an export of entries, one JSON object per line, in constant memory: a first line about the
 * export, the entries, and a last line with their number and the hash of all lines before.
 */
public final class EntryFile {
  /**
   * Rejects two fields with the same name, because some readers use the first and some the last.
   */
  private static final JsonFactory JSON =
      JsonFactory.builder().enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION).build();

  private static final Set<String> OF_AN_ENTRY = Set.of("seq", "payload", "prevHash", "hash");
  private static final int BUFFER = 1 << 20;
  private static final int LONGEST_LINE = 64 << 20;

  private final InputStream in;
  private final byte[] buffer = new byte[BUFFER];
  private int next;
  private int filled;
  private final MessageDigest sha256 = Sha256.begin();
  private long rows;

  public EntryFile(InputStream in) {
    this.in = in;
  }

  /** Called with each entry; returns false to stop. */
  @FunctionalInterface
  public interface Visitor {
    boolean visit(AuditEntry entry);

    /**
     * Learns from the first line that the entries after this one follow.
     *
     * @throws IOException if they are not the expected entries; the message says why
     */
    default void begin(long after) throws IOException {}
  }

  /**
   * Visits the entries in their order.
   *
   * @return false if the last line is missing because the export broke off; a line that is cut off
   *     is then left out
   * @throws IOException if the file cannot be read, or is not an export of entries; the message
   *     says why
   */
  public boolean read(Visitor visitor) throws IOException {
    byte[] line = line();
    while (line != null) {
      if (isCutOff(line)) {
        return false;
      }
      Line read = parse(line);
      if (read.end) {
        end(read);
        return true;
      }
      sha256.update(line);
      if (read.entry != null) {
        rows++;
        if (!visitor.visit(read.entry)) {
          return true;
        }
      } else if (rows > 0) {
        throw new IOException("the line after row %d is not an entry".formatted(rows));
      } else {
        visitor.begin(read.after);
      }
      line = line();
    }
    return false;
  }

  /** Only the last line can lack a line break. It may be complete without one. */
  private static boolean isCutOff(byte[] line) {
    if (line[line.length - 1] == '\n') {
      return false;
    }
    try {
      Line _ = parse(line);
      return false;
    } catch (IOException e) {
      return true;
    }
  }

  private void end(Line last) throws IOException {
    if (line() != null) {
      throw new IOException("the file has more lines after its closing line");
    }
    if (last.rows != rows) {
      throw new IOException(
          "the last line states %s, but there are %d"
              .formatted(Counted.of(last.rows, "entry"), rows));
    }
    if (!HexFormat.of().formatHex(sha256.digest()).equals(last.sha256)) {
      throw new IOException("the lines do not have the hash that the last line states");
    }
  }

  /** A line with its line break; null at the end. */
  private byte @Nullable [] line() throws IOException {
    byte[] line = {};
    while (true) {
      int end = next;
      while (end < filled && buffer[end] != '\n') {
        end++;
      }
      boolean whole = end < filled;
      line = joined(line, whole ? end + 1 : filled);
      if (whole) {
        return line;
      }
      if (line.length > LONGEST_LINE) {
        throw new IOException("a line is longer than 64 MB");
      }
      next = 0;
      filled = Math.max(0, in.read(buffer));
      if (filled == 0) {
        return line.length == 0 ? null : line;
      }
    }
  }

  /** The part of the line read so far, plus the buffer up to {@code end}. */
  private byte[] joined(byte[] line, int end) {
    byte[] all = Arrays.copyOf(line, line.length + end - next);
    System.arraycopy(buffer, next, all, line.length, end - next);
    next = end;
    return all;
  }

  /** One parsed line. */
  private static final class Line {
    private @Nullable AuditEntry entry;
    private long after;
    private boolean end;
    private long rows;
    private String sha256 = "";
  }

  /** Writes the line of an entry, without its line break; {@code json} must write bytes. */
  public static void write(AuditEntry entry, JsonGenerator json) throws IOException {
    json.writeStartObject();
    json.writeNumberField("seq", entry.seq());
    json.writeFieldName("payload");
    json.writeUTF8String(entry.utf8(), 0, entry.utf8().length);
    json.writeStringField("prevHash", entry.prevHashHex());
    json.writeStringField("hash", entry.hashHex());
    json.writeEndObject();
  }

  /** The line of an entry, without its line break. */
  public static byte[] line(AuditEntry entry) {
    ByteArrayOutputStream line = new ByteArrayOutputStream();
    try (JsonGenerator json = JSON.createGenerator(line)) {
      write(entry, json);
    } catch (IOException e) {
      throw new IllegalStateException("write JSON into memory", e);
    }
    return line.toByteArray();
  }

  /** Parses the line of an entry. */
  public static AuditEntry entry(byte[] line) throws IOException {
    AuditEntry entry = parse(line).entry;
    if (entry == null) {
      throw new IOException("the line is not an entry");
    }
    return entry;
  }

  private static Line parse(byte[] bytes) throws IOException {
    Line line = new Line();
    long seq = 0;
    String payload = null;
    String prevHash = "";
    String hash = "";
    String other = null;
    try (JsonParser json = JSON.createParser(bytes)) {
      if (json.nextToken() != JsonToken.START_OBJECT) {
        throw new IOException("a line is not a JSON object");
      }
      while (json.nextToken() == JsonToken.FIELD_NAME) {
        String field = json.currentName();
        json.nextToken();
        other = OF_AN_ENTRY.contains(field) ? other : field;
        switch (field) {
          case "seq" -> seq = json.getLongValue();
          case "payload" -> payload = json.getText();
          case "prevHash" -> prevHash = json.getText();
          case "hash" -> hash = json.getText();
          case "after" -> line.after = json.getLongValue();
          case "end" -> line.end = json.getBooleanValue();
          case "rows" -> line.rows = json.getLongValue();
          case "sha256" -> line.sha256 = json.getText();
          default -> json.skipChildren();
        }
      }
      if (json.nextToken() != null) {
        throw new IOException("a line has text after its JSON object");
      }
    }
    if (payload != null && other != null) { // No hash covers it.
      throw new IOException("entry %d has an unknown field, %s".formatted(seq, other));
    }
    if (payload != null) {
      line.entry = entry(seq, payload, prevHash, hash);
    }
    return line;
  }

  private static AuditEntry entry(long seq, String payload, String prevHash, String hash)
      throws IOException {
    try {
      return new AuditEntry(
          seq, payload, HexFormat.of().parseHex(prevHash), HexFormat.of().parseHex(hash));
    } catch (IllegalArgumentException e) {
      throw new IOException("entry %d has an invalid hash".formatted(seq), e);
    }
  }
}
