package dev.hourkey.sandbox.entra;

import dev.hourkey.sandbox.directory.Call;
import dev.hourkey.sandbox.directory.Traffic;
import dev.hourkey.sandbox.http.AcceptedSecrets;
import dev.hourkey.sandbox.http.Answer;
import dev.hourkey.sandbox.http.Json;
import dev.hourkey.sandbox.http.LoopbackServer;
import dev.hourkey.sandbox.http.Request;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** What all calls to Graph have in common: the token, pages, headers, the error envelope. */
final class GraphEndpoint {
  private static final int PAGE = 100;
  private static final int LONGEST_PAGE = 999;
  private static final String TYPE =
      "application/json;odata.metadata=minimal;odata.streaming=true;IEEE754Compatible=false;charset=utf-8";
  private static final String CONTEXT = "https://graph.microsoft.com/v1.0/$metadata#";

  private static final Pattern TOKEN = Pattern.compile("Bearer (\\S+)");

  private final LoopbackServer http;
  private final Traffic traffic;
  private final Clock clock;
  private final Runnable beforeEach;
  private final AcceptedSecrets tokens = new AcceptedSecrets();

  GraphEndpoint(LoopbackServer http, Traffic traffic, Clock clock, Runnable beforeEach) {
    this.http = http;
    this.traffic = traffic;
    this.clock = clock;
    this.beforeEach = beforeEach;
  }

  /** The access tokens that are valid; any at first. */
  AcceptedSecrets tokens() {
    return tokens;
  }

  /** Answers on a path below {@code /v1.0}; the handler may throw a {@link GraphError}. */
  void on(String method, String template, Function<Request, Answer> handler) {
    http.on(method, "/v1.0" + template, request -> answer(request, handler));
  }

  static Answer json(Object body) {
    return Answer.bytes(200, TYPE, Json.bytes(body));
  }

  /** All results in one answer. */
  static Answer collection(String context, List<?> values) {
    return json(Json.object("@odata.context", CONTEXT + context, "value", values));
  }

  /** A page of the results, with a link to the next. */
  static <T> Answer page(
      Request request,
      String context,
      List<T> all,
      Function<T, Map<String, @Nullable Object>> shape) {
    int size = number(request, "$top", PAGE);
    if (size < 1 || size > LONGEST_PAGE) {
      throw GraphError.badRequest(
          "Invalid page size specified: '%d'. Must be between 1 and %d inclusive."
              .formatted(size, LONGEST_PAGE));
    }
    int from = Math.min(number(request, "$skiptoken", 0), all.size());
    int to = Math.min(from + size, all.size());
    return json(
        Json.object(
            "@odata.context",
            CONTEXT + context,
            "@odata.nextLink",
            to < all.size() ? link(request, to) : null,
            "value",
            all.subList(from, to).stream().map(shape).toList()));
  }

  private static int number(Request request, String option, int otherwise) {
    try {
      return Integer.parseInt(request.query().getOrDefault(option, Integer.toString(otherwise)));
    } catch (NumberFormatException e) {
      throw GraphError.badRequest("Invalid value specified for query option '" + option + "'.");
    }
  }

  private static String link(Request request, int from) {
    Map<String, String> query = new LinkedHashMap<>(request.query());
    query.put("$skiptoken", Integer.toString(from));
    return query.entrySet().stream()
        .map(option -> option.getKey() + "=" + encoded(option.getValue()))
        .collect(
            Collectors.joining("&", "http://" + request.header("Host") + request.path() + "?", ""));
  }

  private static String encoded(String value) {
    return URLEncoder.encode(value, StandardCharsets.UTF_8);
  }

  private Answer answer(Request request, Function<Request, Answer> handler) {
    Instant at = clock.instant();
    String requestId = UUID.randomUUID().toString();
    String given = request.header("client-request-id");
    String clientRequestId = given == null ? requestId : given;
    String name = request.method() + " " + request.path();
    Answer answer;
    try {
      answer = traffic.next(name).meet(() -> carryOut(request, handler));
    } catch (GraphError e) {
      answer = e.answer(requestId, clientRequestId, at);
    }
    traffic.record(new Call(at, name, clientRequestId, request.text(), answer.status()));
    return answer
        .header("OData-Version", "4.0")
        .header("request-id", requestId)
        .header("client-request-id", clientRequestId);
  }

  private Answer carryOut(Request request, Function<Request, Answer> handler) {
    beforeEach.run();
    String authorization = request.header("Authorization");
    Matcher token = TOKEN.matcher(authorization == null ? "" : authorization);
    if (!token.matches() || !tokens.contains(token.group(1))) {
      throw GraphError.tokenRefused();
    }
    return handler.apply(request);
  }
}
