package dev.hourkey.doctor;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The questions that doctor asks the chat. Each method only reads, and may throw {@link
 * dev.hourkey.person.DirectoryFailure}.
 */
public interface ChatDiagnostics {
  /** The workspace and the rights of the bot token. */
  Workspace workspace();

  /**
   * The channels that the bot is in.
   *
   * @param open whether to list public channels, which needs a scope
   * @param closed whether to list private channels, which needs another scope
   */
  List<Channel> channels(boolean open, boolean closed);

  /** How many people are in each of the workspace's user groups, by its handle and by its id. */
  Map<String, Integer> userGroups();

  /** Whether somebody in the workspace has this mail address. */
  boolean knows(String mail);

  /** Requests the address for a connection over which events arrive, but opens no connection. */
  void connection();

  /** The apps that the two tokens belong to; empty if the chat does not show them. */
  Optional<Apps> apps();

  /**
   * A workspace, as the bot token shows it.
   *
   * @param bot whether the token belongs to a bot
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
   * @param ofBot the app that the bot token belongs to
   * @param ofConnection the app that the app-level token belongs to
   */
  record Apps(String ofBot, String ofConnection) {}

  /**
   * A channel that the bot is in.
   *
   * @param shared whether people of another company are in it
   */
  record Channel(String id, String name, boolean archived, boolean shared) {}
}
