package dev.hourkey.aws;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.hourkey.catalog.EntraGroup;
import dev.hourkey.person.CredentialListener;
import dev.hourkey.person.DirectoryFailure;
import dev.hourkey.sandbox.Sandbox;
import dev.hourkey.sandbox.directory.DirectoryStandIn;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.awscore.exception.AwsErrorDetails;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.exception.SdkClientException;

class CredentialsTest {
  private static final EntraGroup GROUP =
      new EntraGroup("22222222-0000-4000-8000-000000000004", "aws-prod-readonly");

  private final Sandbox sandbox = new Sandbox(0);
  private final Watch watch = new Watch();

  @AfterEach
  void close() {
    sandbox.close();
  }

  @Test
  void credentials_that_cannot_be_loaded_are_reported_until_they_can() {
    var provider = new Provider(SdkClientException.create("Unable to load credentials"));
    IdentityStoreGroups groups = groups(new MonitoredCredentials(provider, watch));
    assertThat(failure(groups).ofCredentials()).isTrue();
    assertThat(watch.heard)
        .isNotEmpty()
        .allMatch("Hourkey finds no credentials for AWS (Unable to load credentials)"::equals);

    provider.failure = null;
    assertThat(groups.find(GROUP)).isPresent();
    assertThat(watch.heard).last().isEqualTo("worked");
  }

  @Test
  void a_role_that_may_not_be_assumed_is_a_credential_failure() {
    var provider = new Provider(refusal("AccessDenied"));
    DirectoryFailure failure = failure(groups(new MonitoredCredentials(provider, watch)));
    assertThat(failure.ofCredentials()).isTrue();
    assertThat(failure.lasting()).isFalse();
  }

  @Test
  void expired_credentials_are_a_credential_failure() {
    sandbox.aws().refuseCredentials("*", DirectoryStandIn.ALWAYS);
    IdentityCenter aws =
        new IdentityCenter(AwsAt.sandbox(sandbox.uri()), watch, IdentityStoreGuard.NOBODY);
    assertThat(failure(groups(aws)).ofCredentials()).isTrue();
    assertThat(watch.heard)
        .isNotEmpty()
        .allMatch(
            why ->
                why.startsWith(
                    "AWS does not accept Hourkey's credentials (ExpiredTokenException:"));
    sandbox.aws().clearFaults();
    assertThat(groups(aws).find(GROUP)).isPresent();
    assertThat(watch.heard).last().isEqualTo("worked");
  }

  @Test
  void a_list_that_failed_because_of_credentials_is_not_an_empty_list() {
    sandbox.aws().refuseCredentials("AWSIdentityStore.List*", DirectoryStandIn.ALWAYS);
    assertThat(
            failure(
                    groups(
                        new IdentityCenter(
                            AwsAt.sandbox(sandbox.uri()), watch, IdentityStoreGuard.NOBODY)))
                .ofCredentials())
        .isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "ExpiredToken",
        "ExpiredTokenException",
        "InvalidClientTokenId",
        "InvalidSignatureException",
        "SignatureDoesNotMatch",
        "UnrecognizedClientException"
      })
  void codes_about_the_credentials_are_distinguished_from_refusals(String code) {
    assertThat(AwsFailures.ofCredentials(refusal(code))).isTrue();
    assertThat(AwsFailures.refused(refusal(code))).isFalse();
  }

  @ParameterizedTest
  @ValueSource(strings = {"AccessDeniedException", "ValidationException", "ThrottlingException"})
  void other_codes_are_not_about_the_credentials(String code) {
    assertThat(AwsFailures.ofCredentials(refusal(code))).isFalse();
  }

  @Test
  void a_page_of_a_proxy_is_not_a_refusal() {
    AwsServiceException page = AwsServiceException.builder().statusCode(403).build();
    assertThat(AwsFailures.refused(page)).isFalse();
  }

  private static AwsServiceException refusal(String code) {
    return AwsServiceException.builder()
        .statusCode(400)
        .awsErrorDetails(AwsErrorDetails.builder().errorCode(code).errorMessage("no").build())
        .build();
  }

  private static DirectoryFailure failure(IdentityStoreGroups groups) {
    return catchThrowableOfType(DirectoryFailure.class, () -> groups.find(GROUP));
  }

  private IdentityStoreGroups groups(MonitoredCredentials credentials) {
    return groups(new IdentityCenter(AwsAt.sandbox(sandbox.uri()), credentials));
  }

  private static IdentityStoreGroups groups(IdentityCenter aws) {
    return new IdentityStoreGroups(aws, new ScimIssuer(aws, Clock.systemUTC()), Clock.systemUTC());
  }

  private static final class Provider implements AwsCredentialsProvider {
    volatile @Nullable RuntimeException failure;

    Provider(RuntimeException failure) {
      this.failure = failure;
    }

    @Override
    public AwsCredentials resolveCredentials() {
      RuntimeException now = failure;
      if (now != null) {
        throw now;
      }
      return AwsBasicCredentials.create("id", "secret");
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
}
