package dev.hourkey.slack;

import com.slack.api.methods.response.usergroups.UsergroupsListResponse;
import com.slack.api.model.Usergroup;
import dev.hourkey.person.CachedAnswer;
import dev.hourkey.person.ChatGroups;
import dev.hourkey.person.ChatUser;
import dev.hourkey.person.DirectoryFailure;
import dev.hourkey.slack.SlackApi.Reply;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Slack's user groups. One call reads all of them with their members: Slack allows 20 calls a
 * minute.
 */
@ApplicationScoped
class SlackUserGroups implements ChatGroups {
  private static final String METHOD = "usergroups.list";
  private static final String DOING = "read the Slack user groups";

  private final SlackApi slack;
  private final SlackConfig config;
  private final CachedAnswer<List<Usergroup>> groups;

  SlackUserGroups(SlackApi slack, SlackConfig config, Clock clock) {
    this.slack = slack;
    this.config = config;
    this.groups = new CachedAnswer<>(clock);
  }

  @Override
  public Set<ChatUser> members(String handleOrId) {
    return group(handleOrId).getUsers().stream()
        .map(user -> new ChatUser(config.teamId(), user))
        .collect(Collectors.toUnmodifiableSet());
  }

  @Override
  public String id(String handleOrId) {
    return group(handleOrId).getId();
  }

  private Usergroup group(String handleOrId) {
    return groups.get(() -> new CachedAnswer.Fresh<>(ask(), Optional.empty())).stream()
        .filter(group -> handleOrId.equals(group.getId()) || handleOrId.equals(group.getHandle()))
        .filter(group -> !group.isExternal() && group.getUsers() != null)
        .findFirst()
        .orElseThrow(() -> missing(handleOrId));
  }

  private List<Usergroup> ask() {
    return switch (slack.call(
        METHOD,
        methods -> methods.usergroupsList(r -> r.includeUsers(true).teamId(config.teamId())))) {
      case Reply.Ok<UsergroupsListResponse>(UsergroupsListResponse response) ->
          response.getUsergroups() == null ? List.of() : response.getUsergroups();
      case Reply.Refused<UsergroupsListResponse>(String method, String error) ->
          throw SlackErrors.refused(DOING, method, error);
      case Reply.Unavailable<UsergroupsListResponse> unavailable ->
          throw SlackErrors.unavailable(DOING, unavailable);
    };
  }

  private static DirectoryFailure missing(String name) {
    return DirectoryFailure.lasting(
            DOING, new IllegalStateException("Slack shows no user group '" + name + "'"))
        .withUserText("Slack shows no user group '" + name + "'");
  }
}
