package dev.hourkey.entra;

import com.microsoft.graph.core.requests.GraphClientFactory;
import com.microsoft.kiota.RequestOption;
import com.microsoft.kiota.http.middleware.options.RetryHandlerOption;
import dev.hourkey.retry.CallPacing;
import dev.hourkey.retry.CallPacing.Vendor;
import dev.hourkey.retry.RetryAfter;
import java.io.IOException;
import java.time.Duration;
import java.util.Objects;
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
 * Changes how the SDK calls Graph. Unchanged, the SDK would sleep for minutes when Graph limits the
 * rate, give all calls of a client the same id, and lose the status of an answer that is not JSON,
 * such as a proxy's page.
 */
final class GraphInterceptor implements Interceptor {
  private static final Duration SHORT = Duration.ofSeconds(2);

  private GraphInterceptor() {}

  static OkHttpClient.Builder client() {
    RequestOption retry = new RetryHandlerOption((_, _, _, answer) -> isRetryable(answer), 1, 1);
    OkHttpClient.Builder client = GraphClientFactory.create(new RequestOption[] {retry});
    client.interceptors().add(0, new GraphInterceptor());
    return client.connectTimeout(Duration.ofSeconds(5));
  }

  /** Retries only a call that Graph did not carry out, and only after a short pause. */
  private static boolean isRetryable(Response answer) {
    return answer.code() == 429
        && RetryAfter.parse(answer.header(RetryAfter.HEADER))
            .filter(pause -> pause.compareTo(SHORT) <= 0)
            .isPresent();
  }

  @Override
  public Response intercept(Chain chain) throws IOException {
    Request request = chain.request();
    CallPacing.await(Vendor.ENTRA);
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

  /** Removes the content type, so that the SDK doesn't parse the body and keeps the status. */
  private static Response withoutBody(Response answer) {
    answer.close();
    return answer.newBuilder().body(ResponseBody.create(new byte[0], null)).build();
  }

  /**
   * A body that is sent only once. Otherwise, OkHttp would repeat a request whose answer was lost.
   * Graph would refuse the repeated addition because of the first, as if the membership had existed
   * before.
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
