package dev.hourkey.entra;

import static dev.hourkey.entra.TestPeople.ANA;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.azure.core.credential.AccessToken;
import com.azure.core.credential.TokenCredential;
import com.azure.core.credential.TokenRequestContext;
import com.azure.identity.CredentialUnavailableException;
import dev.hourkey.person.CredentialListener;
import dev.hourkey.person.DirectoryFailure;
import dev.hourkey.sandbox.Sandbox;
import java.io.UncheckedIOException;
import java.net.ConnectException;
import java.net.URI;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import reactor.core.publisher.Mono;

class GraphTest {
  private static final String USERS = "GET /v1.0/users/*";

  private final Sandbox sandbox = new Sandbox(0);
  private final GraphPeople people = new GraphPeople(new Graph(EntraAt.sandbox(sandbox.uri())));

  @AfterEach
  void close() {
    sandbox.close();
  }

  @Test
  void a_busy_directory_says_when_to_retry() {
    sandbox.entra().throttle(USERS, 1, Duration.ofSeconds(7));
    DirectoryFailure failure = failure(people);
    assertThat(failure.retryAfter()).hasValue(Duration.ofSeconds(7));
    assertThat(failure.lasting()).isFalse();
  }

  @Test
  void a_moments_wait_is_waited_for() {
    sandbox.entra().throttle(USERS, 1, Duration.ofSeconds(1));
    assertThat(people.account(ANA)).isPresent();
  }

  @ParameterizedTest
  @ValueSource(ints = {401, 409, 500, 502, 503, 504})
  void a_temporary_error_is_a_temporary_failure(int status) {
    sandbox.entra().fail(USERS, 1, status);
    assertThat(failure(people).lasting()).isFalse();
    assertThat(people.account(ANA)).isPresent();
  }

  @Test
  void an_error_that_an_operator_must_fix_is_a_lasting_failure() {
    sandbox.entra().fail(USERS, 1, 403);
    DirectoryFailure failure = failure(people);
    assertThat(failure.lasting()).isTrue();
    assertThat(failure.sentence())
        .startsWith("read the account ")
        .contains("Entra answered 403 Authorization_RequestDenied (")
        .endsWith("; see docs/install.md#groups");
    assertThat(failure.userSentenceStart())
        .isEqualTo("Entra refuses Hourkey (403 Authorization_RequestDenied)");
  }

  @Test
  void a_connection_that_is_refused_is_named_with_the_step_of_the_guide() {
    sandbox.close();
    DirectoryFailure failure = failure(people);
    assertThat(failure.lasting()).isFalse();
    assertThat(failure.sentence())
        .contains("Entra could not be reached (ConnectException: Connection refused)")
        .endsWith("; see docs/install.md#network");
    assertThat(failure.userSentenceStart()).isEqualTo("Entra does not answer");
  }

  @Test
  void an_expired_secret_is_named_with_its_setting_and_without_ids_that_differ_each_time() {
    var watch = new Watch();
    var credential = new Hiccups();
    credential.error =
        new CredentialUnavailableException(
            "AADSTS7000222: The provided client secret keys for app 'a' are expired. Trace ID: 1"
                + " Timestamp: 2");
    var people =
        new GraphPeople(
            new Graph(EntraAt.sandbox(sandbox.uri()).withManagedIdentity(), watch, credential));
    DirectoryFailure failure = failure(people);
    assertThat(failure.sentence())
        .contains("hourkey.entra.managed-identity", "AADSTS7000222", "are expired.)")
        .endsWith("; see docs/install.md#credential");
    assertThat(watch.heard).singleElement().asString().doesNotContain("Trace ID");
  }

  @ParameterizedTest
  @ValueSource(ints = {200, 400, 401, 403, 404, 429, 503})
  void a_page_of_a_proxy_says_nothing_about_the_directory(int status) {
    assertThat(failureOf(status, "<html>Sign in to the café's network</html>").lasting()).isFalse();
  }

  @ParameterizedTest
  @ValueSource(strings = {"{}", "{\"error\":{}}", "{\"error\":\"broken\"}", "{\"message\":\"no\"}"})
  void a_refusal_that_is_not_graphs_is_survived(String body) {
    DirectoryFailure failure = failureOf(500, body);
    assertThat(failure).hasStackTraceContaining("read the account");
    assertThat(failure.lasting()).isFalse();
  }

  @Test
  void a_token_that_cannot_be_fetched_is_a_credential_failure() {
    var credential = new Hiccups();
    var watch = new Watch();
    var settings = EntraAt.sandbox(sandbox.uri()).withManagedIdentity();
    var people = new GraphPeople(new Graph(settings, watch, credential));
    DirectoryFailure failure = failure(people);
    assertThat(failure.ofCredentials()).isTrue();
    assertThat(failure.lasting()).isFalse();
    assertThat(watch.heard)
        .containsExactly(
            "Microsoft issues no token for hourkey.entra.managed-identity"
                + " (CredentialUnavailableException: IMDS is away)");
    credential.away = false;
    assertThat(people.account(ANA)).isPresent();
    assertThat(watch.heard).hasSize(2).last().isEqualTo("worked");
  }

  @Test
  void a_token_endpoint_that_cannot_be_reached_says_nothing_about_the_credential() {
    var credential = new Hiccups();
    credential.error =
        new CompletionException(
            new IllegalStateException(new UncheckedIOException(new ConnectException("refused"))));
    var watch = new Watch();
    var settings = EntraAt.sandbox(sandbox.uri()).withManagedIdentity();
    DirectoryFailure failure = failure(new GraphPeople(new Graph(settings, watch, credential)));
    assertThat(failure.ofCredentials()).isFalse();
    assertThat(failure.lasting()).isFalse();
    assertThat(failure.sentence())
        .contains("Entra could not be reached (ConnectException: refused)")
        .endsWith("; see docs/install.md#network");
    assertThat(watch.heard).isEmpty();
  }

  @Test
  void a_token_that_graph_rejects_is_a_credential_failure() {
    var watch = new Watch();
    var people = new GraphPeople(new Graph(EntraAt.sandbox(sandbox.uri()), watch));
    sandbox.entra().refuseCredentials(USERS, 1);
    assertThat(failure(people).ofCredentials()).isTrue();
    assertThat(watch.heard)
        .singleElement()
        .asString()
        .startsWith("Graph does not accept the token of hourkey.entra.access-token");
    assertThat(people.account(ANA)).isPresent();
  }

  @Test
  void a_missing_credential_is_a_credential_failure() {
    var watch = new Watch();
    var settings = EntraAt.sandbox(sandbox.uri()).withoutCredential();
    assertThat(failure(new GraphPeople(new Graph(settings, watch))).ofCredentials()).isTrue();
    assertThat(watch.heard)
        .singleElement()
        .asString()
        .contains("hourkey.entra.client-secret", "hourkey.entra needs ");
  }

  @ParameterizedTest
  @CsvSource({
    "https://graph.microsoft.com/v1.0, https://graph.microsoft.com/.default,"
        + " https://login.microsoftonline.com/",
    "https://graph.microsoft.us/v1.0, https://graph.microsoft.us/.default,"
        + " https://login.microsoftonline.us/",
    "https://dod-graph.microsoft.us/v1.0, https://dod-graph.microsoft.us/.default,"
        + " https://login.microsoftonline.us/",
    "https://microsoftgraph.chinacloudapi.cn/v1.0,"
        + " https://microsoftgraph.chinacloudapi.cn/.default, https://login.chinacloudapi.cn/"
  })
  void a_token_is_of_the_cloud_whose_graph_is_asked(URI graph, String scope, String authority) {
    var credential = new Hiccups();
    credential.away = false;
    String token =
        EntraCredentials.tokens(
                new EntraAt(graph, Optional.empty(), Optional.empty()).withoutCredential(),
                credential)
            .getAuthorizationToken(URI.create(graph + "/users"), null);
    assertThat(token).isEqualTo("token");
    assertThat(credential.scopes).containsExactly(scope);
    assertThat(MicrosoftCloud.of(graph)).map(MicrosoftCloud::authority).hasValue(authority);
  }

  /** A managed identity that is unavailable for a while. */
  private static final class Hiccups implements TokenCredential {
    volatile boolean away = true;
    volatile RuntimeException error = new CredentialUnavailableException("IMDS is away");
    final List<String> scopes = new ArrayList<>();

    @Override
    public Mono<AccessToken> getToken(TokenRequestContext request) {
      scopes.addAll(request.getScopes());
      return away ? Mono.error(error) : Mono.just(new AccessToken("token", OffsetDateTime.MAX));
    }
  }

  private static final class Watch implements CredentialListener {
    final List<String> heard = new ArrayList<>();

    @Override
    public void failed(Vendor vendor, String why) {
      heard.add(why);
    }

    @Override
    public void succeeded(Vendor vendor) {
      heard.add("worked");
    }
  }

  @Test
  void a_lost_connection_is_a_temporary_failure() {
    sandbox.close();
    assertThat(failure(people).lasting()).isFalse();
  }

  private static DirectoryFailure failureOf(int status, String body) {
    try (ScriptedGraph graph = new ScriptedGraph().then(status, body)) {
      return failure(new GraphPeople(new Graph(graph.settings())));
    }
  }

  private static DirectoryFailure failure(GraphPeople people) {
    DirectoryFailure failure =
        catchThrowableOfType(DirectoryFailure.class, () -> people.account(ANA));
    assertThat(failure).hasMessage("read the account " + ANA);
    return failure;
  }
}
