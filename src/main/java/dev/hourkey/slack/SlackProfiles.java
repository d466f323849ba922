package dev.hourkey.slack;

import com.slack.api.methods.response.users.UsersInfoResponse;
import com.slack.api.model.User;
import dev.hourkey.person.ChatProfiles;
import dev.hourkey.person.ChatUser;
import dev.hourkey.person.DirectoryFailure;
import dev.hourkey.slack.SlackApi.Reply;
import jakarta.enterprise.context.ApplicationScoped;

/** Slack's word on its users. Only full members of our own workspace are heard. */
@ApplicationScoped
class SlackProfiles implements ChatProfiles {
  private static final String NOT_A_MEMBER =
      "Hourkey serves full members of this workspace only; guests and people of other workspaces"
          + " cannot use it.";

  private final SlackApi slack;
  private final SlackConfig config;

  SlackProfiles(SlackApi slack, SlackConfig config) {
    this.slack = slack;
    this.config = config;
  }

  @Override
  public Profile of(ChatUser user) {
    if (!user.teamId().equals(config.teamId())) {
      return new Profile.Stranger(NOT_A_MEMBER);
    }
    return switch (slack.call(
        "users.info", methods -> methods.usersInfo(r -> r.user(user.userId())))) {
      case Reply.Ok<UsersInfoResponse>(UsersInfoResponse response) -> profile(response.getUser());
      case Reply.Refused<UsersInfoResponse>(_, String error) when error.equals("user_not_found") ->
          new Profile.Stranger(NOT_A_MEMBER);
      case Reply.Refused<UsersInfoResponse>(String method, String error) ->
          throw DirectoryFailure.passing(
              "ask Slack who " + user.userId() + " is",
              null,
              new IllegalStateException(method + ": " + error));
      case Reply.Unavailable<UsersInfoResponse>(String why, var retryAfter) ->
          throw DirectoryFailure.passing(
              "ask Slack who " + user.userId() + " is",
              retryAfter.orElse(null),
              new IllegalStateException(why));
    };
  }

  private Profile profile(User user) {
    boolean ours = user.getTeamId() == null || user.getTeamId().equals(config.teamId());
    if (!ours
        || user.isDeleted()
        || user.isBot()
        || user.isRestricted()
        || user.isUltraRestricted()
        || user.isStranger()
        || user.isInvitedUser()) {
      return new Profile.Stranger(NOT_A_MEMBER);
    }
    String mail = user.getProfile() == null ? null : user.getProfile().getEmail();
    return mail == null || mail.isBlank()
        ? new Profile.Stranger(
            "Slack shows no e-mail address for you; ask a workspace admin to add the one that Entra"
                + " knows.")
        : new Profile.Member(mail);
  }
}
