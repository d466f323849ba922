package dev.hourkey.slack;

import com.slack.api.methods.SlackApiTextResponse;
import com.slack.api.methods.response.auth.AuthTestResponse;
import com.slack.api.methods.response.usergroups.UsergroupsListResponse;
import com.slack.api.methods.response.users.UsersConversationsResponse;
import com.slack.api.methods.response.users.UsersLookupByEmailResponse;
import com.slack.api.model.Conversation;
import com.slack.api.model.ConversationType;
import com.slack.api.model.Usergroup;
import dev.hourkey.doctor.ChatDiagnostics;
import dev.hourkey.slack.SlackApi.Reply;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/** Collects from Slack what {@code doctor} checks. It only reads, so nobody in Slack notices. */
@Singleton
public final class SlackDiagnostics implements ChatDiagnostics {
  private static final int PAGE = 200;
  private static final int MAX_PAGES = 25;

  private final SlackApi slack;
  private final SlackConfig config;

  /** Creates a client of its own for Slack. */
  public SlackDiagnostics(SlackConfig config) {
    this(new SlackApi(config), config);
  }

  @Inject
  SlackDiagnostics(SlackApi slack, SlackConfig config) {
    this.slack = slack;
    this.config = config;
  }

  @Override
  public Workspace workspace() {
    AuthTestResponse answer =
        answered(
            "identify the bot token", slack.call("auth.test", methods -> methods.authTest(r -> r)));
    return new Workspace(
        String.valueOf(answer.getTeamId()),
        String.valueOf(answer.getTeam()),
        answer.getBotId() != null,
        Set.copyOf(SlackErrors.scopes(answer.getHttpResponseHeaders()).orElse(List.of())));
  }

  @Override
  public List<Channel> channels(boolean open, boolean closed) {
    List<ConversationType> types = new ArrayList<>();
    if (open) {
      types.add(ConversationType.PUBLIC_CHANNEL);
    }
    if (closed) {
      types.add(ConversationType.PRIVATE_CHANNEL);
    }
    List<Channel> all = new ArrayList<>();
    String cursor = "";
    for (int page = 0; page < MAX_PAGES; page++) {
      String from = cursor;
      UsersConversationsResponse answer =
          answered(
              "list the channels that the bot is in",
              slack.call(
                  "users.conversations",
                  methods ->
                      methods.usersConversations(r -> r.types(types).limit(PAGE).cursor(from))));
      answer.getChannels().stream().map(SlackDiagnostics::channel).forEach(all::add);
      cursor =
          answer.getResponseMetadata() == null
              ? ""
              : Objects.requireNonNullElse(answer.getResponseMetadata().getNextCursor(), "");
      if (cursor.isEmpty()) {
        break;
      }
    }
    return all;
  }

  private static Channel channel(Conversation found) {
    return new Channel(
        found.getId(), String.valueOf(found.getName()), found.isArchived(), found.isExtShared());
  }

  @Override
  public Map<String, Integer> userGroups() {
    UsergroupsListResponse answer =
        answered(
            "list the user groups",
            slack.call(
                "usergroups.list",
                methods ->
                    methods.usergroupsList(r -> r.teamId(config.teamId()).includeCount(true))));
    Map<String, Integer> people = new HashMap<>();
    Objects.requireNonNullElse(answer.getUsergroups(), List.<Usergroup>of()).stream()
        .filter(group -> !group.isExternal())
        .forEach(
            group -> {
              int number = Objects.requireNonNullElse(group.getUserCount(), 1);
              people.put(group.getId(), number);
              people.put(group.getHandle(), number);
            });
    return people;
  }

  @Override
  public boolean knows(String mail) {
    Reply<UsersLookupByEmailResponse> reply =
        slack.call(
            "users.lookupByEmail", methods -> methods.usersLookupByEmail(r -> r.email(mail)));
    if (reply instanceof Reply.Refused<?> refused && refused.error().equals("users_not_found")) {
      return false;
    }
    var _ = answered("look for an approver", reply);
    return true;
  }

  @Override
  public void connection() {
    var _ =
        answered(
            "ask for a connection",
            slack.call(
                "apps.connections.open",
                methods ->
                    methods.appsConnectionsOpen(r -> r.token(config.appToken().orElse("")))));
  }

  /** Slack shows the app of a bot only by the bot's id. */
  @Override
  public Optional<Apps> apps() {
    Optional<String> ofBot =
        shown("auth.test", methods -> methods.authTest(r -> r))
            .flatMap(answer -> Optional.ofNullable(answer.getBotId()))
            .flatMap(bot -> shown("bots.info", methods -> methods.botsInfo(r -> r.bot(bot))))
            .flatMap(answer -> Optional.ofNullable(answer.getBot().getAppId()));
    String appToken = config.appToken().orElse("");
    Optional<String> ofConnection =
        shown("auth.test", methods -> methods.authTest(r -> r.token(appToken)))
            .flatMap(answer -> Optional.ofNullable(answer.getAppId()));
    return ofBot.flatMap(bot -> ofConnection.map(app -> new Apps(bot, app)));
  }

  /** What Slack answers; empty if it refuses, which other checks report. */
  private <T extends SlackApiTextResponse> Optional<T> shown(String method, SlackApi.Call<T> call) {
    Reply<T> reply = slack.call(method, call);
    return reply instanceof Reply.Refused<T>
        ? Optional.empty()
        : Optional.of(answered("ask which app a token belongs to", reply));
  }

  private static <T extends SlackApiTextResponse> T answered(String doing, Reply<T> reply) {
    return switch (reply) {
      case Reply.Ok<T>(T response) -> response;
      case Reply.Refused<T>(String method, String error) ->
          throw SlackErrors.refused(doing, method, error);
      case Reply.Unavailable<T> unavailable -> throw SlackErrors.unavailable(doing, unavailable);
    };
  }
}
