package dev.hourkey.slack;

import com.slack.api.methods.response.users.UsersInfoResponse;
import com.slack.api.model.User;
import dev.hourkey.person.ChatProfiles;
import dev.hourkey.person.ChatUser;
import dev.hourkey.person.Complaint;
import dev.hourkey.person.DirectoryFailure;
import dev.hourkey.slack.SlackApi.Reply;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Set;

/** Slack's word on its users. Only full members of our own workspace are heard. */
@ApplicationScoped
class SlackProfiles implements ChatProfiles {
  private static final String NOT_A_MEMBER =
      "Hourkey serves full members of this workspace only; guests and people of other workspaces"
          + " cannot use it.";

  /** How Slack says that this workspace has no such user. */
  private static final Set<String> UNKNOWN = Set.of("user_not_found", "user_not_visible");

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
      case Reply.Ok<UsersInfoResponse>(UsersInfoResponse response) ->
          profile(SlackFailure.withAddress(response).getUser());
      case Reply.Refused<UsersInfoResponse>(_, String error) when UNKNOWN.contains(error) ->
          new Profile.Stranger(NOT_A_MEMBER);
      case Reply.Refused<UsersInfoResponse>(String method, String error) ->
          throw SlackFailure.refused("ask Slack who " + user.userId() + " is", method, error);
      case Reply.Unavailable<UsersInfoResponse>(String why, var retryAfter) ->
          throw DirectoryFailure.passing(
                  "ask Slack who " + user.userId() + " is",
                  retryAfter.orElse(null),
                  new IllegalStateException(why))
              .because(Complaint.said(Complaint.Party.SLACK, "Slack gave no answer (" + why + ")"));
    };
  }

  /**
   * Whether Slack shows that the person is a member of our workspace: it is their home workspace
   * or, in an Enterprise Grid organization, one of their workspaces. If Slack leaves that out, the
   * person does not count as a member.
   */
  private boolean ours(User user) {
    return config.teamId().equals(user.getTeamId())
        || (user.getEnterpriseUser() != null
            && user.getEnterpriseUser().getTeams() != null
            && user.getEnterpriseUser().getTeams().contains(config.teamId()));
  }

  private Profile profile(User user) {
    if (!ours(user)
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
