package dev.hourkey.ticket;

import com.fasterxml.jackson.databind.JsonNode;
import dev.hourkey.http.Credentials;
import dev.hourkey.http.Credentials.Setting;
import dev.hourkey.http.JsonAnswer;
import dev.hourkey.http.JsonApi;
import dev.hourkey.policy.TicketKey;
import jakarta.enterprise.context.ApplicationScoped;
import java.net.URI;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The issues of Jira Cloud. */
@ApplicationScoped
class Jira {
  static final String URL = "hourkey.ticket.jira-url";
  static final String USER = "hourkey.ticket.jira-user";
  static final String TOKEN = "hourkey.ticket.jira-token";

  /** The host for API tokens with scopes. It has no web pages. */
  private static final String GATEWAY = "api.atlassian.com";

  private final JsonApi api;
  private final Optional<URI> site;

  Jira(TicketConfig config, Clock clock) {
    site = config.jiraUrl().filter(url -> !GATEWAY.equalsIgnoreCase(url.getHost()));
    api =
        new JsonApi(
            "Jira",
            config.jiraUrl().orElse(URI.create("https://jira.invalid")),
            Credentials.basic(
                    new Setting(USER, config.jiraUser()), new Setting(TOKEN, config.jiraToken()))
                .with(new Setting(URL, config.jiraUrl().map(URI::toString))),
            JsonApi.JSON_TYPE,
            clock);
  }

  /**
   * What Jira shows about an issue now.
   *
   * @param projects the projects whose tickets count
   * @throws dev.hourkey.person.DirectoryFailure when that is not known
   */
  Ticket find(TicketKey key, Set<String> projects) {
    String doing = "ask Jira about " + key;
    JsonAnswer answer =
        api.get(
            doing,
            List.of("rest", "api", "3", "issue", key.toString()),
            Map.of("fields", "summary,status,project"));
    if (answer.status() == 404) {
      return missing(doing, key);
    }
    JsonNode issue = api.accepted(doing, answer, Jira::hint);
    JsonNode fields = issue.path("fields");
    String now = issue.path("key").asText("");
    String project = fields.path("project").path("key").asText("");
    if (now.isEmpty() || project.isEmpty()) {
      throw api.unexpected(doing, "'key' and 'project'");
    }
    if (!projects.contains(project)) {
      return new Ticket.WrongProject(now);
    }
    String status = fields.path("status").path("name").asText("");
    return switch (fields.path("status").path("statusCategory").path("key").asText("")) {
      case "new", "indeterminate" ->
          new Ticket.Open(now, fields.path("summary").asText(""), status);
      case "done" -> new Ticket.Closed(now, status);
      default -> throw api.unexpected(doing, "a category of the status");
    };
  }

  /** The web page of an issue. */
  Optional<URI> page(TicketKey key) {
    return site.map(url -> URI.create(url.toString().replaceFirst("/+$", "") + "/browse/" + key));
  }

  /**
   * Jira also answers 404 if the account is not allowed to see the issue. If Jira shows the
   * project, the issue does not exist.
   */
  private Ticket missing(String doing, TicketKey key) {
    project(doing, key.project());
    return new Ticket.Missing(key.toString());
  }

  /**
   * Reads a project.
   *
   * @throws dev.hourkey.person.DirectoryFailure when Jira does not show it
   */
  void project(String doing, String key) {
    JsonAnswer answer = api.get(doing, List.of("rest", "api", "3", "project", key), Map.of());
    JsonNode _ = api.accepted(doing, answer, Jira::hint);
  }

  private static String hint(JsonAnswer refusal) {
    return switch (refusal.status()) {
      case 401 -> TOKEN + " is not valid, or has expired";
      case 403 -> "the account of " + USER + " is not allowed to read it";
      case 404 ->
          "there is no such project, the account of "
              + USER
              + " is not allowed to see it, or "
              + TOKEN
              + " is not valid";
      default -> "no reason given";
    };
  }
}
