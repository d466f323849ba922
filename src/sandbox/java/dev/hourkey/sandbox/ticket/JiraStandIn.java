package dev.hourkey.sandbox.ticket;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.hourkey.sandbox.http.Answer;
import dev.hourkey.sandbox.http.Json;
import dev.hourkey.sandbox.http.LoopbackServer;
import dev.hourkey.sandbox.http.NextAnswers;
import dev.hourkey.sandbox.http.Request;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;

/** The issues and projects of a Jira Cloud site, below {@code /jira}. */
public final class JiraStandIn {
  /** The account that reads, and its API token. */
  public static final String USER = "bot@example.com";

  public static final String TOKEN = "sandbox-jira";

  private final NextAnswers faults = new NextAnswers();
  private final Map<String, Issue> issues = new ConcurrentHashMap<>();
  private final Set<String> hidden = ConcurrentHashMap.newKeySet();
  private final List<String> paths = new ArrayList<>();

  public JiraStandIn(LoopbackServer http) {
    reset();
    on(http, "/jira/rest/api/3/issue/{key}", this::issue);
    on(http, "/jira/rest/api/3/project/{key}", this::project);
  }

  /** Creates or changes an issue. */
  public void put(Issue issue) {
    issues.put(issue.key(), issue);
  }

  /** Moves an issue: it answers under its former key with the new one. */
  public void move(String former, String key) {
    Issue issue = issues.get(former);
    if (issue == null) {
      throw new IllegalArgumentException("there is no " + former);
    }
    Issue moved = new Issue(key, issue.title(), issue.status(), issue.category());
    issues.put(former, moved);
    issues.put(key, moved);
  }

  /** Takes the account's right to see a project away: everything in it answers 404. */
  public void hide(String project) {
    hidden.add(project);
  }

  /** The failures to simulate. */
  public NextAnswers faults() {
    return faults;
  }

  /** The paths of all calls since the reset. */
  public List<String> paths() {
    synchronized (paths) {
      return List.copyOf(paths);
    }
  }

  /** Back to the start: {@code INC-42} is in progress, {@code OPS-7} is done. */
  public void reset() {
    faults.clear();
    issues.clear();
    hidden.clear();
    synchronized (paths) {
      paths.clear();
    }
    put(new Issue("INC-42", "Disk full on db-1", "In Progress", "indeterminate"));
    put(new Issue("OPS-7", "Rotate the certificates", "Done", "done"));
  }

  private void on(LoopbackServer http, String path, Function<Request, Answer> handler) {
    http.on(
        "GET",
        path,
        request -> {
          synchronized (paths) {
            paths.add(request.path());
          }
          Optional<Answer> fault = faults.take();
          return fault.isPresent() ? fault.get() : handler.apply(request);
        });
  }

  private Answer issue(Request request) {
    Issue issue = issues.get(request.parameter("key"));
    if (!allowed(request) || issue == null || hidden.contains(issue.project())) {
      return missing("Issue does not exist or you do not have permission to see it.");
    }
    ObjectNode fields = Json.object("summary", issue.title());
    fields.set(
        "status",
        Json.object(
            "id", "3",
            "name", issue.status(),
            "statusCategory", Json.object("id", 4, "key", issue.category())));
    fields.set("project", Json.object("key", issue.project()));
    return Answer.json(200, Json.object("id", "10123", "key", issue.key()).set("fields", fields));
  }

  /** A call with wrong credentials counts as anonymous, and sees no project. */
  private Answer project(Request request) {
    String key = request.parameter("key");
    boolean known = issues.values().stream().anyMatch(issue -> issue.project().equals(key));
    return allowed(request) && known && !hidden.contains(key)
        ? Answer.json(200, Json.object("id", "10000", "key", key))
        : missing("No project could be found with key '" + key + "'.");
  }

  private static Answer missing(String why) {
    return Answer.json(404, Json.object("errorMessages", List.of(why), "errors", Json.object()));
  }

  private static boolean allowed(Request request) {
    String credentials = USER + ":" + TOKEN;
    String basic = Base64.getEncoder().encodeToString(credentials.getBytes(StandardCharsets.UTF_8));
    return ("Basic " + basic).equals(request.header("Authorization"));
  }
}
