package dev.hourkey.sandbox.checkpoint;

import dev.hourkey.sandbox.http.Answer;
import dev.hourkey.sandbox.http.LoopbackServer;
import dev.hourkey.sandbox.http.NextAnswers;
import dev.hourkey.sandbox.http.Request;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Base64;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.UUID;

/**
 * A bucket with Object Lock at {@code /hourkey-checkpoints}, by path as S3's clients ask a server
 * of their own. It wants a signature, a checksum that is right, and a retention in compliance mode;
 * it keeps what is locked; it lists two keys at a time.
 */
public final class BucketStandIn {
  public static final String BUCKET = "hourkey-checkpoints";

  private static final int PAGE = 2;

  private final InstantSource clock;
  private final NextAnswers faults = new NextAnswers();
  private final NavigableMap<String, String> objects = new TreeMap<>();

  private boolean locks = true;
  private volatile boolean exists = true;

  public BucketStandIn(LoopbackServer http, InstantSource clock) {
    this.clock = clock;
    on(http, "PUT", "/" + BUCKET + "/{key...}", this::put);
    on(http, "GET", "/" + BUCKET + "/{key...}", this::get);
    on(http, "GET", "/" + BUCKET, this::list);
  }

  private interface Handler {
    Answer handle(Request request);
  }

  private void on(LoopbackServer http, String method, String path, Handler handler) {
    http.on(
        method,
        path,
        request -> {
          var fault = faults.take();
          if (fault.isPresent()) {
            return fault.get();
          }
          if (!exists) {
            return error(404, "NoSuchBucket");
          }
          String authorization = String.valueOf(request.header("Authorization"));
          return authorization.startsWith("AWS4-HMAC-SHA256 ")
              ? handler.handle(request)
              : error(403, "AccessDenied");
        });
  }

  public NextAnswers faults() {
    return faults;
  }

  /** The objects, by their keys. */
  public synchronized Map<String, String> objects() {
    return new TreeMap<>(objects);
  }

  /** Puts something into it without Hourkey. */
  public synchronized void put(String key, String content) {
    objects.put(key, content);
  }

  /** Whether there is such a bucket. */
  public void exists(boolean now) {
    exists = now;
  }

  /** Whether the bucket was made with Object Lock. */
  public synchronized void locks(boolean on) {
    locks = on;
  }

  public synchronized void reset() {
    faults.clear();
    objects.clear();
    exists = true;
    locks = true;
  }

  private synchronized Answer put(Request request) {
    String key = request.parameter("key");
    byte[] body = request.body();
    if (!locks) {
      return error(400, "InvalidRequest");
    }
    if (!"COMPLIANCE".equals(request.header("x-amz-object-lock-mode"))
        || !later(request.header("x-amz-object-lock-retain-until-date"))) {
      return error(400, "InvalidArgument");
    }
    if (!sha256(body).equals(request.header("x-amz-checksum-sha256"))) {
      return error(400, "BadDigest");
    }
    if ("*".equals(request.header("If-None-Match")) && objects.containsKey(key)) {
      return error(412, "PreconditionFailed");
    }
    objects.put(key, new String(body, StandardCharsets.UTF_8));
    return Answer.empty(200)
        .header("x-amz-version-id", UUID.randomUUID().toString())
        .header("ETag", "\"" + Integer.toHexString(key.hashCode()) + "\"");
  }

  private boolean later(@org.jspecify.annotations.Nullable String time) {
    return time != null && Instant.parse(time).isAfter(clock.instant());
  }

  private synchronized Answer get(Request request) {
    String content = objects.get(request.parameter("key"));
    if (request.parameter("key").isEmpty()) {
      return list(request);
    }
    return content == null ? error(404, "NoSuchKey") : Answer.text(200, content);
  }

  private synchronized Answer list(Request request) {
    Map<String, String> query = request.query();
    if (!"2".equals(query.get("list-type"))) {
      return error(400, "InvalidRequest");
    }
    String prefix = query.getOrDefault("prefix", "");
    String after = query.getOrDefault("continuation-token", query.getOrDefault("start-after", ""));
    var keys =
        objects.tailMap(after, false).keySet().stream()
            .filter(key -> key.startsWith(prefix))
            .toList();
    var page = keys.subList(0, Math.min(PAGE, keys.size()));
    StringBuilder xml = new StringBuilder("<ListBucketResult><Name>" + BUCKET + "</Name>");
    page.forEach(key -> xml.append("<Contents><Key>").append(key).append("</Key></Contents>"));
    xml.append("<KeyCount>").append(page.size()).append("</KeyCount><IsTruncated>");
    xml.append(page.size() < keys.size()).append("</IsTruncated>");
    if (page.size() < keys.size()) {
      xml.append("<NextContinuationToken>")
          .append(page.getLast())
          .append("</NextContinuationToken>");
    }
    return xml(200, xml.append("</ListBucketResult>").toString());
  }

  private static Answer error(int status, String code) {
    return xml(
        status,
        "<Error><Code>%s</Code><Message>sandbox: %s</Message></Error>".formatted(code, code));
  }

  private static Answer xml(int status, String body) {
    return Answer.bytes(status, "application/xml", body.getBytes(StandardCharsets.UTF_8));
  }

  private static String sha256(byte[] bytes) {
    try {
      return Base64.getEncoder().encodeToString(MessageDigest.getInstance("SHA-256").digest(bytes));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
