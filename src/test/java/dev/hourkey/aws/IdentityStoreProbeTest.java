package dev.hourkey.aws;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.hourkey.catalog.EntraGroup;
import dev.hourkey.grant.AwsObservation;
import dev.hourkey.grant.AwsPresence;
import dev.hourkey.person.DirectoryFailure;
import dev.hourkey.person.PersonId;
import dev.hourkey.sandbox.Sandbox;
import dev.hourkey.sandbox.SandboxClock;
import dev.hourkey.sandbox.directory.DirectoryStandIn;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class IdentityStoreProbeTest {
  private static final EntraGroup PROD_READONLY =
      new EntraGroup("22222222-0000-4000-8000-000000000004", "aws-prod-readonly");
  private static final PersonId ANA = new PersonId("11111111-0000-4000-8000-000000000001");
  private static final String ANA_ANEW = "aaaaaaaa-0000-4000-8000-000000000099";
  private static final String SOMEBODY_ELSE = "11111111-0000-4000-8000-000000000099";
  private static final String GROUP_IN_AWS = "bbbbbbbb-0000-4000-8000-000000000004";
  private static final String ANA_IN_AWS = "aaaaaaaa-0000-4000-8000-000000000001";

  private final Sandbox sandbox = new Sandbox(0);
  private final IdentityStoreProbe probe = probe();

  @AfterEach
  void close() {
    SandboxClock.reset();
    sandbox.close();
  }

  @Test
  void a_member_is_seen_as_soon_and_as_long_as_aws_shows_it() {
    assertThat(check()).isEqualTo(AwsPresence.NOT_MEMBER);
    member(true);
    assertThat(check()).isEqualTo(AwsPresence.MEMBER);
    member(false);
    assertThat(check()).isEqualTo(AwsPresence.NOT_MEMBER);
  }

  @Test
  void a_group_that_was_not_sent_with_its_object_id_is_found_by_its_name() {
    sandbox.aws().putGroup(GROUP_IN_AWS, "prod-readonly", "aws-prod-readonly");
    member(true);
    assertThat(check()).isEqualTo(AwsPresence.MEMBER);
  }

  @Test
  void a_recreated_group_is_read_instead_of_the_old_one() {
    member(true);
    assertThat(check()).isEqualTo(AwsPresence.MEMBER);
    sandbox.aws().recreateGroup("aws-prod-readonly");
    assertThat(check()).isEqualTo(AwsPresence.NOT_MEMBER);
    member(true);
    assertThat(check()).isEqualTo(AwsPresence.MEMBER);
  }

  @Test
  void a_group_that_aws_does_not_have_proves_nothing() {
    sandbox.aws().deleteGroup("aws-prod-readonly");
    assertThat(check()).isEqualTo(AwsPresence.NO_GROUP);
  }

  @Test
  void a_group_that_another_entra_group_took_over_may_still_have_the_member() {
    member(true);
    Optional<String> ana = Optional.of(ANA_IN_AWS);
    assertThat(probe.observe(PROD_READONLY, ANA, ana).presence()).isEqualTo(AwsPresence.MEMBER);
    sandbox.aws().putGroup(GROUP_IN_AWS, SOMEBODY_ELSE, "aws-prod-readonly");
    assertThat(probe.observe(PROD_READONLY, ANA, ana).presence()).isEqualTo(AwsPresence.UNKNOWN);
    member(false);
    assertThat(probe.observe(PROD_READONLY, ANA, ana).presence()).isEqualTo(AwsPresence.NO_GROUP);
  }

  @Test
  void a_user_that_aws_does_not_have_proves_nothing() {
    member(true);
    sandbox.aws().deleteUser("ana@example.com");
    assertThat(check()).isEqualTo(AwsPresence.NO_USER);
  }

  @Test
  void a_user_provisioned_again_under_another_id_is_found_by_that() {
    member(true);
    assertThat(probe.observe(PROD_READONLY, ANA, Optional.empty()))
        .isEqualTo(AwsObservation.at(ANA_IN_AWS, AwsPresence.MEMBER));
    sandbox.aws().deleteUser("ana@example.com");
    sandbox.aws().putUser(ANA_ANEW, ANA.value(), "ana@example.com");
    assertThat(probe.observe(PROD_READONLY, ANA, Optional.of(ANA_IN_AWS)))
        .isEqualTo(AwsObservation.at(ANA_ANEW, AwsPresence.NOT_MEMBER));
    member(true);
    assertThat(probe.observe(PROD_READONLY, ANA, Optional.of(ANA_IN_AWS)))
        .isEqualTo(AwsObservation.at(ANA_ANEW, AwsPresence.MEMBER));
  }

  @Test
  void absence_of_a_user_who_is_not_the_persons_any_more_proves_nothing() {
    sandbox.aws().putUser(ANA_ANEW, ANA.value(), "ana.lima@example.com");
    sandbox.aws().setMember("aws-prod-readonly", ANA_ANEW, true);
    sandbox.aws().putUser(ANA_IN_AWS, SOMEBODY_ELSE, "ana@example.com");
    assertThat(probe.observe(PROD_READONLY, ANA, Optional.of(ANA_IN_AWS)))
        .isEqualTo(AwsObservation.at(ANA_ANEW, AwsPresence.MEMBER));
  }

  @Test
  void a_member_who_became_somebody_else_is_not_the_person() {
    member(true);
    sandbox.aws().putUser(ANA_IN_AWS, SOMEBODY_ELSE, "ana@example.com");
    assertThat(check()).isEqualTo(AwsPresence.ANOTHER_PERSONS_USER);
    sandbox.aws().putUser(ANA_IN_AWS, ANA.value(), "ana@example.com");
    assertThat(check()).as("once Entra has handed the user over").isEqualTo(AwsPresence.MEMBER);
  }

  @Test
  void a_member_who_cannot_sign_in_is_seen_as_such() {
    member(true);
    sandbox.aws().setActive("ana@example.com", false);
    assertThat(check()).isEqualTo(AwsPresence.DISABLED_MEMBER);
    sandbox.aws().setActive("ana@example.com", true);
    assertThat(check()).isEqualTo(AwsPresence.MEMBER);
  }

  @Test
  void a_group_of_the_same_name_that_belongs_to_another_entra_group_is_not_read() {
    member(true);
    var namesake = new EntraGroup("99999999-0000-4000-8000-000000000001", "aws-prod-readonly");
    assertThat(probe.observe(namesake, ANA, Optional.empty()).presence())
        .isEqualTo(AwsPresence.NO_GROUP);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"AWSIdentityStore.IsMemberInGroups", "AWSIdentityStore.GetGroupId", "SWB*"})
  void a_refusal_shows_nothing(String calls) {
    sandbox.aws().deny(calls, DirectoryStandIn.ALWAYS);
    assertThat(check()).isEqualTo(AwsPresence.UNKNOWN);
    sandbox.aws().clearFaults();
    assertThat(check()).isEqualTo(AwsPresence.NOT_MEMBER);
  }

  @ParameterizedTest
  @ValueSource(ints = {409, 500, 502})
  void an_error_shows_nothing(int status) {
    sandbox.aws().fail("AWSIdentityStore.*", DirectoryStandIn.ALWAYS, status);
    assertThat(check()).isEqualTo(AwsPresence.UNKNOWN);
  }

  @Test
  void throttling_shows_nothing_once_it_outlasts_three_attempts() {
    sandbox.aws().throttle("AWSIdentityStore.IsMemberInGroups", 2, Duration.ofSeconds(1));
    assertThat(check()).isEqualTo(AwsPresence.NOT_MEMBER);
    sandbox.aws().throttle("AWSIdentityStore.IsMemberInGroups", 3, Duration.ofSeconds(1));
    assertThat(check()).isEqualTo(AwsPresence.UNKNOWN);
  }

  @Test
  void a_long_pause_that_aws_asks_for_applies_to_every_call() {
    check();
    sandbox.aws().throttle("AWSIdentityStore.IsMemberInGroups", 1, Duration.ofSeconds(20));
    assertThat(check()).isEqualTo(AwsPresence.UNKNOWN);
    int calls = sandbox.aws().calls().size();
    SandboxClock.advance(Duration.ofSeconds(15));
    assertThat(check()).isEqualTo(AwsPresence.UNKNOWN);
    assertThat(sandbox.aws().calls()).hasSize(calls);
    SandboxClock.advance(Duration.ofSeconds(6));
    assertThat(check()).isEqualTo(AwsPresence.NOT_MEMBER);
  }

  @Test
  void a_pause_is_over_when_the_clock_was_set_back() {
    check();
    SandboxClock.advance(Duration.ofMinutes(1));
    sandbox.aws().throttle("AWSIdentityStore.IsMemberInGroups", 1, Duration.ofSeconds(20));
    assertThat(check()).isEqualTo(AwsPresence.UNKNOWN);
    SandboxClock.advance(Duration.ofMinutes(-1));
    assertThat(check()).isEqualTo(AwsPresence.NOT_MEMBER);
  }

  @Test
  void a_missing_answer_is_unknown() {
    sandbox.close();
    assertThat(check()).isEqualTo(AwsPresence.UNKNOWN);
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void all_users_of_a_group_are_listed_page_by_page(boolean emptyFirst) {
    member(true);
    sandbox.aws().setMember("aws-prod-readonly", "bruno@example.com", true);
    sandbox.aws().setMember("aws-prod-readonly", "head-of-ops@example.com", true);
    sandbox.aws().pages(2, emptyFirst);
    assertThat(probe.users(PROD_READONLY))
        .hasValueSatisfying(users -> assertThat(users).hasSize(3).contains(ANA_IN_AWS));
    assertThat(
            sandbox.aws().calls().stream()
                .filter(call -> call.name().equals("AWSIdentityStore.ListGroupMemberships")))
        .hasSizeGreaterThan(1);
  }

  @Test
  void an_empty_group_is_not_a_missing_one() {
    assertThat(probe.users(PROD_READONLY)).hasValue(Set.of());
    sandbox.aws().deleteGroup("aws-prod-readonly");
    assertThat(probe.users(PROD_READONLY)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"AWSIdentityStore.ListGroupMemberships", "AWSIdentityStore.GetGroupId", "SWB*"})
  void a_list_that_is_refused_is_not_an_empty_one(String calls) {
    sandbox.aws().deny(calls, DirectoryStandIn.ALWAYS);
    assertThatExceptionOfType(DirectoryFailure.class).isThrownBy(() -> probe.users(PROD_READONLY));
  }

  private AwsPresence check() {
    return probe.observe(PROD_READONLY, ANA, Optional.of(ANA_IN_AWS)).presence();
  }

  private void member(boolean member) {
    sandbox.aws().setMember("aws-prod-readonly", "ana@example.com", member);
  }

  private IdentityStoreProbe probe() {
    IdentityCenter aws = new IdentityCenter(AwsAt.sandbox(sandbox.uri()));
    ScimIssuer issuer = new ScimIssuer(aws, Clock.systemUTC());
    return new IdentityStoreProbe(
        aws,
        new IdentityStoreGroups(aws, issuer, Clock.systemUTC()),
        new IdentityStoreUsers(aws, issuer, new OnlyAna()),
        new SandboxClock());
  }
}
