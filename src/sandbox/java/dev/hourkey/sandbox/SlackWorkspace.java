package dev.hourkey.sandbox;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The people, channels and messages of the pretend workspace. */
final class SlackWorkspace {
  final SlackSeed seed;
  private final Clock clock;
  private final SlackChanges changes;
  private final Map<String, SlackUser> people = new LinkedHashMap<>();
  private final Map<String, SlackChannel> channels = new LinkedHashMap<>();
  private long lastMicros;

  SlackWorkspace(SlackSeed seed, Clock clock, SlackChanges changes) {
    this.seed = seed;
    this.clock = clock;
    this.changes = changes;
    reset();
  }

  synchronized void reset() {
    people.clear();
    channels.clear();
    lastMicros = 0;
    seed.people().forEach(person -> people.put(person.id(), person));
    people.put(seed.app().bot().id(), seed.app().bot());
    for (SlackSeed.Channel channel : seed.channels()) {
      channels.put(
          channel.id(), new SlackChannel(channel.id(), channel.name(), null, people.keySet()));
    }
    changes.announce();
  }

  String bot() {
    return seed.app().bot().id();
  }

  synchronized SlackUser person(String id) {
    SlackUser person = people.get(id);
    if (person == null) {
      throw new SlackRefusal("user_not_found");
    }
    return person;
  }

  synchronized List<SlackUser> people() {
    return List.copyOf(people.values());
  }

  synchronized void change(SlackUser person) {
    people.put(person.id(), person);
    changes.announce();
  }

  synchronized boolean isPerson(String id) {
    return people.containsKey(id);
  }

  /** The channel with this id or, as Slack allows it too, name; a person's id is their DM. */
  synchronized SlackChannel channel(String idOrName) {
    SlackChannel channel = channels.get(idOrName);
    if (channel != null) {
      return channel;
    }
    if (people.containsKey(idOrName)) {
      return direct(person(idOrName));
    }
    String name = idOrName.startsWith("#") ? idOrName.substring(1) : idOrName;
    return channels.values().stream()
        .filter(named -> named.direct == null && named.name.equals(name))
        .findFirst()
        .orElseThrow(() -> new SlackRefusal("channel_not_found"));
  }

  /** The channel with this id and no other way to name it. */
  synchronized SlackChannel channelById(String id) {
    SlackChannel channel = channels.get(id);
    if (channel == null) {
      throw new SlackRefusal("channel_not_found");
    }
    return channel;
  }

  private SlackChannel direct(SlackUser person) {
    if (person.deleted()) {
      throw new SlackRefusal("user_disabled");
    }
    return channels.computeIfAbsent(
        "D" + person.id().substring(1),
        id -> new SlackChannel(id, "directmessage", person.id(), Set.of(person.id(), bot())));
  }

  synchronized Collection<SlackChannel> channels() {
    return List.copyOf(channels.values());
  }

  synchronized void archive(String channel, boolean archived) {
    channel(channel).archived = archived;
    changes.announce();
  }

  synchronized void invite(String channel, String person, boolean in) {
    Set<String> members = channel(channel).members;
    boolean _ = in ? members.add(person) : members.remove(person);
    changes.announce();
  }

  /** Adds a message; {@code content} has its text, blocks and the like. */
  synchronized SlackMessage post(
      SlackChannel channel, String author, JsonNode content, @Nullable String onlyFor) {
    String ts = nextTs();
    ObjectNode json =
        Json.object()
            .put("user", author)
            .put("type", "message")
            .put("ts", ts)
            .put("team", seed.team().id())
            .put("text", content.path("text").asText(""));
    if (author.equals(bot())) {
      json.put("bot_id", seed.app().botId()).put("app_id", seed.app().id());
      json.putObject("bot_profile")
          .put("id", seed.app().botId())
          .put("app_id", seed.app().id())
          .put("name", seed.app().bot().realName())
          .put("team_id", seed.team().id());
    }
    take(json, content, "blocks");
    take(json, content, "metadata");
    take(json, content, "thread_ts");
    return put(channel, new SlackMessage(channel.id, ts, onlyFor, json));
  }

  /** Changes a message as {@code chat.update} does: text without blocks takes the blocks away. */
  synchronized SlackMessage edit(SlackMessage message, JsonNode content) {
    SlackChannel channel = channel(message.channel());
    ObjectNode json = message.json().deepCopy();
    json.put("text", content.path("text").asText(content.has("blocks") ? message.text() : ""));
    json.remove("blocks");
    take(json, content, "blocks");
    take(json, content, "metadata");
    if (!json.has("blocks")) {
      json.putObject("edited").put("user", message.author()).put("ts", nextTs());
    }
    return put(channel, new SlackMessage(message.channel(), message.ts(), message.onlyFor(), json));
  }

  synchronized void delete(SlackMessage message) {
    channel(message.channel()).messages.remove(message.ts());
    changes.announce();
  }

  synchronized SlackMessage message(SlackChannel channel, String ts) {
    SlackMessage message = channel.messages.get(ts);
    if (message == null) {
      throw new SlackRefusal("message_not_found");
    }
    return message;
  }

  /** What {@code person} sees of a channel, oldest first. */
  synchronized List<SlackMessage> messages(SlackChannel channel, String person) {
    List<SlackMessage> all = new ArrayList<>(channel.messages.values());
    all.removeIf(message -> !message.visibleTo(person));
    return all;
  }

  synchronized long unread(SlackChannel channel, String person) {
    return channel.unread(person);
  }

  /** How many direct messages a person has not seen. */
  synchronized long unread(String person) {
    return channelsOf(person).stream()
        .filter(channel -> channel.direct != null)
        .mapToLong(channel -> channel.unread(person))
        .sum();
  }

  synchronized void markRead(SlackChannel channel, String person) {
    if (!channel.messages.isEmpty()
        && !channel.messages.lastKey().equals(channel.lastRead.get(person))) {
      channel.lastRead.put(person, channel.messages.lastKey());
      changes.announce();
    }
  }

  /** What a person is a member of; channels first, then direct messages. */
  synchronized List<SlackChannel> channelsOf(String person) {
    return channels.values().stream().filter(channel -> channel.visibleTo(person)).toList();
  }

  /** A time stamp that no other message of the workspace has. */
  synchronized String nextTs() {
    Instant now = clock.instant();
    lastMicros = Math.max(lastMicros + 1, ChronoUnit.MICROS.between(Instant.EPOCH, now));
    return "%d.%06d".formatted(lastMicros / 1_000_000, lastMicros % 1_000_000);
  }

  private SlackMessage put(SlackChannel channel, SlackMessage message) {
    channel.messages.put(message.ts(), message);
    changes.announce();
    return message;
  }

  private static void take(ObjectNode into, JsonNode from, String field) {
    JsonNode value = from.path(field);
    if (value.isContainerNode() && value.isEmpty()) {
      into.remove(field);
    } else if (!value.isMissingNode() && !value.isNull()) {
      into.set(field, value);
    }
  }
}
