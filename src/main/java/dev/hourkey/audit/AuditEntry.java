package dev.hourkey.audit;

import java.util.HexFormat;

/** One link of the chain, as it is stored. */
public record AuditEntry(long seq, String payload, byte[] prevHash, byte[] hash) {
  public String hashHex() {
    return HexFormat.of().formatHex(hash);
  }

  public String prevHashHex() {
    return HexFormat.of().formatHex(prevHash);
  }
}
