package dev.hourkey.ticket;

import io.smallrye.config.ConfigMapping;
import java.net.URI;
import java.util.Optional;

/** The credentials of the ticket tool that the policy file names. */
@ConfigMapping(prefix = "hourkey.ticket")
public interface TicketConfig {
  /**
   * Where Jira answers: the site, like {@code https://example.atlassian.net}, or, for an API token
   * with scopes, {@code https://api.atlassian.com/ex/jira/CLOUD-ID}.
   */
  Optional<URI> jiraUrl();

  /** The mail address of the Atlassian account that the token belongs to. */
  Optional<String> jiraUser();

  /** An API token of that account, which must be able to see the projects. */
  Optional<String> jiraToken();
}
