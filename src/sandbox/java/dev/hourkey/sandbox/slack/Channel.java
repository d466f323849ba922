package dev.hourkey.sandbox.slack;

import java.util.Map;
import java.util.NavigableMap;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;
import org.jspecify.annotations.Nullable;

/**
 * A channel, or the direct messages between the bot and {@code direct}. A closed one is private.
 */
final class Channel {
  final String id;
  final String name;
  final @Nullable String direct;
  final Set<String> members = ConcurrentHashMap.newKeySet();
  final NavigableMap<String, PostedMessage> messages = new ConcurrentSkipListMap<>();
  final Map<String, String> lastRead = new ConcurrentHashMap<>();
  volatile boolean archived;
  volatile boolean closed;
  volatile boolean shared;

  Channel(String id, String name, @Nullable String direct, Set<String> members) {
    this.id = id;
    this.name = name;
    this.direct = direct;
    this.members.addAll(members);
  }

  boolean visibleTo(String person) {
    return direct == null ? members.contains(person) : direct.equals(person);
  }

  /** How many messages of others {@code person} has not seen. */
  long unread(String person) {
    return messages.tailMap(lastRead.getOrDefault(person, ""), false).values().stream()
        .filter(message -> message.visibleTo(person) && !message.author().equals(person))
        .filter(message -> !message.reply() || message.mentions(person))
        .count();
  }
}
