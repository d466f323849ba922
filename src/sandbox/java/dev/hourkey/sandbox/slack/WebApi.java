package dev.hourkey.sandbox.slack;

import static java.nio.charset.StandardCharsets.US_ASCII;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.hourkey.sandbox.http.AcceptedSecrets;
import dev.hourkey.sandbox.http.Answer;
import dev.hourkey.sandbox.http.Json;
import dev.hourkey.sandbox.http.LoopbackServer;
import dev.hourkey.sandbox.http.Request;
import dev.hourkey.sandbox.slack.Fault.Kind;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** Slack's Web API: token, scope and faults first, then the method. */
final class WebApi {
  /** Used instead of a scope for methods that need the app-level token. */
  static final String APP_TOKEN = "connections:write";

  private static final int REMEMBERED = 1000;

  private final WorkspaceSeed.App app;
  private final Faults faults;
  private final Map<String, Entry> methods = new HashMap<>();
  private final Deque<ApiCall> calls = new ArrayDeque<>();

  private final AcceptedSecrets botTokens;

  private volatile Set<String> scopes;

  private volatile String appOfAppToken;

  interface Method {
    ObjectNode call(ApiArguments call);
  }

  private record Entry(String scope, Method method) {}

  WebApi(WorkspaceSeed.App app, Faults faults, LoopbackServer http) {
    this.app = app;
    this.botTokens = new AcceptedSecrets(app.botToken());
    this.appOfAppToken = app.id();
    this.scopes = Set.copyOf(app.scopes());
    this.faults = faults;
    http.on("POST", "/api/{method}", this::answer);
  }

  /** Adds a method; the empty scope is one that every token has. */
  void on(String name, String scope, Method method) {
    methods.put(name, new Entry(scope, method));
  }

  /** The latest calls, oldest first. */
  List<ApiCall> calls() {
    synchronized (calls) {
      return List.copyOf(calls);
    }
  }

  /** The bot tokens that are valid. */
  AcceptedSecrets botTokens() {
    return botTokens;
  }

  /** Sets what the app may do from now on. */
  void scopes(Set<String> granted) {
    scopes = Set.copyOf(granted);
  }

  Set<String> scopes() {
    return scopes;
  }

  /** From now on, the app-level token belongs to this app. */
  void appOfAppToken(String id) {
    appOfAppToken = id;
  }

  void reset() {
    botTokens.reset();
    appOfAppToken = app.id();
    scopes = Set.copyOf(app.scopes());
    synchronized (calls) {
      calls.clear();
    }
  }

  private Answer answer(Request request) throws InterruptedException {
    String method = request.parameter("method");
    Map<Kind, String> wrong = faults.take(method);
    if (wrong.containsKey(Kind.RATE_LIMITED)) {
      return Answer.json(429, refused("ratelimited"))
          .header("Retry-After", wrong.get(Kind.RATE_LIMITED));
    }
    if (wrong.containsKey(Kind.HTML)) {
      return Answer.bytes(
          500, "text/html", "<html><body>Server Error</body></html>".getBytes(US_ASCII));
    }
    ApiArguments call = ApiArguments.of(request, new TreeSet<>(scopes));
    String error = wrong.get(Kind.ERROR);
    ObjectNode answer = error == null ? run(method, call, token(request, call)) : refused(error);
    remember(new ApiCall(method, call.arguments(), answer));
    return wrong.containsKey(Kind.LOST)
        ? Answer.lost()
        : Answer.json(200, answer).header("X-OAuth-Scopes", String.join(",", call.scopes()));
  }

  private ObjectNode run(String method, ApiArguments call, String token) {
    try {
      Entry entry = methods.get(method);
      if (entry == null) {
        throw new ApiError("unknown_method");
      }
      if (method.equals("auth.test") && token.equals(app.appToken())) {
        return Json.object("app_id", appOfAppToken, "app_name", app.bot().realName())
            .put("ok", true);
      }
      allow(token, entry.scope(), call.scopes());
      return entry.method().call(call).put("ok", true);
    } catch (ApiError refusal) {
      return refusal.answer();
    }
  }

  private void allow(String token, String scope, Set<String> scopes) {
    boolean wantsAppToken = scope.equals(APP_TOKEN);
    if (token.isEmpty()) {
      throw new ApiError("not_authed");
    }
    if (!botTokens.contains(token) && !token.equals(app.appToken())) {
      throw new ApiError("invalid_auth");
    }
    if (wantsAppToken != token.equals(app.appToken())) {
      throw new ApiError("not_allowed_token_type");
    }
    if (!wantsAppToken && !scope.isEmpty() && !scopes.contains(scope)) {
      throw ApiError.missingScope(scope, scopes);
    }
  }

  private void remember(ApiCall call) {
    synchronized (calls) {
      calls.add(call);
      if (calls.size() > REMEMBERED) {
        calls.remove();
      }
    }
  }

  private static String token(Request request, ApiArguments call) {
    String header = request.header("Authorization");
    return header != null && header.startsWith("Bearer ")
        ? header.substring("Bearer ".length())
        : call.arguments().path("token").asText("");
  }

  private static ObjectNode refused(String error) {
    return new ApiError(error).answer();
  }
}
