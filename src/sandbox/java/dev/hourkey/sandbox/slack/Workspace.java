package dev.hourkey.sandbox.slack;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.hourkey.sandbox.http.Json;
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

/** The people, channels and messages of the simulated workspace. */
final class Workspace {
  final WorkspaceSeed seed;
  private final Clock clock;
  private final ChangeCounter changes;
  private final Map<String, UserProfile> people = new LinkedHashMap<>();
  private final Map<String, Channel> channels = new LinkedHashMap<>();
  private final Map<String, UserGroup> userGroups = new LinkedHashMap<>();
  private long lastMicros;
  private volatile boolean takesMessages;

  Workspace(WorkspaceSeed seed, Clock clock, ChangeCounter changes) {
    this.seed = seed;
    this.clock = clock;
    this.changes = changes;
    reset();
  }

  synchronized void reset() {
    people.clear();
    channels.clear();
    userGroups.clear();
    lastMicros = 0;
    seed.people().forEach(person -> people.put(person.id(), person));
    people.put(seed.app().bot().id(), seed.app().bot());
    for (WorkspaceSeed.Channel channel : seed.channels()) {
      channels.put(channel.id(), new Channel(channel.id(), channel.name(), null, people.keySet()));
    }
    changes.announce();
  }

  String bot() {
    return seed.app().bot().id();
  }

  synchronized UserProfile person(String id) {
    UserProfile person = people.get(id);
    if (person == null) {
      throw new ApiError("user_not_found");
    }
    return person;
  }

  synchronized List<UserProfile> people() {
    return List.copyOf(people.values());
  }

  synchronized void change(UserProfile person) {
    people.put(person.id(), person);
    changes.announce();
  }

  synchronized void userGroup(UserGroup group) {
    userGroups.put(group.id(), group);
  }

  synchronized List<UserGroup> userGroups() {
    return List.copyOf(userGroups.values());
  }

  synchronized boolean isPerson(String id) {
    return people.containsKey(id);
  }

  /**
   * The channel with this id or, because Slack allows that too, this name. A person's id stands for
   * their DM.
   */
  synchronized Channel channel(String idOrName) {
    Channel channel = channels.get(idOrName);
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
        .orElseThrow(() -> new ApiError("channel_not_found"));
  }

  /** The channel with this id and no other way to name it. */
  synchronized Channel channelById(String id) {
    Channel channel = channels.get(id);
    if (channel == null) {
      throw new ApiError("channel_not_found");
    }
    return channel;
  }

  private Channel direct(UserProfile person) {
    if (person.deleted()) {
      throw new ApiError("user_disabled");
    }
    if (person.bot()) {
      throw new ApiError("cannot_dm_bot");
    }
    return channels.computeIfAbsent(
        "D" + person.id().substring(1),
        id -> new Channel(id, "directmessage", person.id(), Set.of(person.id(), bot())));
  }

  synchronized Collection<Channel> channels() {
    return List.copyOf(channels.values());
  }

  void takesMessages(boolean takes) {
    takesMessages = takes;
  }

  boolean takesMessages() {
    return takesMessages;
  }

  synchronized void archive(String channel, boolean archived) {
    channel(channel).archived = archived;
    changes.announce();
  }

  synchronized void close(String channel) {
    channel(channel).closed = true;
  }

  synchronized void share(String channel) {
    channel(channel).shared = true;
  }

  synchronized void invite(String channel, String person, boolean in) {
    Set<String> members = channel(channel).members;
    boolean _ = in ? members.add(person) : members.remove(person);
    changes.announce();
  }

  /** Adds a message; {@code content} has its text, blocks and the like. */
  synchronized PostedMessage post(
      Channel channel, String author, JsonNode content, @Nullable String onlyFor) {
    String ts = nextTs();
    ObjectNode json =
        Json.object()
            .put("user", author)
            .put("type", "message")
            .put("ts", ts)
            .put("team", people.containsKey(author) ? person(author).team() : seed.team().id())
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
    take(json, content, "files");
    return put(channel, new PostedMessage(channel.id, ts, onlyFor, json));
  }

  /** Changes a message as {@code chat.update} does: text without blocks takes the blocks away. */
  synchronized PostedMessage edit(PostedMessage message, JsonNode content) {
    Channel channel = channel(message.channel());
    ObjectNode json = message.json().deepCopy();
    json.put("text", content.path("text").asText(content.has("blocks") ? message.text() : ""));
    json.remove("blocks");
    take(json, content, "blocks");
    take(json, content, "metadata");
    if (!json.has("blocks")) {
      json.putObject("edited").put("user", message.author()).put("ts", nextTs());
    }
    return put(
        channel, new PostedMessage(message.channel(), message.ts(), message.onlyFor(), json));
  }

  synchronized void delete(PostedMessage message) {
    channel(message.channel()).messages.remove(message.ts());
    changes.announce();
  }

  synchronized PostedMessage message(Channel channel, String ts) {
    PostedMessage message = channel.messages.get(ts);
    if (message == null) {
      throw new ApiError("message_not_found");
    }
    return message;
  }

  /** What {@code person} sees of a channel, oldest first. */
  synchronized List<PostedMessage> messages(Channel channel, String person) {
    List<PostedMessage> all = new ArrayList<>(channel.messages.values());
    all.removeIf(message -> !message.visibleTo(person));
    return all;
  }

  synchronized long unread(Channel channel, String person) {
    return channel.unread(person);
  }

  /** How many direct messages a person has not seen. */
  synchronized long unread(String person) {
    return channelsOf(person).stream()
        .filter(channel -> channel.direct != null)
        .mapToLong(channel -> channel.unread(person))
        .sum();
  }

  synchronized void markRead(Channel channel, String person) {
    if (!channel.messages.isEmpty()
        && !channel.messages.lastKey().equals(channel.lastRead.get(person))) {
      channel.lastRead.put(person, channel.messages.lastKey());
      changes.announce();
    }
  }

  /** The conversations of which a person is a member: channels first, then direct messages. */
  synchronized List<Channel> channelsOf(String person) {
    return channels.values().stream().filter(channel -> channel.visibleTo(person)).toList();
  }

  /** A time stamp that no other message of the workspace has. */
  synchronized String nextTs() {
    Instant now = clock.instant();
    lastMicros = Math.max(lastMicros + 1, ChronoUnit.MICROS.between(Instant.EPOCH, now));
    return "%d.%06d".formatted(lastMicros / 1_000_000, lastMicros % 1_000_000);
  }

  private PostedMessage put(Channel channel, PostedMessage message) {
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
