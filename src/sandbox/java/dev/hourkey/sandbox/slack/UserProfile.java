package dev.hourkey.sandbox.slack;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.hourkey.sandbox.http.Json;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A user in Slack: a guest if {@code restricted}, from another workspace if {@code stranger}.
 *
 * @param team the home workspace
 * @param unconfirmed whether they have not confirmed the e-mail address yet
 * @param grid the Enterprise Grid organization that they belong to, if any
 * @param title the job title in their profile
 */
public record UserProfile(
    String id,
    String team,
    String name,
    String realName,
    @Nullable String email,
    boolean bot,
    boolean restricted,
    boolean stranger,
    boolean deleted,
    boolean unconfirmed,
    @Nullable Grid grid,
    @Nullable String title) {

  static final String TIME_ZONE = "Europe/Berlin";

  /**
   * An Enterprise Grid organization.
   *
   * @param teams the workspaces that the person is a member of
   */
  public record Grid(String enterprise, List<String> teams) {
    /** Writes the enterprise as payloads do. */
    ObjectNode json() {
      return Json.object().put("id", enterprise).put("name", "Example Group");
    }
  }

  /** The same user in a Grid: {@code home} is their home, and they are in all of its teams. */
  public UserProfile inGrid(String home, Grid grid) {
    return new UserProfile(
        id,
        home,
        name,
        realName,
        email,
        bot,
        restricted,
        stranger,
        deleted,
        unconfirmed,
        grid,
        title);
  }

  /** Whether they are a member of this workspace; belonging to the same Grid is not enough. */
  boolean isMemberOf(String workspace) {
    return grid == null ? team.equals(workspace) : grid.teams().contains(workspace);
  }

  /** The same person, {@code deleted} from the workspace or back again. */
  public UserProfile deleted(boolean gone) {
    return new UserProfile(
        id, team, name, realName, email, bot, restricted, stranger, gone, unconfirmed, grid, title);
  }

  /** The same person with another address, {@code confirmed} or not yet. */
  public UserProfile address(@Nullable String address, boolean confirmed) {
    return new UserProfile(
        id,
        team,
        name,
        realName,
        address,
        bot,
        restricted,
        stranger,
        deleted,
        !confirmed,
        grid,
        title);
  }

  /** A new user with the name and the address of this one. */
  public UserProfile withId(String newId) {
    return new UserProfile(
        newId,
        team,
        name,
        realName,
        email,
        bot,
        restricted,
        stranger,
        false,
        unconfirmed,
        grid,
        title);
  }

  /** The user object of {@code users.info}, with the e-mail address only where scopes allow it. */
  ObjectNode json(Set<String> scopes) {
    ObjectNode user =
        Json.object()
            .put("id", id)
            .put("name", name)
            .put("deleted", deleted)
            .put("real_name", realName)
            .put("tz", TIME_ZONE)
            .put("tz_label", "Central European Time")
            .put("tz_offset", 3600)
            .put("is_bot", bot)
            .put("is_restricted", restricted)
            .put("is_ultra_restricted", false)
            .put("is_email_confirmed", email != null && !unconfirmed);
    if (grid == null) {
      user.put("team_id", team);
    } else { // Slack leaves out the home workspace here.
      user.putObject("enterprise_user")
          .put("id", "W" + id.substring(1))
          .put("enterprise_id", grid.enterprise())
          .put("enterprise_name", "Example Group")
          .putPOJO("teams", grid.teams());
    }
    if (stranger) {
      user.put("is_stranger", true);
    }
    ObjectNode profile =
        user.putObject("profile")
            .put("real_name", realName)
            .put("display_name", name)
            .put("title", title == null ? "" : title)
            .put("team", team);
    if (email != null && scopes.contains("users:read.email")) {
      profile.put("email", email);
    }
    return user;
  }
}
