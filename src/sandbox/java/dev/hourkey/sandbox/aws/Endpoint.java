package dev.hourkey.sandbox.aws;

import com.fasterxml.jackson.databind.JsonNode;
import dev.hourkey.sandbox.directory.Call;
import dev.hourkey.sandbox.directory.CallWindow;
import dev.hourkey.sandbox.directory.Traffic;
import dev.hourkey.sandbox.http.Answer;
import dev.hourkey.sandbox.http.Json;
import dev.hourkey.sandbox.http.LoopbackServer;
import dev.hourkey.sandbox.http.Request;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.function.Supplier;

/** What all calls to AWS have in common: one path, the operation's name, a signature, errors. */
final class Endpoint {
  /** The names that policies use for services that have another name in the protocol. */
  private static final Map<String, String> SERVICES =
      Map.of(
          "AWSIdentityStore", "identitystore",
          "SWBExternalService", "sso",
          "AWSOrganizationsV20161128", "organizations");

  private final Map<String, Function<Request, Answer>> operations = new HashMap<>();
  private final Traffic traffic;
  private final Clock clock;
  private final Runnable beforeEach;
  private final Set<String> permitted = ConcurrentHashMap.newKeySet();
  private final Map<String, CallWindow> windows = new ConcurrentHashMap<>();
  private volatile int perSecond;

  Endpoint(LoopbackServer http, Traffic traffic, Clock clock, Runnable beforeEach) {
    this.traffic = traffic;
    this.clock = clock;
    this.beforeEach = beforeEach;
    http.on("POST", "/", this::answer);
  }

  /** An operation of the JSON protocol, which may throw an {@link ServiceError}. */
  void on(String target, Function<JsonNode, Object> operation) {
    operations.put(target, request -> json(200, operation.apply(Json.read(request.text()))));
  }

  /** An operation of the older query protocol, named {@code Action=…} in a form. */
  void onQuery(String action, Supplier<String> xml) {
    operations.put(
        action, _ -> Answer.bytes(200, "text/xml", xml.get().getBytes(StandardCharsets.UTF_8)));
  }

  /** Allows exactly these actions from now on, named as in a policy. */
  void permitOnly(Collection<String> actions) {
    permitted.clear();
    permitted.addAll(actions);
  }

  void permit(String action, boolean now) {
    if (now) {
      permitted.add(action);
    } else {
      permitted.remove(action);
    }
  }

  /** Limits the calls per second of each operation; 0 is no limit. */
  void limit(int perSecond) {
    this.perSecond = perSecond;
    windows.clear();
  }

  static Answer json(int status, Object body) {
    return Answer.bytes(status, "application/x-amz-json-1.1", Json.bytes(body));
  }

  private Answer answer(Request request) {
    Instant at = clock.instant();
    String target = request.header("X-Amz-Target");
    String name = target == null ? request.form().getOrDefault("Action", "") : target;
    String requestId = UUID.randomUUID().toString();
    Answer answer;
    try {
      answer = traffic.next(name).meet(() -> carryOut(name, request));
    } catch (ServiceError e) {
      answer = target == null ? e.xml(requestId) : e.answer(requestId);
    }
    traffic.record(new Call(at, name, null, request.text(), answer.status()));
    return answer.header("x-amzn-RequestId", requestId);
  }

  private Answer carryOut(String name, Request request) {
    beforeEach.run();
    String authorization = request.header("Authorization");
    if (authorization == null || !authorization.startsWith("AWS4-HMAC-SHA256 ")) {
      throw ServiceError.of("MissingAuthenticationTokenException", "Missing Authentication Token");
    }
    Function<Request, Answer> operation = operations.get(name);
    if (operation == null) {
      throw ServiceError.of("UnknownOperationException", "sandbox: no operation " + name);
    }
    String service = SERVICES.get(name.substring(0, Math.max(0, name.indexOf('.'))));
    if (service != null) { // Every caller may ask for its own identity.
      String action = service + name.substring(name.indexOf('.'));
      refuseUnlessPermitted(action.replace('.', ':'));
    }
    if (perSecond > 0) {
      windows
          .computeIfAbsent(name, _ -> new CallWindow(perSecond, Duration.ofSeconds(1), clock))
          .pass()
          .ifPresent(Endpoint::refuse);
    }
    return operation.apply(request);
  }

  private void refuseUnlessPermitted(String action) {
    if (!permitted.contains(action)) {
      throw ServiceError.of(
          "AccessDeniedException",
          "User: arn:aws:sts::111122223333:assumed-role/hourkey/sandbox is not authorized to perform: %1$s because no identity-based policy allows the %1$s action"
              .formatted(action));
    }
  }

  private static void refuse(Duration retryAfter) {
    throw ServiceError.throttled(retryAfter);
  }
}
