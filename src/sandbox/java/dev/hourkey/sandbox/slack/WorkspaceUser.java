package dev.hourkey.sandbox.slack;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.hourkey.sandbox.blockkit.Element;
import dev.hourkey.sandbox.http.Json;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A user at their Slack client. Each of their actions returns when the app has answered or Slack
 * has given up on it.
 */
public final class WorkspaceUser {
  private final UserProfile user;
  private final Workspace workspace;
  private final Screens screens;
  private final UserActions actions;
  private final MessageEvents events;

  WorkspaceUser(
      UserProfile user,
      Workspace workspace,
      Screens screens,
      UserActions actions,
      MessageEvents events) {
    this.user = user;
    this.workspace = workspace;
    this.screens = screens;
    this.actions = actions;
    this.events = events;
  }

  /** The id of the person in Slack, {@code U…}. */
  public String id() {
    return user.id();
  }

  /** Types a command with its text, such as {@code /aws-access help}, in a channel. */
  public Delivery run(String channel, String line) {
    return actions.run(user, workspace.channel(channel), line);
  }

  /** Writes a message. The app is told of it if it may read it. */
  public PostedMessage say(String channel, String text) {
    return write(workspace.channel(channel), Json.object().put("text", text));
  }

  /** Writes in the thread of a message; Slack escapes what it parses. */
  public PostedMessage reply(PostedMessage to, String text) {
    return write(
        workspace.channel(to.channel()),
        Json.object()
            .put("text", UserActions.typed(text))
            .put("thread_ts", to.reply() ? to.thread() : to.ts()));
  }

  private PostedMessage write(Channel channel, ObjectNode content) {
    if (!channel.visibleTo(user.id()) || channel.archived) {
      throw new ApiError("not_in_channel");
    }
    if (channel.direct != null && !workspace.takesMessages()) {
      throw new ApiError("messages_tab_read_only");
    }
    PostedMessage message = workspace.post(channel, user.id(), content, null);
    events.written(message);
    return message;
  }

  /** Changes one of their own messages. */
  public PostedMessage edit(PostedMessage message, String text) {
    PostedMessage edited =
        workspace.edit(own(message), Json.object().put("text", UserActions.typed(text)));
    events.changed(message, edited);
    return edited;
  }

  /** Deletes one of their own messages. */
  public void delete(PostedMessage message) {
    workspace.delete(own(message));
    events.deleted(message);
  }

  private PostedMessage own(PostedMessage message) {
    if (!message.author().equals(user.id())) {
      throw new ApiError("cant_update_message");
    }
    return message;
  }

  /**
   * What they see in a channel, or in the DM with the app when it is their own id, without the
   * replies in threads; oldest first.
   */
  public List<PostedMessage> messages(String channel) {
    return everything(channel).stream().filter(message -> !message.reply()).toList();
  }

  /** What they see in the threads of a channel, without the messages that began them. */
  public List<PostedMessage> replies(String channel) {
    return everything(channel).stream().filter(PostedMessage::reply).toList();
  }

  /** What they see in a channel and in its threads; oldest first. */
  public List<PostedMessage> everything(String channel) {
    return workspace.messages(workspace.channel(channel), user.id());
  }

  /** How many messages of a channel they have not seen, as their client counts them. */
  public long unread(String channel) {
    return workspace.unread(workspace.channel(channel), user.id());
  }

  /** Looks at a channel. */
  public void read(String channel) {
    workspace.markRead(workspace.channel(channel), user.id());
  }

  /** The latest message they see there. */
  public PostedMessage latest(String channel) {
    List<PostedMessage> messages = messages(channel);
    if (messages.isEmpty()) {
      throw new NoSuchElementException(user.realName() + " sees no message in " + channel);
    }
    return messages.getLast();
  }

  /** What the app sent them directly; oldest first. */
  public List<PostedMessage> directMessages() {
    return everything(user.id());
  }

  /** The form on top, if one is open. */
  public Optional<View> form() {
    List<View> stack = forms();
    return stack.isEmpty() ? Optional.empty() : Optional.of(stack.getLast());
  }

  /** All open forms, the one on top last. */
  public List<View> forms() {
    return screens.stack(user.id());
  }

  /** What the app last published on their home tab. */
  public Optional<View> home() {
    return screens.home(user.id());
  }

  /** Chooses the app's global shortcut. */
  public Delivery shortcut() {
    return actions.shortcut(user);
  }

  /** Opens the app's home tab; the app is told. */
  public Delivery openHome() {
    return actions.openHome(user);
  }

  /** Presses the first button, or touches the first element, with this action id. */
  public Delivery click(Surface surface, String actionId) {
    return act(surface, actionId, null);
  }

  /** Presses the button with this value, or chooses the option with it. */
  public Delivery choose(Surface surface, String actionId, String value) {
    return act(surface, actionId, TextNode.valueOf(value));
  }

  /** Chooses an option that {@link #suggestions} gave. */
  public Delivery choose(Surface surface, String actionId, JsonNode option) {
    return actions.act(user, surface, element(surface, null, actionId, null), option);
  }

  /** Presses a button twice so fast that the second click does not wait for the first. */
  public List<Delivery> doubleClick(Surface surface, String actionId) {
    List<CompletableFuture<Delivery>> clicks =
        Stream.of(1, 2)
            .map(
                _ ->
                    CompletableFuture.supplyAsync(
                        () -> click(surface, actionId), Thread::startVirtualThread))
            .toList();
    return clicks.stream().map(CompletableFuture::join).toList();
  }

  /** The options an external select offers once something is typed, as the app gives them. */
  public JsonNode suggestions(Surface surface, String actionId, String typed) {
    return actions.suggest(user, surface, element(surface, null, actionId, null), typed);
  }

  /**
   * Fills fields of the form on top, each named by its action id, and sends nothing. Options are
   * named by their value, several as a list, a date by its seconds since 1970.
   */
  public WorkspaceUser fill(Map<String, ?> entries) {
    View form = top();
    ObjectNode byBlock = Json.object();
    entries.forEach(
        (actionId, value) ->
            byBlock
                .putObject(element(form, null, actionId, null).blockId())
                .set(actionId, Json.tree(value)));
    actions.fill(form, byBlock);
    return this;
  }

  /** Sends the form on top, filled like this; if Slack finds a field wrong, nothing is sent. */
  public Delivery submit(Map<String, ?> entries) {
    return fill(entries).submit();
  }

  /** Sends the form on top as it is. */
  public Delivery submit() {
    return actions.submit(user, top());
  }

  /** Closes the form on top; the app is told if it asked to be. */
  public void closeForm() {
    actions.close(user, top());
  }

  private View top() {
    return form()
        .orElseThrow(() -> new NoSuchElementException(user.realName() + " has no form open"));
  }

  private Delivery act(Surface surface, String actionId, @Nullable JsonNode value) {
    return actions.act(user, surface, element(surface, null, actionId, value), value);
  }

  static Element element(
      Surface surface, @Nullable String blockId, String actionId, @Nullable JsonNode value) {
    return Element.in(surface.blocks())
        .filter(element -> element.actionId().equals(actionId))
        .filter(element -> blockId == null || element.blockId().equals(blockId))
        .filter(element -> value == null || !value.isTextual() || element.offers(value.textValue()))
        .findFirst()
        .orElseThrow(
            () ->
                new NoSuchElementException(
                    "no element " + actionId + " to act on among: " + surface.words()));
  }
}
