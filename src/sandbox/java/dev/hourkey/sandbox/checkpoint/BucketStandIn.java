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
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;

/**
 * A bucket with Object Lock at {@code /hourkey-checkpoints}, addressed by path, as S3's clients
 * address a custom endpoint. It requires a signature, a correct checksum, and a retention in
 * compliance mode. It keeps every version, even behind a delete marker, and lists two keys or
 * versions at a time.
 */
public final class BucketStandIn {
  public static final String BUCKET = "hourkey-checkpoints";

  private static final int PAGE = 2;
  private static final String OWNER = "111122223333";

  private final InstantSource clock;
  private final NextAnswers faults = new NextAnswers();
  private final NavigableMap<String, List<Version>> objects = new TreeMap<>();

  private boolean locks = true;
  private volatile String owner = OWNER;
  private volatile boolean exists = true;

  public BucketStandIn(LoopbackServer http, InstantSource clock) {
    this.clock = clock;
    on(http, "PUT", "/" + BUCKET + "/{key...}", this::put);
    on(http, "GET", "/" + BUCKET + "/{key...}", this::get);
    on(http, "GET", "/" + BUCKET, this::list);
  }

  /**
   * A version of an object.
   *
   * @param content empty if it is a delete marker
   */
  private record Version(String key, String id, Optional<String> content) {
    static Version of(String key, Optional<String> content) {
      return new Version(key, UUID.randomUUID().toString(), content);
    }
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
          String expected = request.header("x-amz-expected-bucket-owner");
          if (expected != null && !expected.equals(owner)) {
            return error(403, "AccessDenied");
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

  /** The objects that are not hidden, by their keys. */
  public synchronized Map<String, String> objects() {
    Map<String, String> current = new TreeMap<>();
    objects.keySet().forEach(key -> current(key).ifPresent(content -> current.put(key, content)));
    return current;
  }

  /** Puts something into it without Hourkey; what was there stays as an older version. */
  public synchronized void put(String key, String content) {
    add(Version.of(key, Optional.of(content)));
  }

  /** Deletes an object as far as the lock allows it: a delete marker hides it. */
  public synchronized void hide(String key) {
    add(Version.of(key, Optional.empty()));
  }

  private void add(Version version) {
    objects.computeIfAbsent(version.key(), _ -> new ArrayList<>()).addFirst(version);
  }

  private Optional<String> current(String key) {
    return objects.getOrDefault(key, List.of()).stream().findFirst().flatMap(Version::content);
  }

  /** Whether there is such a bucket. */
  public void exists(boolean now) {
    exists = now;
  }

  /** Sets the account that owns the bucket. */
  public void owner(String account) {
    owner = account;
  }

  /** Whether the bucket was made with Object Lock. */
  public synchronized void locks(boolean on) {
    locks = on;
  }

  public synchronized void reset() {
    faults.clear();
    objects.clear();
    exists = true;
    owner = OWNER;
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
    if ("*".equals(request.header("If-None-Match")) && current(key).isPresent()) {
      return error(412, "PreconditionFailed");
    }
    Version added = Version.of(key, Optional.of(new String(body, StandardCharsets.UTF_8)));
    add(added);
    return Answer.empty(200)
        .header("x-amz-version-id", added.id())
        .header("ETag", "\"" + Integer.toHexString(key.hashCode()) + "\"");
  }

  private boolean later(@org.jspecify.annotations.Nullable String time) {
    return time != null && Instant.parse(time).isAfter(clock.instant());
  }

  private synchronized Answer get(Request request) {
    String key = request.parameter("key");
    if (key.isEmpty()) {
      return list(request);
    }
    String id = request.query().get("versionId");
    if (id == null) {
      return current(key)
          .map(content -> Answer.text(200, content))
          .orElseGet(() -> error(404, "NoSuchKey"));
    }
    return objects.getOrDefault(key, List.of()).stream()
        .filter(one -> one.id().equals(id))
        .findFirst()
        .map(
            one ->
                one.content()
                    .map(content -> Answer.text(200, content))
                    .orElseGet(() -> error(405, "MethodNotAllowed")))
        .orElseGet(() -> error(404, "NoSuchVersion"));
  }

  private synchronized Answer list(Request request) {
    Map<String, String> query = request.query();
    if (query.containsKey("versions")) {
      return versions(query);
    }
    if (!"2".equals(query.get("list-type"))) {
      return error(400, "InvalidRequest");
    }
    String prefix = query.getOrDefault("prefix", "");
    String after = query.getOrDefault("continuation-token", query.getOrDefault("start-after", ""));
    List<String> keys =
        objects().keySet().stream()
            .filter(key -> key.compareTo(after) > 0 && key.startsWith(prefix))
            .toList();
    List<String> page = keys.subList(0, Math.min(PAGE, keys.size()));
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

  /**
   * The versions sorted by key, and those of one key from the newest to the oldest, as S3 lists
   * them.
   */
  private Answer versions(Map<String, String> query) {
    String prefix = query.getOrDefault("prefix", "");
    String after = query.getOrDefault("key-marker", "");
    String afterId = query.get("version-id-marker");
    List<Version> all =
        objects.tailMap(after, afterId != null).values().stream()
            .flatMap(List::stream)
            .dropWhile(one -> afterId != null && !one.id().equals(afterId))
            .skip(afterId == null ? 0 : 1)
            .filter(one -> one.key().startsWith(prefix))
            .toList();
    List<Version> page = all.subList(0, Math.min(PAGE, all.size()));
    StringBuilder xml = new StringBuilder("<ListVersionsResult><Name>" + BUCKET + "</Name>");
    for (Version one : page) {
      xml.append(
          "<%1$s><Key>%2$s</Key><VersionId>%3$s</VersionId></%1$s>"
              .formatted(
                  one.content().isPresent() ? "Version" : "DeleteMarker", one.key(), one.id()));
    }
    xml.append("<IsTruncated>").append(page.size() < all.size()).append("</IsTruncated>");
    if (page.size() < all.size()) {
      xml.append(
          "<NextKeyMarker>%s</NextKeyMarker><NextVersionIdMarker>%s</NextVersionIdMarker>"
              .formatted(page.getLast().key(), page.getLast().id()));
    }
    return xml(200, xml.append("</ListVersionsResult>").toString());
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
