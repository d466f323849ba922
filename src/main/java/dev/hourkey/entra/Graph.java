package dev.hourkey.entra;

import static java.util.Objects.requireNonNull;

import com.azure.core.credential.TokenCredential;
import com.azure.identity.CredentialUnavailableException;
import com.microsoft.graph.core.requests.BaseGraphRequestAdapter;
import com.microsoft.graph.models.BaseCollectionPaginationCountResponse;
import com.microsoft.graph.serviceclient.GraphServiceClient;
import com.microsoft.kiota.ApiException;
import com.microsoft.kiota.authentication.AccessTokenProvider;
import com.microsoft.kiota.authentication.BaseBearerTokenAuthenticationProvider;
import dev.hourkey.entra.EntraCredentials.NoToken;
import dev.hourkey.person.CredentialListener;
import dev.hourkey.person.CredentialListener.Vendor;
import dev.hourkey.person.DirectoryFailure;
import dev.hourkey.person.VendorError;
import dev.hourkey.sql.TransactionCheck;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.time.Duration;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Calls Microsoft Graph. The client is created when it is first needed, because that takes a while.
 */
@ApplicationScoped
class Graph {
  private static final Duration USUAL = Duration.ofSeconds(10);

  /** Provisioning on demand takes up to this long (Microsoft, provision on demand). */
  private static final Duration SLOW = Duration.ofSeconds(30);

  private final EntraConfig config;
  private final CredentialListener listener;
  private final Supplier<AccessTokenProvider> tokens;

  private @Nullable Clients clients;

  @Inject
  Graph(EntraConfig config, CredentialListener listener) {
    this(config, listener, () -> EntraCredentials.tokens(config));
  }

  /** Creates a client whose credentials are not monitored. */
  Graph(EntraConfig config) {
    this(config, CredentialListener.NOBODY);
  }

  /** Creates a client with a given credential. */
  Graph(EntraConfig config, CredentialListener listener, TokenCredential credential) {
    this(config, listener, () -> EntraCredentials.tokens(config, credential));
  }

  private Graph(
      EntraConfig config, CredentialListener listener, Supplier<AccessTokenProvider> tokens) {
    this.config = config;
    this.listener = listener;
    this.tokens = tokens;
  }

  /**
   * Calls Graph. If {@code onError} returns a value for an error, the error counts as an answer.
   * Every other error is a failure.
   *
   * @throws DirectoryFailure when Graph did not answer, or answered with another error
   */
  <T> T call(
      String doing,
      Function<GraphServiceClient, @Nullable T> call,
      Function<GraphError, Optional<T>> onError) {
    return call(clients(doing).usual(), doing, call, onError);
  }

  /** Like {@link #call}, but every error is a failure. */
  <T> T read(String doing, Function<GraphServiceClient, @Nullable T> call) {
    return call(doing, call, _ -> Optional.empty());
  }

  /**
   * Visits a page of a collection and all that follow it.
   *
   * @param following reads the page at an address
   */
  <P extends BaseCollectionPaginationCountResponse> void visit(
      String doing,
      P first,
      BiFunction<GraphServiceClient, String, @Nullable P> following,
      Consumer<P> visitor) {
    P page = first;
    while (true) {
      visitor.accept(page);
      String next = page.getOdataNextLink();
      if (next == null) {
        return;
      }
      page = read(doing, client -> following.apply(client, next));
    }
  }

  /** Like {@link #call}, for a method that takes long. */
  <T> T callSlow(
      String doing,
      Function<GraphServiceClient, @Nullable T> call,
      Function<GraphError, Optional<T>> onError) {
    return call(clients(doing).slow(), doing, call, onError);
  }

  /** Reads something that may not exist. */
  <T> Optional<T> find(String doing, Function<GraphServiceClient, @Nullable T> call) {
    return call(
        doing,
        client -> Optional.of(requireNonNull(call.apply(client))),
        refusal -> refusal.notFound() ? Optional.of(Optional.empty()) : Optional.empty());
  }

  /** A string for a filter, with each apostrophe doubled (OData 4.01, URL conventions). */
  static String quoted(String text) {
    return "'" + text.replace("'", "''") + "'";
  }

  private <T> T call(
      GraphServiceClient client,
      String doing,
      Function<GraphServiceClient, @Nullable T> call,
      Function<GraphError, Optional<T>> onError) {
    assert TransactionCheck.noTransactionOpen() : doing;
    try {
      T answer = requireNonNull(call.apply(client), "Graph's answer is empty");
      listener.succeeded(Vendor.ENTRA);
      return answer;
    } catch (ApiException e) {
      GraphError refusal = GraphError.of(e);
      if (refusal.ofToken()) {
        throw credentials(
            doing, "Graph does not accept the token of ", refusal.code(), refusal.message(), e);
      }
      return onError.apply(refusal).orElseThrow(() -> refusal.failure(doing));
    } catch (RuntimeException e) { // A lost connection or an unreadable answer.
      Optional<NoToken> noToken = noToken(e).filter(refused -> !isNetwork(refused));
      if (noToken.isPresent()) {
        Throwable why = requireNonNull(noToken.get().getCause());
        throw credentials(
            doing,
            "Microsoft issues no token for ",
            why.getClass().getSimpleName(),
            String.valueOf(why.getMessage()),
            e);
      }
      throw DirectoryFailure.temporary(doing, null, e).because(vendorError(e));
    }
  }

  private static VendorError vendorError(RuntimeException e) {
    return isNetwork(e)
        ? VendorError.unreachable(VendorError.Party.ENTRA, e)
        : VendorError.said(
            VendorError.Party.ENTRA,
            "Entra's answer could not be read (" + e.getClass().getSimpleName() + ")");
  }

  /**
   * Whether nothing answered, so that a retry may help. A retry does not help if the machine has no
   * identity, or the file is missing.
   */
  private static boolean isNetwork(RuntimeException e) {
    boolean network = false;
    for (Throwable cause = e; cause != null; cause = cause.getCause()) {
      if (cause instanceof CredentialUnavailableException) {
        return false;
      }
      network |= cause instanceof IOException && !(cause instanceof FileSystemException);
    }
    return network;
  }

  private static Optional<NoToken> noToken(Throwable e) {
    for (Throwable cause = e; cause != null; cause = cause.getCause()) {
      if (cause instanceof NoToken found) {
        return Optional.of(found);
      }
    }
    return Optional.empty();
  }

  /** The failure when Hourkey's own credential did not work, so that Graph was not called. */
  private DirectoryFailure credentials(
      String doing, String what, String code, String message, RuntimeException cause) {
    String said =
        what + EntraCredentials.setting(config) + " (" + code + ": " + firstLine(message) + ")";
    listener.failed(Vendor.ENTRA, said);
    return DirectoryFailure.credentials(doing, cause)
        .because(VendorError.said(VendorError.Party.ENTRA, said).see("credential"));
  }

  /**
   * The first line without request ids, which differ each time, so that operators get one message.
   */
  private static String firstLine(String message) {
    String line = message.strip().lines().findFirst().orElse("");
    int ids = line.indexOf("Trace ID:");
    return (ids < 0 ? line : line.substring(0, ids)).strip();
  }

  private synchronized Clients clients(String doing) {
    if (clients == null) {
      try {
        clients = Clients.of(config, tokens.get());
      } catch (RuntimeException e) { // The credential is missing, or cannot be read.
        throw credentials(
            doing,
            "Hourkey cannot use ",
            e.getClass().getSimpleName(),
            String.valueOf(e.getMessage()),
            e);
      }
    }
    return clients;
  }

  private record Clients(GraphServiceClient usual, GraphServiceClient slow) {
    static Clients of(EntraConfig config, AccessTokenProvider tokens) {
      var identity = new BaseBearerTokenAuthenticationProvider(tokens);
      var http = GraphInterceptor.client().build();
      Function<Duration, GraphServiceClient> client =
          timeout ->
              new GraphServiceClient(
                  new BaseGraphRequestAdapter(
                      identity,
                      config.graphUrl().toString(),
                      http.newBuilder().callTimeout(timeout).readTimeout(timeout).build()));
      return new Clients(client.apply(USUAL), client.apply(SLOW));
    }
  }
}
