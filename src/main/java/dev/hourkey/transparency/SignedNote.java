package dev.hourkey.transparency;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Text with signatures in the C2SP format. It may be signed by several keys; signatures by unknown
 * keys and of unknown kinds are kept and ignored.
 *
 * @param text ends with a line break
 */
public record SignedNote(String text, List<Signature> signatures) {
  private static final Pattern LINE = Pattern.compile("— (\\S+) (\\S+)");
  private static final int MAX_SIGNATURES = 100;

  public SignedNote {
    signatures = List.copyOf(signatures);
  }

  /**
   * One signature line.
   *
   * @param name the key's name
   * @param keyId tells the keys with this name apart
   */
  public record Signature(String name, int keyId, byte[] bytes) {
    static Optional<Signature> parse(String line) {
      Matcher parts = LINE.matcher(line);
      return parts.matches()
          ? Base64Text.decode(parts.group(2))
              .filter(bytes -> bytes.length > Integer.BYTES)
              .map(
                  bytes ->
                      new Signature(
                          parts.group(1),
                          ByteBuffer.wrap(bytes).getInt(),
                          Arrays.copyOfRange(bytes, Integer.BYTES, bytes.length)))
          : Optional.empty();
    }

    /** The line, with its line break. */
    @Override
    public String toString() {
      byte[] all =
          ByteBuffer.allocate(Integer.BYTES + bytes.length).putInt(keyId).put(bytes).array();
      return "— %s %s\n".formatted(name, Base64Text.encode(all));
    }
  }

  /** The note in this text; empty unless the text is a valid note in every detail. */
  public static Optional<SignedNote> parse(String note) {
    int blank = note.lastIndexOf("\n\n");
    if (blank < 0 || !note.endsWith("\n")) {
      return Optional.empty();
    }
    String text = note.substring(0, blank + 1);
    return text.chars().anyMatch(each -> each < ' ' && each != '\n')
        ? Optional.empty()
        : signatures(note.substring(blank + 2)).map(lines -> new SignedNote(text, lines));
  }

  /** The signature lines in a witness's answer; empty if a line is not a signature. */
  public static Optional<List<Signature>> signatures(String lines) {
    List<Optional<Signature>> each = lines.lines().map(Signature::parse).toList();
    return each.isEmpty() || each.size() > MAX_SIGNATURES || each.contains(Optional.empty())
        ? Optional.empty()
        : Optional.of(each.stream().flatMap(Optional::stream).toList());
  }

  /** The same note with more signatures. */
  public SignedNote with(List<Signature> more) {
    List<Signature> all = new ArrayList<>(signatures);
    all.addAll(more);
    return new SignedNote(text, all);
  }

  /**
   * Whether at least one of these keys has signed it, and none of their signatures is wrong: a
   * wrong signature by a known key makes the note invalid.
   */
  public boolean isSignedBy(List<VerifierKey> keys) {
    List<Boolean> known =
        signatures.stream()
            .flatMap(
                one ->
                    keys.stream()
                        .filter(key -> key.isOf(one))
                        .map(key -> key.verifies(text, one.bytes())))
            .toList();
    return !known.isEmpty() && !known.contains(false);
  }

  public Optional<Checkpoint> checkpoint() {
    return Checkpoint.parse(text);
  }

  /**
   * The checkpoint, if it is one of these logs' and signed by it. A signature does not cover the
   * name of its key, so one key's signature for a log also fits the name of its other logs.
   */
  public Optional<Checkpoint> checkpointOf(List<VerifierKey> logs) {
    return checkpoint()
        .filter(
            tree ->
                isSignedBy(logs.stream().filter(key -> key.name().equals(tree.origin())).toList()));
  }

  @Override
  public String toString() {
    return text + "\n" + signatures.stream().map(Signature::toString).collect(Collectors.joining());
  }
}
