package dev.hourkey.sandbox.slack;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Set;
import java.util.function.Function;

/**
 * Tells the app of messages, including its own, in conversations that it is in, if it is subscribed
 * to that kind and has the scope for it.
 */
final class MessageEvents {
  private final Workspace workspace;
  private final Payloads payloads;
  private final Sender sender;
  private final WebApi api;
  private volatile Set<String> subscribed = Set.of();

  MessageEvents(Workspace workspace, Payloads payloads, Sender sender, WebApi api) {
    this.workspace = workspace;
    this.payloads = payloads;
    this.sender = sender;
    this.api = api;
  }

  /** Subscribes the app to these events and to no others of messages. */
  void subscribe(Set<String> events) {
    subscribed = Set.copyOf(events);
  }

  void written(PostedMessage message) {
    tell(message, type -> payloads.written(message, type));
  }

  void changed(PostedMessage before, PostedMessage now) {
    tell(now, type -> payloads.changed(before, now, type));
  }

  void deleted(PostedMessage message) {
    tell(message, type -> payloads.deleted(message, type));
  }

  private void tell(PostedMessage message, Function<String, ObjectNode> event) {
    Channel channel = workspace.channel(message.channel());
    String type = type(channel);
    boolean heard =
        message.onlyFor() == null
            && channel.members.contains(workspace.bot())
            && subscribed.contains("message." + plural(type))
            && api.scopes().contains(plural(type) + ":history");
    if (heard) {
      ObjectNode payload = event.apply(type);
      if (message.author().equals(workspace.bot())) {
        Thread.startVirtualThread(() -> sender.sendEvent(payload)); // The app is calling.
      } else {
        sender.sendEvent(payload);
      }
    }
  }

  private static String type(Channel channel) {
    if (channel.direct != null) {
      return "im";
    }
    return channel.closed ? "group" : "channel";
  }

  private static String plural(String type) {
    return type.equals("im") ? type : type + "s";
  }
}
