package dev.hourkey.audit;

import java.util.Arrays;
import java.util.HexFormat;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * An entry and its hash, which covers all entries before it. A head that is kept elsewhere shows
 * later whether anything up to it was changed, even if all hashes were recomputed.
 */
public record ChainHead(long seq, byte[] hash) {
  private static final Pattern TEXT = Pattern.compile("(\\d{1,18}):([0-9a-f]{64})");

  /** Parses the number and the hash as {@link #toString} writes them; empty for any other text. */
  public static Optional<ChainHead> parse(String text) {
    Matcher parts = TEXT.matcher(text.strip());
    return parts.matches()
        ? Optional.of(
            new ChainHead(Long.parseLong(parts.group(1)), HexFormat.of().parseHex(parts.group(2))))
        : Optional.empty();
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof ChainHead(long itsSeq, byte[] itsHash)
        && seq == itsSeq
        && Arrays.equals(hash, itsHash);
  }

  @Override
  public int hashCode() {
    return Long.hashCode(seq);
  }

  boolean isOf(AuditEntry entry) {
    return seq == entry.seq() && Arrays.equals(hash, entry.hash());
  }

  @Override
  public String toString() {
    return seq + ":" + HexFormat.of().formatHex(hash);
  }
}
