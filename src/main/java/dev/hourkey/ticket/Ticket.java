package dev.hourkey.ticket;

/** What the ticket tool knows about a key. */
public sealed interface Ticket {
  /**
   * It exists and is not done.
   *
   * @param key its current key, which differs from the requested one if the ticket was moved
   * @param status the name of its status, as the tool shows it
   */
  record Open(String key, String title, String status) implements Ticket {}

  record Closed(String key, String status) implements Ticket {}

  /** The tool shows the project, but no such ticket in it. */
  record Missing(String key) implements Ticket {}

  /** The ticket was moved to a project that does not count. */
  record WrongProject(String key) implements Ticket {}
}
