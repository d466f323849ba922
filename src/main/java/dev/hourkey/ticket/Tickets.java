package dev.hourkey.ticket;

import dev.hourkey.policy.TicketKey;
import jakarta.enterprise.context.ApplicationScoped;
import java.net.URI;
import java.time.Clock;
import java.util.Optional;
import java.util.Set;

/** Looks up the tickets that justifications name. */
@ApplicationScoped
public class Tickets {
  private final Jira jira;

  Tickets(Jira jira) {
    this.jira = jira;
  }

  /** Creates tickets for a command that runs without the service. */
  public static Tickets of(TicketConfig config, Clock clock) {
    return new Tickets(new Jira(config, clock));
  }

  /**
   * Makes sure that the ticket tool shows a project.
   *
   * @throws dev.hourkey.person.DirectoryFailure when it does not
   */
  public void requireProject(String key) {
    jira.project("read the project " + key, key);
  }

  /**
   * Looks up the first ticket of these projects that the text names; empty if it names none.
   *
   * @throws dev.hourkey.person.DirectoryFailure when that is not known
   */
  public Optional<Ticket> in(String text, Set<String> projects) {
    return TicketKey.first(text, projects).map(key -> jira.find(key, projects));
  }

  /**
   * The page of the ticket that a line begins with, such as {@code INC-42: Disk full}; empty if the
   * tool's address is not a web page. Only a complete key from the line becomes part of it.
   */
  public Optional<URI> page(String line) {
    return TicketKey.in(line).stream()
        .limit(1)
        .filter(key -> line.startsWith(key + ":"))
        .flatMap(key -> jira.page(key).stream())
        .findFirst();
  }
}
