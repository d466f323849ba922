package dev.hourkey.aws;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.hourkey.catalog.EntraGroup;
import dev.hourkey.grant.Seen;
import dev.hourkey.person.DirectoryFailure;
import dev.hourkey.sandbox.DirectoryStandIn;
import dev.hourkey.sandbox.Sandbox;
import dev.hourkey.sandbox.SandboxClock;
import java.time.Clock;
import java.time.Duration;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class IdentityStoreProbeTest {
  private static final EntraGroup PROD_READONLY =
      new EntraGroup("22222222-0000-4000-8000-000000000004", "aws-prod-readonly");
  private static final String ANA = "aaaaaaaa-0000-4000-8000-000000000001";

  private final Sandbox sandbox = new Sandbox(0);
  private final IdentityStoreProbe probe = probe();

  @AfterEach
  void close() {
    SandboxClock.reset();
    sandbox.close();
  }

  @Test
  void a_member_is_seen_as_soon_and_as_long_as_aws_shows_it() {
    assertThat(probe.shows(PROD_READONLY, ANA)).isEqualTo(Seen.NO);
    member(true);
    assertThat(probe.shows(PROD_READONLY, ANA)).isEqualTo(Seen.YES);
    member(false);
    assertThat(probe.shows(PROD_READONLY, ANA)).isEqualTo(Seen.NO);
  }

  @Test
  void a_group_that_was_not_sent_with_its_object_id_is_found_by_its_name() {
    member(true);
    var named = new EntraGroup("99999999-0000-4000-8000-000000000001", "aws-prod-readonly");
    assertThat(probe.shows(named, ANA)).isEqualTo(Seen.YES);
  }

  @Test
  void a_group_made_anew_is_looked_into_and_not_the_old_one() {
    member(true);
    assertThat(probe.shows(PROD_READONLY, ANA)).isEqualTo(Seen.YES);
    sandbox.aws().recreateGroup("aws-prod-readonly");
    assertThat(probe.shows(PROD_READONLY, ANA)).isEqualTo(Seen.NO);
    member(true);
    assertThat(probe.shows(PROD_READONLY, ANA)).isEqualTo(Seen.YES);
  }

  @Test
  void nobody_is_in_a_group_that_aws_does_not_have() {
    sandbox.aws().deleteGroup("aws-prod-readonly");
    assertThat(probe.shows(PROD_READONLY, ANA)).isEqualTo(Seen.NO);
  }

  @Test
  void a_user_that_aws_does_not_have_is_in_no_group() {
    member(true);
    sandbox.aws().deleteUser("ana@example.com");
    assertThat(probe.shows(PROD_READONLY, ANA)).isEqualTo(Seen.NO);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"AWSIdentityStore.IsMemberInGroups", "AWSIdentityStore.GetGroupId", "SWB*"})
  void a_refusal_shows_nothing(String calls) {
    sandbox.aws().deny(calls, DirectoryStandIn.ALWAYS);
    assertThat(probe.shows(PROD_READONLY, ANA)).isEqualTo(Seen.UNKNOWN);
    sandbox.aws().clearFaults();
    assertThat(probe.shows(PROD_READONLY, ANA)).isEqualTo(Seen.NO);
  }

  @ParameterizedTest
  @ValueSource(ints = {409, 500, 502})
  void an_error_shows_nothing(int status) {
    sandbox.aws().fail("AWSIdentityStore.*", DirectoryStandIn.ALWAYS, status);
    assertThat(probe.shows(PROD_READONLY, ANA)).isEqualTo(Seen.UNKNOWN);
  }

  @Test
  void throttling_shows_nothing_once_it_outlasts_three_attempts() {
    sandbox.aws().throttle("AWSIdentityStore.IsMemberInGroups", 2, Duration.ofSeconds(1));
    assertThat(probe.shows(PROD_READONLY, ANA)).isEqualTo(Seen.NO);
    sandbox.aws().throttle("AWSIdentityStore.IsMemberInGroups", 3, Duration.ofSeconds(1));
    assertThat(probe.shows(PROD_READONLY, ANA)).isEqualTo(Seen.UNKNOWN);
  }

  @Test
  void a_long_pause_that_aws_wishes_for_is_kept_by_every_look() {
    probe.shows(PROD_READONLY, ANA);
    sandbox.aws().throttle("AWSIdentityStore.IsMemberInGroups", 1, Duration.ofSeconds(20));
    assertThat(probe.shows(PROD_READONLY, ANA)).isEqualTo(Seen.UNKNOWN);
    int calls = sandbox.aws().calls().size();
    SandboxClock.advance(Duration.ofSeconds(15));
    assertThat(probe.shows(PROD_READONLY, ANA)).isEqualTo(Seen.UNKNOWN);
    assertThat(sandbox.aws().calls()).hasSize(calls);
    SandboxClock.advance(Duration.ofSeconds(6));
    assertThat(probe.shows(PROD_READONLY, ANA)).isEqualTo(Seen.NO);
  }

  @Test
  void silence_shows_nothing() {
    sandbox.close();
    assertThat(probe.shows(PROD_READONLY, ANA)).isEqualTo(Seen.UNKNOWN);
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void all_users_of_a_group_are_listed_page_by_page(boolean emptyFirst) {
    member(true);
    sandbox.aws().setMember("aws-prod-readonly", "bruno@example.com", true);
    sandbox.aws().setMember("aws-prod-readonly", "head-of-ops@example.com", true);
    sandbox.aws().pages(2, emptyFirst);
    assertThat(probe.users(PROD_READONLY))
        .hasValueSatisfying(users -> assertThat(users).hasSize(3).contains(ANA));
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

  private void member(boolean member) {
    sandbox.aws().setMember("aws-prod-readonly", "ana@example.com", member);
  }

  private IdentityStoreProbe probe() {
    Aws aws = new Aws(AwsAt.sandbox(sandbox.uri()));
    return new IdentityStoreProbe(
        aws, new StoreGroups(aws, new ScimIssuer(aws, Clock.systemUTC())), new SandboxClock());
  }
}
