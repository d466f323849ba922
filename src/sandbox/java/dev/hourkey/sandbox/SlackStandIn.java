package dev.hourkey.sandbox;

import java.net.URI;
import java.time.Clock;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * A pretend Slack: the Web API below {@code /api/}, signed deliveries to the app, and people who
 * act on what they see.
 */
public final class SlackStandIn implements AutoCloseable {
  private final SlackSeed seed = SlackSeed.load();
  private final SlackSocketMode socketMode = new SlackSocketMode(seed.app().id());
  private final SlackChanges changes = new SlackChanges();
  private final SlackFaults faults = new SlackFaults();
  private final SlackTriggers triggers = new SlackTriggers();
  private final SlackScreens screens = new SlackScreens(changes);
  private final Clock clock;
  private final SlackWorkspace workspace;
  private final SlackWebApi api;
  private final SlackReplies replies;
  private final SlackSender sender;
  private final SlackActions actions;
  private final SlackChatMethods chat;

  SlackStandIn(Loopback http, Clock clock) {
    this.clock = clock;
    workspace = new SlackWorkspace(seed, clock, changes);
    api = new SlackWebApi(seed.app(), faults, http);
    replies = new SlackReplies(workspace, clock, http);
    sender = new SlackSender(faults, socketMode);
    var views = new SlackViewMethods(workspace, screens, triggers, clock);
    var payloads = new SlackPayloads(workspace, triggers, replies);
    actions = new SlackActions(workspace, screens, views, payloads, replies, sender);
    chat = new SlackChatMethods(workspace);
    chat.addTo(api);
    new SlackLookupMethods(workspace).addTo(api);
    views.addTo(api);
    socketMode.addTo(api);
    new SlackControl(this, workspace, screens, actions, changes).addTo(http);
    new SlackSteering(this).addTo(http);
  }

  /** Delivers signed requests to this URL from now on, and nothing over Socket Mode. */
  public void deliverTo(URI url) {
    sender.use(new SlackHttpRoute(clock, url, signingSecret()));
  }

  /** Delivers over Socket Mode from now on, as it does from the start. */
  public void deliverOverSockets() {
    sender.use(socketMode);
  }

  /** How many WebSockets the app has open. */
  public int sockets() {
    return socketMode.sockets().open().size();
  }

  /**
   * Tells the app's WebSockets that they will end, with Slack's {@code warning}, {@code
   * refresh_requested} or {@code link_disabled}, and leaves them open.
   */
  public void warnSockets(String reason) {
    socketMode.sockets().warn(reason);
  }

  /** Ends the app's WebSockets, with a close frame or, as a network does, without a word. */
  public void closeSockets(boolean politely) {
    socketMode.sockets().hangUp(politely);
  }

  /** Somebody at their Slack client. */
  public SlackPerson person(String id) {
    return new SlackPerson(workspace.person(id), workspace, screens, actions);
  }

  /** Everybody in the workspace, the bot last. */
  public List<SlackUser> people() {
    return workspace.people();
  }

  /** Changes what Slack knows about somebody. */
  public void change(SlackUser person) {
    workspace.change(person);
  }

  /** Archives a channel or takes it back into use. */
  public void archive(String channel, boolean archived) {
    workspace.archive(channel, archived);
  }

  /** Makes somebody, or the bot, a member of a channel or lets them leave it. */
  public void member(String channel, String person, boolean in) {
    workspace.invite(channel, person, in);
  }

  /** Deletes a message, as a workspace admin can. */
  public void delete(SlackMessage message) {
    workspace.delete(message);
  }

  /** Whether {@code chat.update} refuses to take the rich text out of a message; on by default. */
  public void keepsRichText(boolean keeps) {
    chat.keepsRichText(keeps);
  }

  /** Takes scopes away from the app, as if it had been installed without them, until a reset. */
  public void withoutScopes(String... missing) {
    Set<String> granted = new HashSet<>(seed.app().scopes());
    List.of(missing).forEach(granted::remove);
    api.scopes(granted);
  }

  /** Switches a misbehaviour on. */
  public void fail(SlackFault fault) {
    faults.add(fault);
  }

  /** Switches all misbehaviour off. */
  public void heal() {
    faults.clear();
  }

  /** The latest calls of the Web API, oldest first. */
  public List<SlackApiCall> calls() {
    return api.calls();
  }

  /** Everything that was sent to the app, oldest first. */
  public List<SlackDelivery> deliveries() {
    return sender.sent();
  }

  /** Sends the same bytes to the app once more. */
  public SlackDelivery redeliver(SlackDelivery delivery) {
    return sender.redeliver(delivery.parcel());
  }

  /** The bot's token, {@code xoxb-…}. */
  public String botToken() {
    return seed.app().botToken();
  }

  /** The app-level token for Socket Mode, {@code xapp-…}. */
  public String appToken() {
    return seed.app().appToken();
  }

  /** What deliveries over HTTP are signed with. */
  public String signingSecret() {
    return seed.app().signingSecret();
  }

  /** The workspace's id. */
  public String teamId() {
    return seed.team().id();
  }

  /** The bot user's id. */
  public String botId() {
    return seed.app().bot().id();
  }

  /** Back to the seed: no messages, no forms, no faults. */
  public void reset() {
    faults.clear();
    screens.reset();
    replies.reset();
    sender.reset();
    api.reset();
    workspace.reset();
    chat.keepsRichText(true);
  }

  @Override
  public void close() {
    sender.close();
    socketMode.sockets().close();
  }

  SlackSeed seed() {
    return seed;
  }
}
