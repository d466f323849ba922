package dev.hourkey.slack;

import dev.hourkey.person.ChatUser;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Identifies senders, and refuses those of other workspaces. */
@ApplicationScoped
class WorkspaceGuard {
  /** The answer to people of other workspaces. */
  static final String REFUSAL =
      "Only members of this workspace can use Hourkey. Nothing was changed.";

  private final SlackConfig config;

  WorkspaceGuard(SlackConfig config) {
    this.config = config;
  }

  /**
   * The sender, unless the payload shows that they belong to another workspace. A channel may be
   * shared with another company: then the payload names Hourkey's workspace, and the person belongs
   * to the other one. In an Enterprise Grid organization a person has the id of their home
   * workspace and may be a member of Hourkey's as well, and a payload may name no workspace at all.
   * Such a sender is accepted here, and {@link SlackProfiles} asks Slack for proof of membership
   * before anything is granted or decided.
   *
   * <p>A person has the same id in all workspaces of a Grid. They are recorded under the id of
   * Hourkey's workspace, whatever the payload says, so that they stay one person.
   */
  Optional<ChatUser> sender(
      @Nullable String payloadTeam,
      @Nullable String enterprise,
      @Nullable String userTeam,
      @Nullable String user) {
    boolean inGrid = enterprise != null && !enterprise.isBlank();
    boolean accepted =
        (payloadTeam == null ? inGrid : payloadTeam.equals(config.teamId()))
            && (userTeam == null || inGrid || userTeam.equals(config.teamId()))
            && user != null
            && !user.isBlank();
    return accepted
        ? Optional.of(new ChatUser(config.teamId(), String.valueOf(user)))
        : Optional.empty();
  }
}
