package dev.hourkey.doctor;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What doctor asks the chat. Each method only reads, and may throw {@link
 * dev.hourkey.person.DirectoryFailure}.
 */
public interface ChatDiagnostics {
  /** What the bot's token is for. */
  Workspace workspace();

  /**
   * The channels that the bot is in.
   *
   * @param open whether to list public channels, which takes a scope
   * @param closed whether to list private channels, which takes another
   */
  List<Channel> channels(boolean open, boolean closed);

  /** How many people are in each of the workspace's user groups, by its handle and by its id. */
  Map<String, Integer> userGroups();

  /** Whether somebody in the workspace has this mail address. */
  boolean knows(String mail);

  /** Asks for the address of a connection over which events arrive, and opens none. */
  void connection();

  /** Which apps the two tokens belong to; empty if the chat does not say so. */
  Optional<Apps> apps();

  /**
   * A workspace, seen with the bot's token.
   *
   * @param bot whether it is the token of a bot
   * @param scopes what the app may do
   */
  record Workspace(String id, String name, boolean bot, Set<String> scopes) {
    public Workspace {
      scopes = Set.copyOf(scopes);
    }
  }

  /**
   * The ids of apps.
   *
   * @param ofBot the one that the bot token belongs to
   * @param ofConnection the one that the app-level token belongs to
   */
  record Apps(String ofBot, String ofConnection) {}

  /**
   * A channel that the bot is in.
   *
   * @param shared whether people of another company are in it
   */
  record Channel(String id, String name, boolean archived, boolean shared) {}
}
