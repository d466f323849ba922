package dev.hourkey.slack;

import dev.hourkey.person.ChatUser;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Identifies senders, and refuses those of other workspaces. */
@ApplicationScoped
class WorkspaceGuard {
  /** What people of other workspaces are told. */
  static final String REFUSAL =
      "Hourkey serves members of its own workspace only. Nothing was changed.";

  private final SlackConfig config;

  WorkspaceGuard(SlackConfig config) {
    this.config = config;
  }

  /**
   * The sender, unless the payload shows that they belong to another workspace: in a channel shared
   * with another company, the payload is ours and the person is not. In an Enterprise Grid
   * organization a person carries the id of their home workspace and may be a member of ours as
   * well, and a payload may name no workspace at all. Such a sender is accepted here, and {@link
   * SlackProfiles} asks Slack for proof of membership before anything is granted or decided.
   *
   * <p>A person has the same id in all workspaces of a Grid. They are therefore recorded under our
   * workspace's id, whatever the payload says, so that they stay one person.
   */
  Optional<ChatUser> sender(
      @Nullable String payloadTeam,
      @Nullable String enterprise,
      @Nullable String userTeam,
      @Nullable String user) {
    boolean inGrid = enterprise != null && !enterprise.isBlank();
    boolean managed =
        (payloadTeam == null ? inGrid : payloadTeam.equals(config.teamId()))
            && (userTeam == null || inGrid || userTeam.equals(config.teamId()))
            && user != null
            && !user.isBlank();
    return managed
        ? Optional.of(new ChatUser(config.teamId(), String.valueOf(user)))
        : Optional.empty();
  }
}
