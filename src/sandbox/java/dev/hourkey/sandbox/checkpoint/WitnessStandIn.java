package dev.hourkey.sandbox.checkpoint;

import dev.hourkey.sandbox.http.Answer;
import dev.hourkey.sandbox.http.LoopbackServer;
import dev.hourkey.sandbox.http.NextAnswers;
import dev.hourkey.sandbox.http.Request;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.MessageDigest;
import java.security.Signature;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;

/**
 * A witness by C2SP tlog-witness, below {@code /witness}. It trusts the keys that it was given. It
 * cosigns a tree only if it can verify that the tree continues the one that it cosigned before.
 */
public final class WitnessStandIn {
  private static final String NAME = "witness.example/sandbox";
  private static final int COSIGNATURE = 4;
  private static final int KEY = 32;

  private final InstantSource clock;
  private final NextAnswers faults = new NextAnswers();
  private final Map<String, Trusted> trusted = new ConcurrentHashMap<>();
  private final Map<String, Tree> seen = new TreeMap<>();
  private final KeyPair key;

  private record Trusted(String vkey) {}

  private record Tree(long size, String root) {}

  public WitnessStandIn(LoopbackServer http, InstantSource clock) {
    this.clock = clock;
    try {
      key = KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
    http.on(
        "POST",
        "/witness/add-checkpoint",
        request -> {
          var fault = faults.take();
          return fault.isPresent() ? fault.get() : add(request);
        });
  }

  /** Gives it the key of a log, as its operator would. */
  public void trust(String origin, String vkey) {
    trusted.put(origin, new Trusted(vkey));
  }

  public NextAnswers faults() {
    return faults;
  }

  /** The size of the last tree that it has seen of a log; 0 if it has seen none. */
  public synchronized long size(String origin) {
    Tree tree = seen.get(origin);
    return tree == null ? 0 : tree.size();
  }

  public synchronized void reset() {
    faults.clear();
    trusted.clear();
    seen.clear();
  }

  /** The key that checks its signatures. */
  public String vkey() {
    byte[] typed = ByteBuffer.allocate(1 + KEY).put((byte) COSIGNATURE).put(publicKey()).array();
    return "%s+%s+%s".formatted(NAME, HexFormat.of().formatHex(keyId(NAME, typed)), base64(typed));
  }

  private synchronized Answer add(Request request) throws Exception {
    String body = request.text();
    int blank = body.indexOf("\n\n");
    int signatures = body.lastIndexOf("\n\n");
    if (blank < 0 || signatures == blank || !body.startsWith("old ") || !body.endsWith("\n")) {
      return Answer.text(400, "malformed\n");
    }
    List<String> head = body.substring(0, blank).lines().toList();
    String text = body.substring(blank + 2, signatures + 1);
    List<String> lines = text.lines().toList();
    if (head.size() > 64 || lines.size() < 3) {
      return Answer.text(400, "malformed\n");
    }
    long old = Long.parseLong(head.getFirst().substring("old ".length()));
    Trusted log = trusted.get(lines.getFirst());
    if (log == null) {
      return Answer.text(404, "unknown log\n");
    }
    if (body.substring(signatures + 2).lines().noneMatch(line -> signed(line, text, log.vkey()))) {
      return Answer.text(403, "no trusted signature\n");
    }
    Tree tree = new Tree(Long.parseLong(lines.get(1)), lines.get(2));
    Tree before = seen.get(lines.getFirst());
    if (old > tree.size()) {
      return Answer.text(400, "old is larger\n");
    }
    if (old != (before == null ? 0 : before.size())
        || before != null && old == tree.size() && !before.root().equals(tree.root())) {
      return Answer.bytes(
          409,
          "text/x.tlog.size",
          ((before == null ? 0 : before.size()) + "\n").getBytes(StandardCharsets.UTF_8));
    }
    List<byte[]> proof = head.stream().skip(1).map(Base64.getDecoder()::decode).toList();
    byte[] rootBefore = before == null ? new byte[0] : Base64.getDecoder().decode(before.root());
    if (!consistent(old, rootBefore, tree.size(), Base64.getDecoder().decode(tree.root()), proof)) {
      return Answer.text(422, "not consistent\n");
    }
    seen.put(lines.getFirst(), tree);
    return Answer.text(200, cosignature(text));
  }

  private String cosignature(String text) throws GeneralSecurityException {
    long now = clock.instant().getEpochSecond();
    Signature signature = Signature.getInstance("Ed25519");
    signature.initSign(key.getPrivate());
    signature.update(
        ("cosignature/v1\ntime " + now + "\n" + text).getBytes(StandardCharsets.UTF_8));
    byte[] signed = signature.sign();
    byte[] typed = ByteBuffer.allocate(1 + KEY).put((byte) COSIGNATURE).put(publicKey()).array();
    byte[] all =
        ByteBuffer.allocate(4 + 8 + signed.length)
            .put(keyId(NAME, typed))
            .putLong(now)
            .put(signed)
            .array();
    return "— " + NAME + " " + base64(all) + "\n";
  }

  private static boolean signed(String line, String text, String vkey) {
    try {
      String[] key = vkey.split("\\+", 3);
      String[] parts = line.split(" ");
      byte[] typed = Base64.getDecoder().decode(key[2]);
      byte[] all = Base64.getDecoder().decode(parts[2]);
      if (!parts[0].equals("—")
          || !parts[1].equals(key[0])
          || !Arrays.equals(Arrays.copyOf(all, 4), keyId(key[0], typed))) {
        return false;
      }
      byte[] spki =
          ByteBuffer.allocate(12 + KEY)
              .put(HexFormat.of().parseHex("302a300506032b6570032100"))
              .put(typed, 1, KEY)
              .array();
      Signature signature = Signature.getInstance("Ed25519");
      signature.initVerify(
          java.security.KeyFactory.getInstance("Ed25519")
              .generatePublic(new java.security.spec.X509EncodedKeySpec(spki)));
      signature.update(text.getBytes(StandardCharsets.UTF_8));
      return signature.verify(Arrays.copyOfRange(all, 4, all.length));
    } catch (GeneralSecurityException | RuntimeException e) {
      return false;
    }
  }

  /**
   * Checks a proof by the recursion of RFC 6962, section 2.1.2: takes it apart and computes both
   * roots.
   */
  private static boolean consistent(
      long from, byte[] before, long to, byte[] after, List<byte[]> proof) throws Exception {
    if (from == 0) {
      return proof.isEmpty();
    }
    if (from == to) {
      return proof.isEmpty() && Arrays.equals(before, after);
    }
    List<byte[]> left = new ArrayList<>(proof);
    byte[][] roots = roots(from, to, true, before, left);
    return roots.length == 2
        && left.isEmpty()
        && Arrays.equals(roots[0], before)
        && Arrays.equals(roots[1], after);
  }

  /** The old and the new root of a subtree; nothing if the proof is too short. */
  private static byte[][] roots(
      long from, long to, boolean whole, byte[] before, List<byte[]> proof) throws Exception {
    if (from == to) {
      if (!whole && proof.isEmpty()) {
        return new byte[0][];
      }
      byte[] node = whole ? before : proof.removeFirst();
      return new byte[][] {node, node};
    }
    long half = Long.highestOneBit(to - 1);
    byte[][] inner =
        from <= half
            ? roots(from, half, whole, before, proof)
            : roots(from - half, to - half, false, before, proof);
    if (inner.length == 0 || proof.isEmpty()) {
      return new byte[0][];
    }
    byte[] sibling = proof.removeFirst();
    return from <= half
        ? new byte[][] {inner[0], node(inner[1], sibling)}
        : new byte[][] {node(sibling, inner[0]), node(sibling, inner[1])};
  }

  private static byte[] node(byte[] left, byte[] right) throws GeneralSecurityException {
    MessageDigest sha256 = MessageDigest.getInstance("SHA-256");
    sha256.update((byte) 1);
    sha256.update(left);
    return sha256.digest(right);
  }

  private static byte[] keyId(String name, byte[] typed) {
    try {
      MessageDigest sha256 = MessageDigest.getInstance("SHA-256");
      sha256.update((name + "\n").getBytes(StandardCharsets.UTF_8));
      return Arrays.copyOf(sha256.digest(typed), 4);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  private byte[] publicKey() {
    byte[] spki = key.getPublic().getEncoded();
    return Arrays.copyOfRange(spki, spki.length - KEY, spki.length);
  }

  private static String base64(byte[] bytes) {
    return Base64.getEncoder().encodeToString(bytes);
  }
}
