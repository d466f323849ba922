package dev.hourkey.person;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.ConnectException;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What operators and people read about a vendor that does not answer or refuses. */
class DirectoryFailureTest {
  private final IllegalStateException cause = new IllegalStateException("timeout");

  @ParameterizedTest
  @CsvSource({"temporary,false,false", "lasting,true,false", "credentials,false,true"})
  void a_failure_passes_or_lasts_or_is_about_the_credentials(
      String kind, boolean lasting, boolean ofCredentials) {
    DirectoryFailure failure =
        switch (kind) {
          case "temporary" -> DirectoryFailure.temporary("read", Duration.ofSeconds(3), cause);
          case "lasting" -> DirectoryFailure.lasting("read", cause);
          default -> DirectoryFailure.credentials("read", cause);
        };
    assertThat(failure.lasting()).isEqualTo(lasting);
    assertThat(failure.ofCredentials()).isEqualTo(ofCredentials);
    assertThat(failure.retryAfter().isPresent()).isEqualTo(kind.equals("temporary"));
    assertThat(failure.forLog()).isEqualTo("read: timeout");
    assertThat(failure.sentence()).isEqualTo("read");
    assertThat(failure.userSentenceStart()).isEqualTo("Entra or AWS does not answer");
  }

  @Test
  void sentences_about_a_failure_name_the_vendor_and_its_answer() {
    VendorError error =
        VendorError.answered(VendorError.Party.ENTRA, 403, "Authorization_RequestDenied", "no role")
            .see("groups");
    DirectoryFailure refused = DirectoryFailure.lasting("add a member", cause).because(error);
    assertThat(refused.userSentenceStart())
        .isEqualTo("Entra refuses Hourkey (403 Authorization_RequestDenied)");
    assertThat(refused.sentence())
        .isEqualTo(
            "add a member: Entra answered 403 Authorization_RequestDenied (no role); see"
                + " docs/install.md#groups");
    assertThat(refused.forLog()).isEqualTo(refused.sentence());
    assertThat(
            DirectoryFailure.temporary("add a member", null, cause)
                .because(error)
                .userSentenceStart())
        .isEqualTo("Entra does not answer");
  }

  @Test
  void a_vendor_that_cannot_be_reached_is_described_by_the_root_cause_on_one_short_line() {
    VendorError error =
        VendorError.unreachable(
            VendorError.Party.AWS,
            new IllegalStateException("call failed", new ConnectException("refused\n  twice")));
    assertThat(error.clause())
        .isEqualTo("AWS could not be reached (ConnectException: refused twice)");
    assertThat(error.code()).isEmpty();
    assertThat(error.step()).hasValue("network");
    assertThat(VendorError.said(VendorError.Party.AWS, "x".repeat(1000)).clause().length())
        .isLessThanOrEqualTo(300);
  }
}
