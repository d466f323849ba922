package dev.hourkey.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.hourkey.sandbox.Sandbox;
import dev.hourkey.sandbox.login.LoginStandIn;
import dev.hourkey.support.ApplicationToken;
import jakarta.ws.rs.WebApplicationException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Access tokens of Entra applications, and what is made to look like one. */
class ApplicationTokensTest {
  private static final Sandbox SANDBOX = new Sandbox(0);
  private static final String API = ApplicationToken.API;
  private static final String PIPELINE = ApplicationToken.PIPELINE;

  private ApplicationTokens tokens = tokens(Optional.of(API));

  @BeforeEach
  void fresh() {
    SANDBOX.reset();
    tokens = tokens(Optional.of(API));
  }

  @AfterAll
  static void close() {
    SANDBOX.close();
  }

  @Test
  void an_application_may_do_what_its_app_roles_say() {
    assertThat(tokens.caller(token(_ -> {})))
        .hasValue(new ApiCaller("application " + PIPELINE, Set.of(ApiRole.READ)));
    assertThat(caller(roles("Hourkey.Request")).roles()).containsExactly(ApiRole.REQUEST);
    assertThat(caller(roles("Hourkey.Read", "Hourkey.Request")).roles()).hasSize(2);
    assertThat(caller(roles("hourkey.read", "Hourkey.Admin", "Hourkey.Viewer")).roles()).isEmpty();
    assertThat(caller(claims -> claims.remove("roles")).roles()).isEmpty();
  }

  @Test
  void a_token_that_is_not_for_this_api_of_this_tenant_and_now_opens_nothing() {
    Map<String, Consumer<ObjectNode>> wrong =
        Map.ofEntries(
            Map.entry("another API", claims -> claims.put("aud", LoginStandIn.CLIENT_ID)),
            Map.entry("no audience", claims -> claims.remove("aud")),
            Map.entry("another issuer", claims -> claims.put("iss", "https://sts.example.com/")),
            Map.entry("another tenant", claims -> claims.put("tid", PIPELINE)),
            Map.entry("no tenant", claims -> claims.remove("tid")),
            Map.entry("over", claims -> claims.put("exp", now() - 120)),
            Map.entry("never over", claims -> claims.remove("exp")),
            Map.entry("not yet", claims -> claims.put("nbf", now() + 120)),
            Map.entry("a person's", claims -> claims.put("scp", "user_impersonation")),
            Map.entry("version 1", claims -> claims.put("ver", "1.0")),
            Map.entry("of no application", claims -> claims.remove("azp")),
            Map.entry("roles as a number", claims -> claims.put("roles", 7)));
    wrong.forEach((name, change) -> assertThat(tokens.caller(token(change))).as(name).isEmpty());
  }

  @Test
  void a_token_that_entra_did_not_sign_opens_nothing() {
    String[] parts = token(_ -> {}).split("\\.", -1);
    assertThat(tokens.caller(encoded("{\"alg\":\"none\"}") + "." + parts[1] + ".")).isEmpty();
    assertThat(
            tokens.caller(
                encoded("{\"alg\":\"HS256\",\"kid\":\"x\"}") + "." + parts[1] + "." + parts[2]))
        .isEmpty();
    String other = token(roles("Hourkey.Request")).split("\\.", -1)[1];
    assertThat(tokens.caller(parts[0] + "." + other + "." + parts[2])).isEmpty();
    for (String garbage : List.of("", "x", "a.b.c", "..", "Bearer")) {
      assertThat(tokens.caller(garbage)).as(garbage).isEmpty();
    }
  }

  @Test
  void after_entra_has_changed_its_keys_new_tokens_are_good_and_old_ones_are_not() {
    String old = token(_ -> {});
    SANDBOX.login().rotateKeys();
    assertThat(tokens.caller(token(_ -> {}))).isPresent();
    assertThat(tokens.caller(old)).isEmpty();
  }

  @Test
  void while_entra_does_not_answer_a_token_is_neither_good_nor_bad() {
    String token = token(_ -> {});
    SANDBOX.login().switches().down(true);
    assertThatThrownBy(() -> tokens.caller(token))
        .isInstanceOfSatisfying(
            WebApplicationException.class,
            refused -> assertThat(refused.getResponse().getStatus()).isEqualTo(503));
  }

  @Test
  void without_an_app_registration_no_token_of_entra_opens_anything() {
    assertThat(tokens(Optional.empty()).expected()).isFalse();
    assertThat(tokens(Optional.empty()).caller(token(_ -> {}))).isEmpty();
  }

  private static ApplicationTokens tokens(Optional<String> clientId) {
    ApiConfig config =
        new ApiConfig() {
          @Override
          public Optional<String> token() {
            return Optional.empty();
          }

          @Override
          public Optional<String> requestToken() {
            return Optional.empty();
          }

          @Override
          public Optional<String> clientId() {
            return clientId;
          }
        };
    return new ApplicationTokens(
        config, new TokenIssuer(SANDBOX.login().issuer(), LoginStandIn.TENANT));
  }

  private ApiCaller caller(Consumer<ObjectNode> change) {
    return tokens.caller(token(change)).orElseThrow();
  }

  private static Consumer<ObjectNode> roles(String... roles) {
    return claims -> {
      var named = claims.putArray("roles");
      List.of(roles).forEach(named::add);
    };
  }

  /** As Entra issues it for client credentials. */
  private static String token(Consumer<ObjectNode> change) {
    ObjectNode claims = ApplicationToken.claims(SANDBOX.login());
    claims.putArray("roles").add("Hourkey.Read");
    change.accept(claims);
    return SANDBOX.login().sign(claims);
  }

  private static long now() {
    return Instant.now().getEpochSecond();
  }

  private static String encoded(String text) {
    return Base64.getUrlEncoder()
        .withoutPadding()
        .encodeToString(text.getBytes(StandardCharsets.UTF_8));
  }
}
