package dev.hourkey.sandbox.slack;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.hourkey.sandbox.http.Json;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** auth.test, users.* and conversations.*: people and channels. */
final class LookupMethods {
  private static final int PAGE = 100;
  private static final int LARGEST_PAGE = 999;

  private final Workspace workspace;

  LookupMethods(Workspace workspace) {
    this.workspace = workspace;
  }

  void addTo(WebApi api) {
    api.on("auth.test", "", _ -> authTest());
    api.on("bots.info", "users:read", this::bot);
    api.on("users.info", "users:read", call -> user(workspace.person(call.need("user")), call));
    api.on("users.lookupByEmail", "users:read.email", this::byEmail);
    api.on("conversations.open", "im:write", this::open);
    api.on(
        "conversations.info",
        "channels:read",
        call -> channel(workspace.channelById(call.need("channel"))));
    api.on("conversations.list", "channels:read", this::list);
    api.on("conversations.members", "", this::members);
    api.on("users.conversations", "", this::joined);
    api.on("usergroups.list", "usergroups:read", this::userGroups);
  }

  private ObjectNode authTest() {
    WorkspaceSeed seed = workspace.seed;
    return Json.object()
        .put("url", "https://" + seed.team().domain() + ".slack.com/")
        .put("team", seed.team().name())
        .put("user", seed.app().bot().name())
        .put("team_id", seed.team().id())
        .put("user_id", seed.app().bot().id())
        .put("bot_id", seed.app().botId())
        .put("is_enterprise_install", false);
  }

  private ObjectNode bot(ApiArguments call) {
    WorkspaceSeed.App app = workspace.seed.app();
    if (!call.need("bot").equals(app.botId())) {
      throw new ApiError("bot_not_found");
    }
    ObjectNode answer = Json.object();
    answer.set(
        "bot",
        Json.object(
            "id", app.botId(),
            "app_id", app.id(),
            "user_id", app.bot().id(),
            "name", app.bot().name(),
            "deleted", false));
    return answer;
  }

  private ObjectNode byEmail(ApiArguments call) {
    String email = call.need("email");
    return workspace.people().stream()
        .filter(person -> email.equalsIgnoreCase(person.email()) && !person.deleted())
        .findFirst()
        .map(person -> user(person, call))
        .orElseThrow(() -> new ApiError("users_not_found"));
  }

  private ObjectNode user(UserProfile person, ApiArguments call) {
    ObjectNode answer = Json.object();
    answer.set("user", person.json(call.scopes()));
    return answer;
  }

  private ObjectNode open(ApiArguments call) {
    UserProfile person = workspace.person(call.need("users"));
    boolean known =
        workspace.channels().stream()
            .anyMatch(channel -> Objects.equals(channel.direct, person.id()));
    return channel(workspace.channel(person.id())).put("no_op", known).put("already_open", known);
  }

  private ObjectNode channel(Channel channel) {
    ObjectNode answer = Json.object();
    answer.set("channel", described(channel));
    return answer;
  }

  /** The channels that the bot is in, of the kinds that it asks for; each needs its scope. */
  private ObjectNode joined(ApiArguments call) {
    String types = Objects.requireNonNullElse(call.optional("types"), "public_channel");
    boolean open = List.of(types.split(",")).contains("public_channel");
    boolean closed = List.of(types.split(",")).contains("private_channel");
    if (open) {
      require("channels:read", call);
    }
    if (closed) {
      require("groups:read", call);
    }
    return page(
        call,
        workspace.channels().stream()
            .filter(channel -> channel.direct == null)
            .filter(channel -> channel.members.contains(workspace.bot()))
            .filter(channel -> channel.closed ? closed : open)
            .toList());
  }

  private ObjectNode list(ApiArguments call) {
    return page(
        call, workspace.channels().stream().filter(channel -> channel.direct == null).toList());
  }

  private ObjectNode page(ApiArguments call, List<Channel> all) {
    int from = Integer.parseInt(Objects.requireNonNullElse(call.optional("cursor"), "0"));
    int limit = Integer.parseInt(Objects.requireNonNullElse(call.optional("limit"), "" + PAGE));
    int to = Math.min(all.size(), from + limit);
    ObjectNode answer = Json.object();
    ArrayNode page = answer.putArray("channels");
    all.subList(Math.min(from, to), to).forEach(channel -> page.add(described(channel)));
    answer.putObject("response_metadata").put("next_cursor", to < all.size() ? "" + to : "");
    return answer;
  }

  private ObjectNode members(ApiArguments call) {
    Channel channel = workspace.channelById(call.need("channel"));
    require(scopeToRead(channel), call);
    if (channel.closed && !channel.members.contains(workspace.bot())) {
      throw new ApiError("channel_not_found");
    }
    int limit = number(call.optional("limit"), PAGE, 1, LARGEST_PAGE, "invalid_limit");
    List<String> all = channel.members.stream().sorted().toList();
    int from = number(call.optional("cursor"), 0, 0, all.size(), "invalid_cursor");
    int to = Math.min(all.size(), from + limit);
    ObjectNode answer = Json.object();
    answer.set("members", Json.tree(all.subList(from, to)));
    answer.putObject("response_metadata").put("next_cursor", to < all.size() ? "" + to : "");
    return answer;
  }

  private static String scopeToRead(Channel channel) {
    return channel.direct != null ? "im:read" : channel.closed ? "groups:read" : "channels:read";
  }

  private static void require(String scope, ApiArguments call) {
    if (!call.scopes().contains(scope)) {
      throw ApiError.missingScope(scope, call.scopes());
    }
  }

  private static int number(
      @Nullable String given, int otherwise, int least, int max, String error) {
    if (given == null) {
      return otherwise;
    }
    try {
      int number = Integer.parseInt(given);
      if (number >= least && number <= max) {
        return number;
      }
    } catch (NumberFormatException e) {
      throw new ApiError(error);
    }
    throw new ApiError(error);
  }

  private ObjectNode userGroups(ApiArguments call) {
    String users = Objects.requireNonNullElse(call.optional("include_users"), "0");
    ObjectNode answer = Json.object();
    ArrayNode groups = answer.putArray("usergroups");
    for (UserGroup group : workspace.userGroups()) {
      ObjectNode shown =
          Json.object(
              "id", group.id(),
              "team_id", workspace.seed.team().id(),
              "is_usergroup", true,
              "is_external", false,
              "name", group.handle(),
              "handle", group.handle(),
              "user_count", group.members().size());
      boolean included = users.equals("1") || users.equals("true");
      groups.add(included ? shown.set("users", Json.tree(group.members())) : shown);
    }
    return answer;
  }

  private ObjectNode described(Channel channel) {
    ObjectNode json =
        Json.object()
            .put("id", channel.id)
            .put("is_im", channel.direct != null)
            .put("is_channel", channel.direct == null)
            .put("is_private", channel.closed)
            .put("is_archived", channel.archived)
            .put("is_member", channel.members.contains(workspace.bot()))
            .put("is_ext_shared", channel.shared)
            .put("num_members", channel.members.size());
    return channel.direct == null
        ? json.put("name", channel.name).put("name_normalized", channel.name)
        : json.put("user", channel.direct);
  }
}
