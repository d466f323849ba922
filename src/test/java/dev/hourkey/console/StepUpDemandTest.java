package dev.hourkey.console;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.hourkey.console.StepUpDemand.Outcome;
import dev.hourkey.person.PersonId;
import dev.hourkey.person.SignInProof;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class StepUpDemandTest {
  private static final PersonId BRUNO = new PersonId("11111111-0000-4000-8000-000000000002");
  private static final Instant BEGUN = Instant.parse("2026-03-02T12:00:00Z");
  private static final StepUpDemand CONTEXT = new StepUpDemand(Optional.of("c1"));
  private static final StepUpDemand FRESH = new StepUpDemand(Optional.empty());

  @Test
  void entra_is_asked_for_the_context_and_always_for_the_person() {
    assertThat(CONTEXT.parameters())
        .containsEntry("prompt", "login")
        .containsEntry("claims", "{\"id_token\":{\"acrs\":{\"essential\":true,\"value\":\"c1\"}}}");
    assertThat(FRESH.parameters()).containsOnlyKeys("prompt");
  }

  @Test
  void a_sign_in_with_the_context_proves_the_decision() {
    ObjectNode token = token(30, 30);
    token.putArray("acrs").add("c2").add("c1");
    assertThat(evaluate(CONTEXT, token))
        .isEqualTo(
            new Outcome.Proven(
                new SignInProof(BEGUN.plusSeconds(30), Optional.of("c1"), List.of())));
  }

  @Test
  void without_a_configured_context_a_fresh_sign_in_proves_it() {
    ObjectNode token = token(30, 25);
    token.putArray("amr").add("pwd").add("mfa");
    assertThat(evaluate(FRESH, token))
        .isEqualTo(
            new Outcome.Proven(
                new SignInProof(BEGUN.plusSeconds(25), Optional.empty(), List.of("pwd", "mfa"))));
  }

  @Test
  void a_token_without_the_context_proves_nothing() {
    assertThat(refusal(CONTEXT, token(30, 30))).contains("authentication context c1");
    ObjectNode other = token(30, 30);
    other.putArray("acrs").add("c10");
    assertThat(refusal(CONTEXT, other)).contains("authentication context c1");
  }

  /** Seconds after the decision was begun; a minute is allowed for clocks that are apart. */
  @ParameterizedTest
  @CsvSource({
    "30, -61, did not ask you to sign in",
    "30, -3600, did not ask you to sign in",
    "30, 161, did not ask you to sign in",
  })
  void a_sign_in_of_another_time_proves_nothing(long issued, long signedIn, String why) {
    assertThat(refusal(FRESH, token(issued, signedIn))).contains(why);
  }

  @Test
  void a_token_of_an_earlier_sign_in_leads_to_another_one() {
    assertThat(evaluate(FRESH, token(-61, -61))).isEqualTo(new Outcome.SignInAgain());
    assertThat(evaluate(FRESH, token(-60, -60))).isInstanceOf(Outcome.Proven.class);
  }

  @Test
  void nobody_signs_in_for_somebody_else() {
    ObjectNode eli = token(30, 30).put("oid", "11111111-0000-4000-8000-000000000005");
    assertThat(refusal(FRESH, eli)).contains("The person who signed in is not the person");
    assertThat(refusal(FRESH, token(30, 30).put("oid", "")))
        .contains("The person who signed in is not the person");
  }

  @Test
  void a_token_that_does_not_say_when_names_what_operators_have_to_set() {
    ObjectNode token = token(30, 30);
    token.remove("auth_time");
    assertThat(refusal(FRESH, token)).contains("optional claim auth_time");
  }

  @Test
  void a_sign_in_that_takes_too_long_proves_nothing() {
    ObjectNode token = token(599, 599);
    assertThat(FRESH.evaluate(token, BRUNO, BEGUN, BEGUN.plusSeconds(600)))
        .isInstanceOf(Outcome.Proven.class);
    assertThat(FRESH.evaluate(token, BRUNO, BEGUN, BEGUN.plusSeconds(601)))
        .isEqualTo(
            new Outcome.Refused(
                "The sign-in took longer than 10 minutes, so nothing was decided."));
  }

  private static Outcome evaluate(StepUpDemand demand, ObjectNode token) {
    return demand.evaluate(token, BRUNO, BEGUN, BEGUN.plus(Duration.ofSeconds(100)));
  }

  private static String refusal(StepUpDemand demand, ObjectNode token) {
    return evaluate(demand, token) instanceof Outcome.Refused(String why) ? why : "not refused";
  }

  private static ObjectNode token(long issued, long signedIn) {
    return new ObjectMapper()
        .createObjectNode()
        .put("oid", BRUNO.value())
        .put("iat", BEGUN.plusSeconds(issued).getEpochSecond())
        .put("auth_time", BEGUN.plusSeconds(signedIn).getEpochSecond());
  }
}
