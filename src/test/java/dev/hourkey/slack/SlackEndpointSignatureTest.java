package dev.hourkey.slack;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SlackEndpointSignatureTest {
  /** The example of Slack's "Verifying requests from Slack". */
  private static final byte[] BODY =
      ("token=xyzz0WbapA4vBCDEFasx0q6G&team_id=T1DC2JH3J&team_domain=testteamnow&channel_id=G8PSS9T3V"
              + "&channel_name=foobar&user_id=U2CERLKJA&user_name=roadrunner&command=%2Fwebhook-collect"
              + "&text=&response_url=https%3A%2F%2Fhooks.slack.com%2Fcommands%2FT1DC2JH3J%2F397700885554"
              + "%2F96rGlfmibIGlgcZRskXaIFfN&trigger_id=398738663015.47445629121.803a0bc887a14d10d2c447fce8b6703c")
          .getBytes(UTF_8);

  private static final String TIMESTAMP = "1531420618";
  private static final String SIGNATURE =
      "v0=a2114d57b48eac39b9ad189dd8316235a7b4a8d21a10bd27519666489c69b503";
  private static final Instant THEN = Instant.ofEpochSecond(1531420618);

  private final SlackEndpoint.Signature signature =
      new SlackEndpoint.Signature("8f742231b10e8888abcd99yyyzzz85a5");

  @Test
  void slacks_own_example_is_valid() {
    assertThat(signature.valid(TIMESTAMP, SIGNATURE, BODY, THEN)).isTrue();
  }

  @Test
  void another_body_or_secret_is_not_valid() {
    byte[] longer = (new String(BODY, UTF_8) + " ").getBytes(UTF_8);
    assertThat(signature.valid(TIMESTAMP, SIGNATURE, longer, THEN)).isFalse();
    assertThat(new SlackEndpoint.Signature("other").valid(TIMESTAMP, SIGNATURE, BODY, THEN))
        .isFalse();
  }

  @ParameterizedTest
  @ValueSource(longs = {-301, 301, 86_400, -86_400})
  void a_timestamp_too_far_from_now_is_not_valid_in_either_direction(long seconds) {
    assertThat(signature.valid(TIMESTAMP, SIGNATURE, BODY, THEN.plusSeconds(seconds))).isFalse();
  }

  @ParameterizedTest
  @ValueSource(longs = {-300, 0, 300})
  void five_minutes_are_tolerated(long seconds) {
    assertThat(signature.valid(TIMESTAMP, SIGNATURE, BODY, THEN.plusSeconds(seconds))).isTrue();
  }

  @Test
  void missing_or_odd_headers_are_not_valid() {
    assertThat(signature.valid(null, SIGNATURE, BODY, THEN)).isFalse();
    assertThat(signature.valid(TIMESTAMP, null, BODY, THEN)).isFalse();
    assertThat(signature.valid("15314x", SIGNATURE, BODY, THEN)).isFalse();
    assertThat(signature.valid("99999999999999999999", SIGNATURE, BODY, THEN)).isFalse();
    assertThat(signature.valid(TIMESTAMP, "", BODY, THEN)).isFalse();
    assertThat(signature.valid(TIMESTAMP, "v0=ü", BODY, THEN)).isFalse();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "8f742231b10e8888abcd99yyyzzz85a5,new",
        "new, 8f742231b10e8888abcd99yyyzzz85a5",
      })
  void while_the_secret_is_rotated_both_are_valid(String secrets) {
    SlackEndpoint.Signature rotating = new SlackEndpoint.Signature(secrets);
    assertThat(rotating.valid(TIMESTAMP, SIGNATURE, BODY, THEN)).isTrue();
    assertThat(new SlackEndpoint.Signature("new,other").valid(TIMESTAMP, SIGNATURE, BODY, THEN))
        .isFalse();
  }

  @ParameterizedTest
  @ValueSource(strings = {" ", "secret,", ",secret", "secret,,other"})
  void a_blank_secret_verifies_nothing(String secrets) {
    assertThatThrownBy(() -> new SlackEndpoint.Signature(secrets))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
