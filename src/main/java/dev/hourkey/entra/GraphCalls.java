package dev.hourkey.entra;

import com.microsoft.graph.core.requests.GraphClientFactory;
import com.microsoft.kiota.RequestOption;
import com.microsoft.kiota.http.middleware.options.RetryHandlerOption;
import java.io.IOException;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import okhttp3.Interceptor;
import okhttp3.MediaType;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.RequestBody;
import okhttp3.Response;
import okhttp3.ResponseBody;
import okio.BufferedSink;
import org.jspecify.annotations.Nullable;

/**
 * How calls to Graph are made, where the SDK's own way does not suit: it would sleep for minutes on
 * a busy directory's wish, give all calls of a client one id, and lose the status of an answer that
 * is not JSON, such as a proxy's page.
 */
final class GraphCalls implements Interceptor {
  private static final Duration SHORT = Duration.ofSeconds(2);

  private GraphCalls() {}

  static OkHttpClient.Builder client() {
    RequestOption retry = new RetryHandlerOption((_, _, _, answer) -> worthWaiting(answer), 1, 1);
    OkHttpClient.Builder client = GraphClientFactory.create(new RequestOption[] {retry});
    client.interceptors().add(0, new GraphCalls());
    return client.connectTimeout(Duration.ofSeconds(5));
  }

  /** Only what was refused unheard is tried again here, and only if that is soon. */
  private static boolean worthWaiting(Response answer) {
    return answer.code() == 429
        && retryAfter(answer.header("Retry-After"))
            .filter(pause -> pause.compareTo(SHORT) <= 0)
            .isPresent();
  }

  /** Graph names whole seconds (Microsoft, throttling guidance); anything else is no wish. */
  static Optional<Duration> retryAfter(@Nullable String header) {
    return Optional.ofNullable(header)
        .map(String::strip)
        .filter(seconds -> seconds.matches("\\d{1,6}"))
        .map(Long::parseLong)
        .map(Duration::ofSeconds);
  }

  @Override
  public Response intercept(Chain chain) throws IOException {
    Request request = chain.request();
    Response answer =
        chain.proceed(
            request
                .newBuilder()
                .header("client-request-id", UUID.randomUUID().toString())
                .method(request.method(), addsMember(request) ? new Once(request) : request.body())
                .build());
    return answer.isSuccessful() || isJson(answer.body()) ? answer : withoutBody(answer);
  }

  private static boolean addsMember(Request request) {
    return request.method().equals("POST") && request.url().encodedPath().endsWith("/members/$ref");
  }

  private static boolean isJson(@Nullable ResponseBody body) {
    MediaType type = body == null ? null : body.contentType();
    return type != null && type.subtype().contains("json");
  }

  /** What has no content type is not parsed, and its status survives. */
  private static Response withoutBody(Response answer) {
    answer.close();
    return answer.newBuilder().body(ResponseBody.create(new byte[0], null)).build();
  }

  /**
   * Sent once and no more. OkHttp would repeat a request whose answer was lost on the way, and our
   * own add would come back as a membership that had been there before.
   */
  private static final class Once extends RequestBody {
    private final RequestBody body;

    Once(Request request) {
      this.body = Objects.requireNonNull(request.body());
    }

    @Override
    public boolean isOneShot() {
      return true;
    }

    @Override
    public @Nullable MediaType contentType() {
      return body.contentType();
    }

    @Override
    public long contentLength() throws IOException {
      return body.contentLength();
    }

    @Override
    public void writeTo(BufferedSink sink) throws IOException {
      body.writeTo(sink);
    }
  }
}
