package dev.hourkey.entra;

import static java.util.Objects.requireNonNull;

import com.azure.core.exception.ClientAuthenticationException;
import com.microsoft.aad.msal4j.MsalServiceException;
import com.microsoft.graph.core.requests.BaseGraphRequestAdapter;
import com.microsoft.graph.serviceclient.GraphServiceClient;
import com.microsoft.kiota.ApiException;
import com.microsoft.kiota.authentication.BaseBearerTokenAuthenticationProvider;
import dev.hourkey.person.DirectoryFailure;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Microsoft Graph. Its client is built when it is first needed, which takes a while. */
@ApplicationScoped
class Graph {
  private static final Duration USUAL = Duration.ofSeconds(10);

  /** Provisioning on demand takes up to this long (Microsoft, provision on demand). */
  private static final Duration PATIENT = Duration.ofSeconds(30);

  private final EntraConfig config;

  private @Nullable Clients clients;

  Graph(EntraConfig config) {
    this.config = config;
  }

  /**
   * Asks Graph. A refusal that {@code meaning} makes something of is an answer too; every other is
   * a failure.
   *
   * @throws DirectoryFailure when Graph did not answer, or refused
   */
  <T> T ask(
      String doing,
      Function<GraphServiceClient, @Nullable T> call,
      Function<Refusal, Optional<T>> meaning) {
    return ask(clients(doing).usual(), doing, call, meaning);
  }

  /** As {@link #ask}, of something that takes its time. */
  <T> T askPatiently(
      String doing,
      Function<GraphServiceClient, @Nullable T> call,
      Function<Refusal, Optional<T>> meaning) {
    return ask(clients(doing).patient(), doing, call, meaning);
  }

  /** Asks for something that may not be there. */
  <T> Optional<T> find(String doing, Function<GraphServiceClient, @Nullable T> call) {
    return ask(
        doing,
        client -> Optional.of(requireNonNull(call.apply(client))),
        refusal -> refusal.notFound() ? Optional.of(Optional.empty()) : Optional.empty());
  }

  /** A string in a filter, where an apostrophe is doubled (OData 4.01, URL conventions). */
  static String quoted(String text) {
    return "'" + text.replace("'", "''") + "'";
  }

  private static <T> T ask(
      GraphServiceClient client,
      String doing,
      Function<GraphServiceClient, @Nullable T> call,
      Function<Refusal, Optional<T>> meaning) {
    try {
      return requireNonNull(call.apply(client), "Graph's answer is empty");
    } catch (ApiException e) {
      Refusal refusal = Refusal.of(e);
      return meaning.apply(refusal).orElseThrow(() -> refusal.failure(doing));
    } catch (RuntimeException e) { // What the SDK makes of lost connections and odd answers.
      throw refusesUs(e)
          ? DirectoryFailure.lasting(doing, e)
          : DirectoryFailure.passing(doing, null, e);
    }
  }

  /** Whether it was the credential that Entra did not take. */
  private static boolean refusesUs(Throwable e) {
    for (Throwable cause = e; cause != null; cause = cause.getCause()) {
      if (cause instanceof ClientAuthenticationException
          || (cause instanceof MsalServiceException answer
              && answer.statusCode() >= 400
              && answer.statusCode() < 404)) {
        return true;
      }
    }
    return false;
  }

  private synchronized Clients clients(String doing) {
    if (clients == null) {
      try {
        clients = Clients.of(config);
      } catch (RuntimeException e) { // The credential is missing, or cannot be read.
        throw DirectoryFailure.lasting(doing, e);
      }
    }
    return clients;
  }

  private record Clients(GraphServiceClient usual, GraphServiceClient patient) {
    static Clients of(EntraConfig config) {
      var identity = new BaseBearerTokenAuthenticationProvider(Credentials.tokens(config));
      var http = GraphCalls.client().build();
      Function<Duration, GraphServiceClient> client =
          timeout ->
              new GraphServiceClient(
                  new BaseGraphRequestAdapter(
                      identity,
                      config.graphUrl().toString(),
                      http.newBuilder().callTimeout(timeout).readTimeout(timeout).build()));
      return new Clients(client.apply(USUAL), client.apply(PATIENT));
    }
  }
}
