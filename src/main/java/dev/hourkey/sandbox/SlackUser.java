package dev.hourkey.sandbox;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Somebody Slack knows: {@code restricted} is a guest, a {@code stranger} is of another team. */
public record SlackUser(
    String id,
    String team,
    String name,
    String realName,
    @Nullable String email,
    boolean bot,
    boolean restricted,
    boolean stranger,
    boolean deleted) {

  static final String TIME_ZONE = "Europe/Berlin";

  /** The same person, {@code deleted} from the workspace or back again. */
  public SlackUser deleted(boolean gone) {
    return new SlackUser(id, team, name, realName, email, bot, restricted, stranger, gone);
  }

  /** The user object of {@code users.info}, with the e-mail address only where scopes allow it. */
  ObjectNode json(Set<String> scopes) {
    ObjectNode user =
        Json.object()
            .put("id", id)
            .put("team_id", team)
            .put("name", name)
            .put("deleted", deleted)
            .put("real_name", realName)
            .put("tz", TIME_ZONE)
            .put("is_bot", bot)
            .put("is_restricted", restricted)
            .put("is_ultra_restricted", false)
            .put("is_email_confirmed", email != null);
    if (stranger) {
      user.put("is_stranger", true);
    }
    ObjectNode profile =
        user.putObject("profile")
            .put("real_name", realName)
            .put("display_name", name)
            .put("team", team);
    if (email != null && scopes.contains("users:read.email")) {
      profile.put("email", email);
    }
    return user;
  }
}
