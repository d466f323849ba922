package dev.hourkey.sandbox.slack;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.hourkey.sandbox.http.Answer;
import dev.hourkey.sandbox.http.Json;
import dev.hourkey.sandbox.http.LoopbackServer;
import dev.hourkey.sandbox.http.Request;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Response URLs: up to five replies within half an hour to the user who acted. */
final class ResponseUrls {
  private static final String PATH = "/sandbox/slack/response/";
  private static final int USES = 5;
  private static final Duration LIFE = Duration.ofMinutes(30);

  private final Workspace workspace;
  private final Clock clock;
  private final URI base;
  private final Map<String, Place> places = new HashMap<>();

  /** Where a reply goes; {@code original} is the message {@code replace_original} means. */
  private record Place(
      String channel, String person, @Nullable PostedMessage original, Instant ends, int uses) {
    Place about(@Nullable PostedMessage message) {
      return new Place(channel, person, message, ends, uses);
    }

    Place used() {
      return new Place(channel, person, original, ends, uses + 1);
    }
  }

  ResponseUrls(Workspace workspace, Clock clock, LoopbackServer http) {
    this.workspace = workspace;
    this.clock = clock;
    this.base = http.uri();
    http.on("POST", PATH + "{token}", this::answer);
  }

  synchronized String issue(String channel, String person, @Nullable PostedMessage original) {
    String token = UUID.randomUUID().toString();
    places.put(token, new Place(channel, person, original, clock.instant().plus(LIFE), 0));
    return base + PATH + token;
  }

  synchronized void reset() {
    places.clear();
  }

  private Answer answer(Request request) {
    try {
      reply(request.parameter("token"), Json.readObject(request.text()));
      return Answer.text(200, "ok");
    } catch (ApiError refusal) {
      boolean gone = "expired_url".equals(refusal.getMessage());
      return Answer.json(gone ? 404 : 400, refusal.answer());
    }
  }

  private synchronized void reply(String token, ObjectNode body) {
    Place place = places.get(token);
    if (place == null || place.uses() >= USES || clock.instant().isAfter(place.ends())) {
      throw new ApiError("expired_url");
    }
    places.put(token, reply(place.used(), body));
  }

  /**
   * Delivers a reply. A direct answer to a command goes the same way as one to its response URL.
   */
  void reply(String channel, String person, ObjectNode body) {
    var _ = reply(new Place(channel, person, null, clock.instant(), 0), body);
  }

  private Place reply(Place place, JsonNode body) {
    if (body.path("delete_original").asBoolean() && place.original() != null) {
      workspace.delete(place.original());
      return place.about(null);
    }
    ObjectNode content = ChatMethods.content(body.path("blocks"), Json.text(body, "text"));
    if (body.path("replace_original").asBoolean() && place.original() != null) {
      return place.about(workspace.edit(place.original(), content));
    }
    if (body.hasNonNull("thread_ts")) {
      content.set("thread_ts", body.get("thread_ts"));
    }
    boolean forAll = body.path("response_type").asText().equals("in_channel");
    Channel channel = workspace.channel(place.channel());
    PostedMessage posted =
        workspace.post(channel, workspace.bot(), content, forAll ? null : place.person());
    return place.original() == null ? place.about(posted) : place;
  }
}
