package dev.hourkey.aws;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.hourkey.person.AwsUsers.AwsUser;
import dev.hourkey.person.AwsUsers.AwsUser.Found;
import dev.hourkey.person.DirectoryFailure;
import dev.hourkey.person.EntraAccount;
import dev.hourkey.person.PersonId;
import dev.hourkey.person.UserType;
import dev.hourkey.sandbox.Sandbox;
import dev.hourkey.sandbox.directory.DirectoryStandIn;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class IdentityStoreUsersTest {
  private static final String ANA = "11111111-0000-4000-8000-000000000001";
  private static final String NOT_SENT = "99999999-0000-4000-8000-000000000009";
  private static final String ANA_IN_AWS = "aaaaaaaa-0000-4000-8000-000000000001";
  private static final String ELI_IN_AWS = "aaaaaaaa-0000-4000-8000-000000000005";
  private static final String LIST = "AWSIdentityStore.List*";
  private static final String GET = "AWSIdentityStore.GetUserId";

  private final Sandbox sandbox = new Sandbox(0);
  private final IdentityStoreUsers users = users(AwsAt.sandbox(sandbox.uri()));

  @AfterEach
  void close() {
    sandbox.close();
  }

  @Test
  void the_object_id_finds_somebody_whose_names_are_all_different() {
    assertThat(users.find(account(ANA, "someone@example.com", "else@example.com")))
        .isEqualTo(new Found(ANA_IN_AWS));
    assertThat(calls(GET)).isOne();
  }

  @ParameterizedTest
  @CsvSource({
    "ana@example.com, other@example.com, " + ANA_IN_AWS,
    "other@example.com, ana@example.com, " + ANA_IN_AWS,
    "eli_partner.example#EXT#@example.onmicrosoft.com, e@example.com, " + ELI_IN_AWS,
    "eli_partner.example#ext#@example.onmicrosoft.com, e@example.com, " + ELI_IN_AWS,
  })
  void without_an_object_id_the_names_are_used(String principalName, String mail, String inAws) {
    sandbox.aws().putUser(ANA_IN_AWS, "ana", "ana@example.com"); // SCIM sends the mail nickname.
    sandbox.aws().putUser(ELI_IN_AWS, "eli", "eli@partner.example");
    assertThat(users.find(account(NOT_SENT, principalName, mail))).isEqualTo(new Found(inAws));
  }

  @Test
  void the_mail_address_counts_as_a_user_name_and_as_an_address() {
    users.find(account(NOT_SENT, "nobody@example.com", "no@example.com"));
    assertThat(sandbox.aws().calls())
        .filteredOn(call -> call.name().equals(GET))
        .extracting(call -> call.body().replaceAll(".*\"AlternateIdentifier\":", ""))
        .satisfiesExactly(
            first -> assertThat(first).contains("ExternalId", "https://scim.aws.com/", NOT_SENT),
            second -> assertThat(second).contains("userName", "nobody@example.com"),
            third -> assertThat(third).contains("userName", "no@example.com"),
            fourth -> assertThat(fourth).contains("emails.value", "no@example.com"));
  }

  @Test
  void a_user_of_that_name_with_somebody_elses_external_id_is_not_taken() {
    assertThat(users.find(account(NOT_SENT, "ana@example.com", "a@example.com")))
        .isEqualTo(new AwsUser.AnotherPersons(ANA_IN_AWS));
    sandbox.aws().putUser(ANA_IN_AWS, NOT_SENT, "ana@example.com");
    assertThat(users.find(account(NOT_SENT, "ana@example.com", "a@example.com")))
        .isEqualTo(new Found(ANA_IN_AWS));
  }

  @Test
  void an_unknown_user_is_not_found() {
    assertThat(users.find(account(NOT_SENT, "nobody@example.com", "no@example.com")))
        .isEqualTo(new AwsUser.None());
  }

  @Test
  void without_permission_to_list_users_are_found_by_name() {
    sandbox.aws().deny(LIST, DirectoryStandIn.ALWAYS);
    assertThat(users.find(account(ANA, "ana@example.com", "ana@example.com")))
        .isEqualTo(new Found(ANA_IN_AWS));
    assertThat(users.find(account(ANA, "ana@example.com", "ana@example.com")))
        .isInstanceOf(Found.class);
    assertThat(calls("AWSIdentityStore.ListGroups")).isOne();
  }

  @Test
  void an_empty_first_page_does_not_hide_the_issuer() {
    sandbox.aws().pages(1, true);
    assertThat(users.find(account(ANA, "a", "b"))).isEqualTo(new Found(ANA_IN_AWS));
  }

  @Test
  void a_refusal_is_not_an_absence() {
    sandbox.aws().deny(GET, DirectoryStandIn.ALWAYS);
    assertThatExceptionOfType(DirectoryFailure.class)
        .isThrownBy(() -> users.find(account(ANA, "ana@example.com", "ana@example.com")))
        .returns(true, DirectoryFailure::lasting);
  }

  @Test
  void a_busy_store_says_when_to_retry() {
    sandbox.aws().throttle(GET, DirectoryStandIn.ALWAYS, Duration.ofSeconds(7));
    assertThatExceptionOfType(DirectoryFailure.class)
        .isThrownBy(() -> users.find(account(ANA, "ana@example.com", "ana@example.com")))
        .returns(false, DirectoryFailure::lasting)
        .returns(Optional.of(Duration.ofSeconds(7)), DirectoryFailure::retryAfter);
    assertThat(calls(GET)).isOne();
  }

  @Test
  void a_store_that_does_not_exist_is_not_an_empty_one() {
    var wrong = new AwsAt(sandbox.uri(), Optional.empty(), Optional.of("d-0000000000"));
    assertThatExceptionOfType(DirectoryFailure.class)
        .isThrownBy(() -> users(wrong).find(account(ANA, "ana@example.com", "ana@example.com")))
        .returns(true, DirectoryFailure::lasting);
  }

  @Test
  void an_unreachable_aws_is_a_temporary_failure() {
    var nowhere = AwsAt.sandbox(URI.create("http://127.0.0.1:1"));
    assertThatExceptionOfType(DirectoryFailure.class)
        .isThrownBy(() -> users(nowhere).find(account(ANA, "ana@example.com", "b")))
        .returns(false, DirectoryFailure::lasting);
  }

  private static IdentityStoreUsers users(AwsConfig config) {
    IdentityCenter aws = new IdentityCenter(config);
    return new IdentityStoreUsers(aws, new ScimIssuer(aws, Clock.systemUTC()), new OnlyAna());
  }

  private static EntraAccount account(String id, String principalName, String mail) {
    return new EntraAccount(
        new PersonId(id),
        "Somebody",
        principalName,
        Optional.of(mail),
        EntraAccount.Status.ENABLED,
        UserType.MEMBER);
  }

  private long calls(String name) {
    return sandbox.aws().calls().stream().filter(call -> call.name().equals(name)).count();
  }
}
