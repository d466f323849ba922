package dev.hourkey.sandbox.slack;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.hourkey.sandbox.http.Json;

/** What there is to see in Slack, for everybody and for one person, as the page gets it. */
final class Window {
  private final Workspace workspace;
  private final Screens screens;

  Window(Workspace workspace, Screens screens) {
    this.workspace = workspace;
    this.screens = screens;
  }

  /** Workspace, app and people. */
  ObjectNode overview() {
    WorkspaceSeed seed = workspace.seed;
    ObjectNode overview =
        Json.object("team", seed.team(), "people", workspace.people(), "about", seed.about());
    overview
        .putObject("app")
        .put("name", seed.app().bot().realName())
        .put("command", seed.app().command())
        .put("usageHint", seed.app().usageHint())
        .put("shortcut", seed.app().shortcut().name());
    return overview;
  }

  /** Everything that one person sees in Slack. */
  ObjectNode of(UserProfile person, long version) {
    ObjectNode window = Json.object().put("version", version);
    window.put("trouble", screens.trouble(person.id()));
    ObjectNode unread = window.putObject("unread");
    workspace.people().forEach(one -> unread.put(one.id(), workspace.unread(one.id())));
    var _ = workspace.channel(person.id()); // The app's DM is there before it first writes.
    ArrayNode channels = window.putArray("channels");
    workspace
        .channelsOf(person.id())
        .forEach(channel -> channels.add(channel(channel, person.id())));
    ArrayNode forms = window.putArray("forms");
    for (View form : screens.stack(person.id())) {
      ObjectNode json = form.json().deepCopy();
      json.set("errors", Json.tree(form.errors()));
      forms.add(json);
    }
    screens.home(person.id()).ifPresent(home -> window.set("home", home.json()));
    return window;
  }

  private ObjectNode channel(Channel channel, String person) {
    ObjectNode shown =
        Json.object()
            .put("id", channel.id)
            .put("name", channel.name)
            .put("direct", channel.direct != null)
            .put("archived", channel.archived)
            .put("unread", workspace.unread(channel, person));
    ArrayNode messages = shown.putArray("messages");
    for (PostedMessage message : workspace.messages(channel, person)) {
      ObjectNode json = message.json().deepCopy();
      json.put("ephemeral", message.onlyFor() != null);
      json.set("values", screens.entered(person, message));
      messages.add(json);
    }
    return shown;
  }
}
