package dev.hourkey.audit;

import dev.hourkey.text.Sha256;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.function.LongFunction;

/** The result of following the chain from its first entry to its head. */
public sealed interface Verification {
  /** Every entry follows from the one before. */
  record Intact(ChainHead head) implements Verification {}

  /**
   * The trail was changed, or has lost entries.
   *
   * @param seq the first entry that is missing or was changed
   */
  record Broken(long seq, String why) implements Verification {}

  /**
   * Follows a chain.
   *
   * @param pages the next entries after the one with this number
   * @param head the last entry that was written
   * @param known heads that the trail had before, which must still be in it
   */
  static Verification of(
      LongFunction<List<AuditEntry>> pages, ChainHead head, List<ChainHead> known) {
    byte[] hash = {};
    long seq = 0;
    List<AuditEntry> page;
    do {
      page = pages.apply(seq);
      for (AuditEntry entry : page) {
        seq++;
        if (entry.seq() != seq) {
          return new Broken(seq, "the entry is missing");
        }
        if (!follows(hash, entry)) {
          return new Broken(seq, "the entry does not follow from the one before");
        }
        if (seq == head.seq() && !head.isOf(entry)) {
          return new Broken(seq, "the entry is not the one that was written last");
        }
        if (known.stream().anyMatch(one -> one.seq() == entry.seq() && !one.isOf(entry))) {
          return new Broken(seq, "the entry had another hash before");
        }
        hash = entry.hash();
      }
    } while (!page.isEmpty());
    long last = known.stream().mapToLong(ChainHead::seq).reduce(head.seq(), Math::max);
    return last > seq
        ? new Broken(seq + 1, "the entry is missing")
        : new Intact(new ChainHead(seq, hash));
  }

  private static boolean follows(byte[] previous, AuditEntry entry) {
    byte[] payload = entry.payload().getBytes(StandardCharsets.UTF_8);
    byte[] linked =
        ByteBuffer.allocate(previous.length + Long.BYTES + payload.length)
            .put(previous)
            .putLong(entry.seq())
            .put(payload)
            .array();
    return Arrays.equals(previous, entry.prevHash())
        && Arrays.equals(Sha256.of(linked), entry.hash());
  }
}
