package dev.hourkey.sandbox.collector;

import dev.hourkey.sandbox.http.Answer;
import dev.hourkey.sandbox.http.LoopbackServer;
import dev.hourkey.sandbox.http.NextAnswers;
import dev.hourkey.sandbox.http.Request;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** A bucket of S3 into which its user may put objects, and nothing else. */
public final class ArchiveStandIn {
  public static final String BUCKET = "hourkey-archive";

  private final NextAnswers faults = new NextAnswers();
  private final Map<String, String> objects = new TreeMap<>();

  public ArchiveStandIn(LoopbackServer http) {
    http.on("PUT", "/" + BUCKET + "/{key...}", this::put);
  }

  /** The failures to simulate. */
  public NextAnswers faults() {
    return faults;
  }

  /** The objects, by their keys. */
  public synchronized Map<String, String> objects() {
    return new TreeMap<>(objects);
  }

  public synchronized void reset() {
    faults.clear();
    objects.clear();
  }

  private Answer put(Request request) throws InterruptedException {
    Optional<Answer> fault = faults.take();
    return fault.isPresent() ? fault.get() : stored(request);
  }

  private synchronized Answer stored(Request request) {
    if (!String.valueOf(request.header("Authorization")).startsWith("AWS4-HMAC-SHA256 ")) {
      return error(403, "AccessDenied");
    }
    if (!sha256(request.body()).equals(request.header("x-amz-checksum-sha256"))) {
      return error(400, "BadDigest");
    }
    objects.put(request.parameter("key"), request.text());
    return Answer.empty(200).header("ETag", "\"1\"");
  }

  /** Writes an error as S3 does. */
  public static Answer error(int status, String code) {
    return Answer.bytes(
        status,
        "application/xml",
        ("<Error><Code>" + code + "</Code><Message>no</Message></Error>")
            .getBytes(StandardCharsets.UTF_8));
  }

  private static String sha256(byte[] body) {
    try {
      return Base64.getEncoder().encodeToString(MessageDigest.getInstance("SHA-256").digest(body));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
