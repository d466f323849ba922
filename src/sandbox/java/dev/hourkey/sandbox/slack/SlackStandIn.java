package dev.hourkey.sandbox.slack;

import dev.hourkey.sandbox.http.AcceptedSecrets;
import dev.hourkey.sandbox.http.LoopbackServer;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * A simulated Slack: the Web API below {@code /api/}, signed deliveries to the app, and people who
 * act on what they see.
 */
public final class SlackStandIn implements AutoCloseable {
  private final WorkspaceSeed seed = WorkspaceSeed.load();
  private final SocketModeRoute socketMode;
  private final ChangeCounter changes = new ChangeCounter();
  private final Faults faults = new Faults();
  private volatile Duration deadline = Delivery.DEADLINE;
  private volatile String signingSecret = seed.app().signingSecret();
  private final TriggerIds triggers = new TriggerIds(() -> deadline);
  private final Screens screens = new Screens(changes);
  private final Clock clock;
  private final Workspace workspace;
  private final WebApi api;
  private final ResponseUrls replies;
  private final Sender sender;
  private final UserActions actions;
  private final ChatMethods chat;
  private final FileMethods files;
  private final MessageEvents events;
  private final WorkflowMethods workflows;

  public SlackStandIn(LoopbackServer http, Clock clock) {
    this.clock = clock;
    socketMode = new SocketModeRoute(seed.app().id(), http, () -> deadline);
    workspace = new Workspace(seed, clock, changes);
    api = new WebApi(seed.app(), faults, http);
    replies = new ResponseUrls(workspace, clock, http);
    sender = new Sender(faults, socketMode);
    var views = new ViewMethods(workspace, screens, triggers, clock);
    var payloads = new Payloads(workspace, triggers, replies);
    actions = new UserActions(workspace, screens, views, payloads, replies, sender);
    events = new MessageEvents(workspace, payloads, sender, api);
    chat = new ChatMethods(workspace, events);
    chat.addTo(api);
    workflows = new WorkflowMethods(seed, payloads, sender);
    workflows.addTo(api);
    files = new FileMethods(workspace, http);
    files.addTo(api);
    new LookupMethods(workspace).addTo(api);
    views.addTo(api);
    socketMode.addTo(api);
    new PeopleApi(this, workspace, screens, actions, changes).addTo(http);
    new ControlApi(this).addTo(http);
  }

  /** Delivers signed requests to this URL from now on, and nothing over Socket Mode. */
  public void deliverTo(URI url) {
    sender.use(new HttpRoute(clock, url, this::signingSecret, () -> deadline));
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
   * Warns the app's WebSockets that they will end, with Slack's {@code warning}, {@code
   * refresh_requested} or {@code link_disabled}, and leaves them open.
   */
  public void warnSockets(String reason) {
    socketMode.sockets().warn(reason);
  }

  /** Ends the app's WebSockets, with a close frame or, like a broken network, without one. */
  public void closeSockets(boolean politely) {
    socketMode.sockets().hangUp(politely);
  }

  /** A user at their Slack client. */
  public WorkspaceUser person(String id) {
    return new WorkspaceUser(workspace.person(id), workspace, screens, actions, events);
  }

  /** Everybody in the workspace, the bot last. */
  public List<UserProfile> people() {
    return workspace.people();
  }

  /** Changes the profile of a user. */
  public void change(UserProfile person) {
    workspace.change(person);
  }

  /** Creates a user group or changes its members. */
  public void userGroup(String id, String handle, String... members) {
    workspace.userGroup(new UserGroup(id, handle, List.of(members)));
  }

  /** Archives or unarchives a channel. */
  public void archive(String channel, boolean archived) {
    workspace.archive(channel, archived);
  }

  /** Makes a channel private: only its members, and apps with other scopes, may read about it. */
  public void close(String channel) {
    workspace.close(channel);
  }

  /** Shares a channel with another company. */
  public void share(String channel) {
    workspace.share(channel);
  }

  /** Adds a user, or the bot, to a channel or removes them. */
  public void member(String channel, String person, boolean in) {
    workspace.invite(channel, person, in);
  }

  /** Deletes a message, as a workspace admin can. */
  public void delete(PostedMessage message) {
    workspace.delete(message);
  }

  /** Whether {@code chat.update} refuses to take the rich text out of a message; on by default. */
  public void keepsRichText(boolean keeps) {
    chat.keepsRichText(keeps);
  }

  /**
   * Waits this long for the app instead of three seconds, and lets a trigger open a form for as
   * long, until a reset: a busy machine must not fail a test of something else.
   */
  public void patience(Duration longest) {
    deadline = longest;
  }

  /** Takes scopes away from the app, as if it had been installed without them, until a reset. */
  public void withoutScopes(String... missing) {
    Set<String> granted = new HashSet<>(seed.app().scopes());
    List.of(missing).forEach(granted::remove);
    api.scopes(granted);
  }

  /** Gives the app more scopes, as if it had been installed with them, until a reset. */
  public void withScopes(String... more) {
    Set<String> granted = new HashSet<>(seed.app().scopes());
    granted.addAll(List.of(more));
    api.scopes(granted);
  }

  /**
   * Subscribes the app to {@code message.channels}, {@code message.groups} or {@code message.im},
   * until a reset. Each needs its scope, such as {@code channels:history}.
   */
  public void subscribe(String... messages) {
    events.subscribe(Set.of(messages));
  }

  /** Lets people write to the app, whose messages tab is read-only at first, until a reset. */
  public void takesMessages() {
    workspace.takesMessages(true);
  }

  /** Runs a workflow with the app's step and these inputs; returns the id of the execution. */
  public String runWorkflow(Map<String, String> inputs) {
    return workflows.run(inputs);
  }

  /** How the app ended an execution, in words; empty while it is open. */
  public Optional<String> endOfWorkflow(String execution) {
    return workflows.end(execution);
  }

  /** The text of a file that the app has shared, by its id. */
  public Optional<String> file(String id) {
    return files.text(id);
  }

  /** Switches a misbehavior on. */
  public void fail(Fault fault) {
    faults.add(fault);
  }

  /** Switches all misbehavior off. */
  public void heal() {
    faults.clear();
  }

  /** The latest calls of the Web API, oldest first. */
  public List<ApiCall> calls() {
    return api.calls();
  }

  /** Everything that was sent to the app, oldest first. */
  public List<Delivery> deliveries() {
    return sender.sent();
  }

  /** Sends the same bytes to the app again. */
  public Delivery redeliver(Delivery delivery) {
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

  /** Makes the app-level token belong to an app other than the bot token's, until a reset. */
  public void appTokenOf(String app) {
    api.appOfAppToken(app);
  }

  /** The secret with which deliveries over HTTP are signed. */
  public String signingSecret() {
    return signingSecret;
  }

  /** Regenerates the signing secret: deliveries are signed with this one, until a reset. */
  public void signingSecret(String secret) {
    signingSecret = secret;
  }

  /** The bot tokens that are valid: another one after the app was installed again. */
  public AcceptedSecrets botTokens() {
    return api.botTokens();
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
    files.reset();
    workspace.reset();
    chat.keepsRichText(true);
    events.subscribe(Set.of());
    workspace.takesMessages(false);
    workflows.reset();
    deadline = Delivery.DEADLINE;
    signingSecret = seed.app().signingSecret();
  }

  @Override
  public void close() {
    sender.close();
    socketMode.sockets().hangUp(false);
  }

  WorkspaceSeed seed() {
    return seed;
  }
}
