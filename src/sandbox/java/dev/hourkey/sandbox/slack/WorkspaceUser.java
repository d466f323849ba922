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

  WorkspaceUser(UserProfile user, Workspace workspace, Screens screens, UserActions actions) {
    this.user = user;
    this.workspace = workspace;
    this.screens = screens;
    this.actions = actions;
  }

  /** As Slack names them, {@code U…}. */
  public String id() {
    return user.id();
  }

  /** Types a command with its text, such as {@code /aws-access help}, in a channel. */
  public Delivery run(String channel, String line) {
    return actions.run(user, workspace.channel(channel), line);
  }

  /** Writes a message; the app does not hear of it. */
  public PostedMessage say(String channel, String text) {
    return workspace.post(
        workspace.channel(channel), user.id(), Json.object().put("text", text), null);
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

  /** Opens the app's home tab, which the app hears of. */
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

  /** Closes the form on top; the app hears of it if it asked to. */
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
