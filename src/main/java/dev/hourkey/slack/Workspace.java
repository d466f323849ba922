package dev.hourkey.slack;

import dev.hourkey.person.ChatUser;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Says who sent something, and hears only people of our own workspace. */
@ApplicationScoped
class Workspace {
  /** What people of other workspaces are told. */
  static final String REFUSAL =
      "Hourkey serves the members of its own workspace only; nothing was changed.";

  private final SlackConfig config;

  Workspace(SlackConfig config) {
    this.config = config;
  }

  /**
   * The sender, if both the payload and the person belong to our workspace. In a channel shared
   * with others the payload is ours and the person may not be.
   */
  Optional<ChatUser> sender(
      @Nullable String payloadTeam, @Nullable String userTeam, @Nullable String user) {
    boolean ours =
        config.teamId().equals(payloadTeam)
            && (userTeam == null || userTeam.equals(config.teamId()))
            && user != null
            && !user.isBlank();
    return ours
        ? Optional.of(new ChatUser(config.teamId(), String.valueOf(user)))
        : Optional.empty();
  }
}
