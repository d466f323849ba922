package dev.hourkey.transparency;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * A C2SP tlog-proof: shows offline that an entry is in a log.
 *
 * @param extra what the entry's bytes are computed from; not covered by the proof itself
 * @param note the signed checkpoint of the tree
 */
public record TlogProof(Optional<byte[]> extra, InclusionProof inclusion, SignedNote note) {
  private static final String FIRST = "c2sp.org/tlog-proof@v1";
  private static final String EXTRA = "extra ";
  private static final String INDEX = "index ";
  private static final Pattern NUMBER = Pattern.compile("0|[1-9]\\d{0,17}");

  /** The proof in this text; empty if the text is not a proof. */
  public static Optional<TlogProof> parse(String text) {
    int blank = text.indexOf("\n\n");
    if (blank < 0 || !text.startsWith(FIRST + "\n")) {
      return Optional.empty();
    }
    List<String> lines = new ArrayList<>(text.substring(0, blank).lines().toList());
    lines.removeFirst();
    Optional<byte[]> extra = Optional.empty();
    if (!lines.isEmpty() && lines.getFirst().startsWith(EXTRA)) {
      extra = Base64Text.decode(lines.removeFirst().substring(EXTRA.length()));
      if (extra.isEmpty()) {
        return Optional.empty();
      }
    }
    if (lines.isEmpty() || !lines.getFirst().startsWith(INDEX)) {
      return Optional.empty();
    }
    String index = lines.removeFirst().substring(INDEX.length());
    List<Hash> hashes = lines.stream().flatMap(line -> Hash.parse(line).stream()).toList();
    Optional<SignedNote> note = SignedNote.parse(text.substring(blank + 2));
    Optional<Checkpoint> checkpoint = note.flatMap(SignedNote::checkpoint);
    if (!NUMBER.matcher(index).matches() || hashes.size() < lines.size() || checkpoint.isEmpty()) {
      return Optional.empty();
    }
    return Optional.of(
        new TlogProof(
            extra,
            new InclusionProof(Long.parseLong(index), checkpoint.get().size(), hashes),
            note.get()));
  }

  /** Whether a log with one of these keys has signed a tree that contains the entry. */
  public boolean shows(byte[] entry, List<VerifierKey> keys) {
    return note.checkpointOf(keys).filter(tree -> inclusion.shows(entry, tree.root())).isPresent();
  }

  @Override
  public String toString() {
    return FIRST
        + "\n"
        + extra.map(bytes -> EXTRA + Base64Text.encode(bytes) + "\n").orElse("")
        + INDEX
        + inclusion.index()
        + "\n"
        + inclusion.hashes().stream().map(hash -> hash + "\n").collect(Collectors.joining())
        + "\n"
        + note;
  }
}
