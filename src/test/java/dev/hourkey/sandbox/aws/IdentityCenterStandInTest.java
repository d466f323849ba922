package dev.hourkey.sandbox.aws;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import dev.hourkey.sandbox.Sandbox;
import dev.hourkey.sandbox.SandboxClock;
import dev.hourkey.sandbox.Wire;
import dev.hourkey.sandbox.http.Json;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.awscore.client.builder.AwsClientBuilder;
import software.amazon.awssdk.core.document.Document;
import software.amazon.awssdk.http.SdkHttpClient;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.identitystore.IdentitystoreClient;
import software.amazon.awssdk.services.identitystore.model.AccessDeniedException;
import software.amazon.awssdk.services.identitystore.model.ConflictException;
import software.amazon.awssdk.services.identitystore.model.ResourceNotFoundException;
import software.amazon.awssdk.services.identitystore.model.ThrottlingException;
import software.amazon.awssdk.services.identitystore.model.ValidationException;
import software.amazon.awssdk.services.organizations.OrganizationsClient;
import software.amazon.awssdk.services.ssoadmin.SsoAdminClient;
import software.amazon.awssdk.services.ssoadmin.model.AccountAssignmentForPrincipal;
import software.amazon.awssdk.services.sts.StsClient;

class IdentityCenterStandInTest {
  private static final String STORE = "d-1234567890";
  private static final String INSTANCE = "arn:aws:sso:::instance/ssoins-1234567890abcdef";
  private static final String ISSUER = "https://scim.aws.com/1234567890abcdef";
  private static final String ANA = "aaaaaaaa-0000-4000-8000-000000000001";
  private static final String DANA = "aaaaaaaa-0000-4000-8000-000000000004";
  private static final String PROD_READONLY = "bbbbbbbb-0000-4000-8000-000000000004";
  private static final String AUDITORS = "bbbbbbbb-0000-4000-8000-000000000007";
  private static final String NOBODY = "99999999-0000-4000-8000-000000000009";

  private final Sandbox sandbox = new Sandbox(0);
  private final IdentityCenterStandIn aws = sandbox.aws();
  private final SdkHttpClient http = UrlConnectionHttpClient.create();
  private final IdentitystoreClient store = to(IdentitystoreClient.builder().httpClient(http));
  private final SsoAdminClient admin = to(SsoAdminClient.builder().httpClient(http));

  @BeforeEach
  void permit() {
    Stream.of(
            "identitystore:CreateGroupMembership",
            "identitystore:DeleteGroupMembership",
            "identitystore:DescribeGroupMembership",
            "identitystore:GetGroupMembershipId",
            "organizations:ListAccounts")
        .forEach(action -> aws.permit(action, true));
  }

  @AfterEach
  void close() {
    sandbox.reset();
    http.close();
    sandbox.close();
  }

  @Test
  void a_user_is_found_by_name_by_mail_and_by_the_id_that_entra_gave() {
    var unique = Map.of("userName", "eli@partner.example", "emails.value", "eli@partner.example");
    unique.forEach(
        (path, value) ->
            assertThat(
                    store
                        .getUserId(
                            r ->
                                r.identityStoreId(STORE)
                                    .alternateIdentifier(
                                        a ->
                                            a.uniqueAttribute(
                                                u ->
                                                    u.attributePath(path)
                                                        .attributeValue(
                                                            Document.fromString(value)))))
                        .userId())
                .endsWith("5"));
    assertThat(
            store
                .getUserId(
                    r ->
                        r.identityStoreId(STORE)
                            .alternateIdentifier(
                                a -> a.externalId(e -> e.issuer(ISSUER).id(Wire.DANA))))
                .userId())
        .isEqualTo(DANA);
  }

  @Test
  void a_group_is_found_by_the_id_that_entra_gave_and_described() {
    String id =
        store
            .getGroupId(
                r ->
                    r.identityStoreId(STORE)
                        .alternateIdentifier(
                            a -> a.externalId(e -> e.issuer(ISSUER).id(Wire.PROD_READONLY))))
            .groupId();
    var group = store.describeGroup(r -> r.identityStoreId(STORE).groupId(id));
    assertThat(group.displayName()).isEqualTo("aws-prod-readonly");
    assertThat(group.externalIds().getFirst().issuer()).isEqualTo(ISSUER);
  }

  @Test
  void a_missing_user_and_a_missing_group_have_different_errors() {
    assertThatThrownBy(() -> store.describeUser(r -> r.identityStoreId(STORE).userId(NOBODY)))
        .isInstanceOfSatisfying(
            ResourceNotFoundException.class,
            e -> assertThat(e.resourceTypeAsString()).isEqualTo("USER"));
    assertThatThrownBy(() -> membershipId(PROD_READONLY, ANA))
        .isInstanceOf(ResourceNotFoundException.class);
    assertThatThrownBy(() -> isMember(ANA, NOBODY)).isInstanceOf(ResourceNotFoundException.class);
  }

  @Test
  void a_membership_is_created_once_described_and_deleted() {
    assertThat(isMember(DANA, PROD_READONLY, AUDITORS)).containsExactly(false, true);

    String id = create(PROD_READONLY, ANA);
    assertThatThrownBy(() -> create(PROD_READONLY, ANA)).isInstanceOf(ConflictException.class);
    assertThat(membershipId(PROD_READONLY, ANA)).isEqualTo(id);
    var described = store.describeGroupMembership(r -> r.identityStoreId(STORE).membershipId(id));
    assertThat(described.memberId().userId()).isEqualTo(ANA);
    assertThat(described.createdAt()).isNotNull();

    store.deleteGroupMembership(r -> r.identityStoreId(STORE).membershipId(id));
    assertThat(isMember(ANA, PROD_READONLY)).containsExactly(false);
  }

  @Test
  void reads_can_lag() {
    aws.readLag(Duration.ofSeconds(30));
    create(PROD_READONLY, ANA);
    assertThat(isMember(ANA, PROD_READONLY)).containsExactly(false);
    SandboxClock.advance(Duration.ofSeconds(31));
    assertThat(isMember(ANA, PROD_READONLY)).containsExactly(true);
  }

  @Test
  void lists_and_lookups_by_id_can_lag() {
    String id = create(PROD_READONLY, ANA);
    SandboxClock.advance(Duration.ofSeconds(31));
    aws.readLag(Duration.ofSeconds(30));
    aws.setMember(PROD_READONLY, ANA, false);
    assertThat(membershipId(PROD_READONLY, ANA)).isEqualTo(id);
    assertThat(members(PROD_READONLY)).containsExactly(ANA);
    SandboxClock.advance(Duration.ofSeconds(31));
    assertThat(members(PROD_READONLY)).isEmpty();
    assertThatThrownBy(() -> membershipId(PROD_READONLY, ANA))
        .isInstanceOf(ResourceNotFoundException.class);
  }

  @Test
  void single_checks_can_be_answered_wrongly_and_the_next_is_right() {
    aws.setMember(PROD_READONLY, ANA, true);
    aws.answerMembership(PROD_READONLY, ANA, false, true, false);
    assertThat(isMember(ANA, PROD_READONLY, AUDITORS)).containsExactly(false, false);
    assertThat(isMember(ANA, PROD_READONLY)).containsExactly(true);
    assertThatThrownBy(() -> membershipId(PROD_READONLY, ANA))
        .isInstanceOf(ResourceNotFoundException.class);
    assertThat(isMember(ANA, PROD_READONLY)).containsExactly(true);
    assertThat(aws.isMember(PROD_READONLY, ANA)).isTrue();
  }

  @Test
  void a_given_number_of_checks_shows_the_state_before_the_last_change() {
    aws.setMember(PROD_READONLY, ANA, true);
    aws.staleReads(1);
    assertThat(isMember(ANA, PROD_READONLY)).containsExactly(false);
    assertThat(isMember(ANA, PROD_READONLY)).containsExactly(true);
    String id = membershipId(PROD_READONLY, ANA);
    aws.setMember(PROD_READONLY, ANA, false);
    aws.staleReads(2);
    assertThat(isMember(ANA, PROD_READONLY)).containsExactly(true);
    assertThat(membershipId(PROD_READONLY, ANA)).isEqualTo(id);
    assertThat(isMember(ANA, PROD_READONLY)).containsExactly(false);
  }

  @Test
  void a_user_who_was_created_anew_is_not_found_by_the_old_id() {
    sandbox.entra().recreateUser("ana@example.com");
    assertThatThrownBy(() -> isMember(ANA, AUDITORS))
        .isInstanceOfSatisfying(
            ResourceNotFoundException.class,
            e -> {
              assertThat(e.resourceTypeAsString()).isEqualTo("USER");
              assertThat(e.resourceId()).isEqualTo(ANA);
            });
    assertThatThrownBy(() -> store.describeUser(r -> r.identityStoreId(STORE).userId(ANA)))
        .isInstanceOf(ResourceNotFoundException.class);
    assertThat(userOf(Wire.ANA)).isNotEqualTo(ANA);
  }

  @Test
  void a_user_shows_whose_they_are_and_whether_they_may_sign_in() {
    aws.setActive("ana@example.com", false);
    assertThat(store.describeUser(r -> r.identityStoreId(STORE).userId(ANA)).userStatusAsString())
        .isEqualTo("DISABLED");
    sandbox.entra().recycleName("ana@example.com", Wire.NOBODY);
    String former = userOf(Wire.NOBODY);
    var user = store.describeUser(r -> r.identityStoreId(STORE).userId(former));
    assertThat(user.userName()).isEqualTo("ana@example.com");
    assertThat(user.externalIds().getFirst().id()).isEqualTo(Wire.NOBODY);
    assertThatThrownBy(() -> userOf(Wire.ANA)).isInstanceOf(ResourceNotFoundException.class);
  }

  @Test
  void an_operation_may_answer_so_many_calls_a_second_each_for_itself() throws Exception {
    aws.limit(2);
    try (Wire wire = new Wire(sandbox)) {
      assertThat(ask(wire, "ListUsers").status()).isEqualTo(200);
      assertThat(ask(wire, "ListUsers").status()).isEqualTo(200);
      var third = ask(wire, "ListUsers").json();
      assertThat(third.get("__type").asText()).isEqualTo("ThrottlingException");
      assertThat(third.get("Message").asText()).isEqualTo("Rate exceeded");
      assertThat(third.get("RetryAfterSeconds").asInt()).isEqualTo(1);
      assertThat(ask(wire, "ListGroups").status()).isEqualTo(200);

      SandboxClock.advance(Duration.ofSeconds(1));
      assertThat(ask(wire, "ListUsers").status()).isEqualTo(200);
      sandbox.reset();
      for (int i = 0; i < 4; i++) {
        assertThat(ask(wire, "ListUsers").status()).isEqualTo(200);
      }
    }
  }

  @Test
  void people_and_groups_are_put_with_the_ids_that_a_test_gives_them() {
    String cho = "aaaaaaaa-0000-4000-8000-00000000000a";
    String oncall = "bbbbbbbb-0000-4000-8000-00000000000a";
    aws.putUser(cho, Wire.NOBODY, "cho@example.com");
    aws.putGroup(oncall, Wire.NOBODY, "on-call");
    aws.setMember("on-call", "cho@example.com", true);
    assertThat(isMember(cho, oncall)).containsExactly(true);
    assertThat(aws.isActive("cho@example.com")).isTrue();
  }

  @Test
  void every_change_of_a_membership_is_recorded_and_whether_it_was_direct() {
    store.deleteGroupMembership(
        r -> r.identityStoreId(STORE).membershipId(create(PROD_READONLY, ANA)));
    sandbox.entra().setMember("aws-prod-readonly", "ana@example.com", true);
    sandbox.entra().job().start();
    assertThat(aws.changes())
        .extracting(change -> change.userId(), change -> change.added(), change -> change.direct())
        .containsExactly(tuple(ANA, true, true), tuple(ANA, false, true), tuple(ANA, true, false));
    sandbox.reset();
    assertThat(aws.changes()).isEmpty();
  }

  @Test
  void pages_may_be_short_and_empty_and_still_lead_on() {
    aws.pages(2, true);
    var pages = store.listUsersPaginator(r -> r.identityStoreId(STORE));
    assertThat(pages.stream().map(page -> page.users().size())).containsExactly(0, 2, 2, 2);
  }

  @Test
  void requests_over_a_limit_are_refused() {
    assertThatThrownBy(() -> store.listUsers(r -> r.identityStoreId(STORE).maxResults(101)))
        .isInstanceOf(ValidationException.class);
    assertThatThrownBy(
            () -> isMember(ANA, Collections.nCopies(101, AUDITORS).toArray(String[]::new)))
        .isInstanceOf(ValidationException.class);
    assertThatThrownBy(() -> isMember("ana", AUDITORS)).isInstanceOf(ValidationException.class);
  }

  @Test
  void a_filter_is_refused_as_in_newer_regions() throws Exception {
    try (Wire wire = new Wire(sandbox)) {
      var headers =
          Map.of(
              "X-Amz-Target", "AWSIdentityStore.ListUsers", "Authorization", "AWS4-HMAC-SHA256 x");
      var filters = List.of(Map.of("AttributePath", "UserName", "AttributeValue", "x"));
      var body = Json.object("IdentityStoreId", STORE, "Filters", filters).toString();
      assertThat(wire.send("POST", "/", body, headers).text()).contains("Filter is deprecated");
    }
  }

  @Test
  void calls_can_be_throttled_denied_and_broken() {
    aws.throttle("AWSIdentityStore.IsMember*", 9, Duration.ofSeconds(7));
    assertThatThrownBy(() -> isMember(ANA, AUDITORS))
        .isInstanceOfSatisfying(
            ThrottlingException.class, e -> assertThat(e.retryAfterSeconds()).isEqualTo(7));
    aws.clearFaults();
    aws.deny("*.IsMemberInGroups", 1);
    assertThatThrownBy(() -> isMember(ANA, AUDITORS)).isInstanceOf(AccessDeniedException.class);
    aws.fail("AWSIdentityStore.*", 1, 500);
    aws.loseAnswer("AWSIdentityStore.*", 1);
    assertThat(isMember(ANA, AUDITORS)).containsExactly(false); // The SDK tries again.
  }

  @Test
  void assignments_are_listed_by_group() {
    assertThat(assignments(PROD_READONLY))
        .singleElement()
        .satisfies(
            one -> {
              assertThat(one.accountId()).isEqualTo("111122223333");
              var set =
                  admin.describePermissionSet(
                      r -> r.instanceArn(INSTANCE).permissionSetArn(one.permissionSetArn()));
              assertThat(set.permissionSet().name()).isEqualTo("ReadOnlyAccess");
              assertThat(set.permissionSet().sessionDuration()).isEqualTo("PT1H");
            });
  }

  @Test
  void assignments_are_listed_by_permission_set_and_account() {
    assertThat(admin.listInstances(r -> {}).instances().getFirst().identityStoreId())
        .isEqualTo(STORE);
    String set = admin.listPermissionSets(r -> r.instanceArn(INSTANCE)).permissionSets().getFirst();
    assertThat(
            admin
                .listAccountsForProvisionedPermissionSet(
                    r -> r.instanceArn(INSTANCE).permissionSetArn(set))
                .accountIds())
        .containsExactly("111122223333", "777788889999");
    assertThat(
            admin
                .listAccountAssignments(
                    r -> r.instanceArn(INSTANCE).accountId("777788889999").permissionSetArn(set))
                .accountAssignments())
        .singleElement()
        .satisfies(one -> assertThat(one.principalId()).isEqualTo(AUDITORS));
  }

  @Test
  void a_group_created_anew_leaves_its_assignments_behind() {
    aws.recreateGroup("aws-prod-readonly");
    assertThat(assignments(PROD_READONLY)).hasSize(1);
    var group =
        store
            .getGroupId(
                r ->
                    r.identityStoreId(STORE)
                        .alternateIdentifier(
                            a ->
                                a.uniqueAttribute(
                                    u ->
                                        u.attributePath("displayName")
                                            .attributeValue(
                                                Document.fromString("aws-prod-readonly")))))
            .groupId();
    assertThat(assignments(group)).isEmpty();
  }

  @Test
  void accounts_have_names_and_the_caller_one_of_them() {
    try (var organizations = to(OrganizationsClient.builder().httpClient(http));
        var sts = to(StsClient.builder().httpClient(http))) {
      assertThat(organizations.listAccounts().accounts())
          .extracting(account -> account.name())
          .containsExactly("Production", "Staging", "Log archive");
      assertThat(sts.getCallerIdentity().account()).isEqualTo("111122223333");
    }
  }

  @Test
  void nothing_is_returned_without_a_signature() throws Exception {
    try (Wire wire = new Wire(sandbox)) {
      var headers = Map.of("X-Amz-Target", "AWSIdentityStore.ListUsers");
      var reply = wire.send("POST", "/", "{}", headers);
      assertThat(reply.status()).isEqualTo(400);
      assertThat(reply.json().get("__type").asText())
          .isEqualTo("MissingAuthenticationTokenException");
    }
  }

  private List<Boolean> isMember(String user, String... groups) {
    return store
        .isMemberInGroups(
            r -> r.identityStoreId(STORE).memberId(m -> m.userId(user)).groupIds(groups))
        .results()
        .stream()
        .map(result -> result.membershipExists())
        .toList();
  }

  private List<String> members(String group) {
    return store
        .listGroupMemberships(r -> r.identityStoreId(STORE).groupId(group))
        .groupMemberships()
        .stream()
        .map(membership -> membership.memberId().userId())
        .toList();
  }

  private static Wire.Reply ask(Wire wire, String operation) throws Exception {
    var headers =
        Map.of(
            "X-Amz-Target", "AWSIdentityStore." + operation, "Authorization", "AWS4-HMAC-SHA256 x");
    return wire.send("POST", "/", Json.object("IdentityStoreId", STORE).toString(), headers);
  }

  private String userOf(String entraId) {
    return store
        .getUserId(
            r ->
                r.identityStoreId(STORE)
                    .alternateIdentifier(a -> a.externalId(e -> e.issuer(ISSUER).id(entraId))))
        .userId();
  }

  private String membershipId(String group, String user) {
    return store
        .getGroupMembershipId(
            r -> r.identityStoreId(STORE).groupId(group).memberId(m -> m.userId(user)))
        .membershipId();
  }

  private String create(String group, String user) {
    return store
        .createGroupMembership(
            r -> r.identityStoreId(STORE).groupId(group).memberId(m -> m.userId(user)))
        .membershipId();
  }

  private List<AccountAssignmentForPrincipal> assignments(String group) {
    return admin
        .listAccountAssignmentsForPrincipal(
            r -> r.instanceArn(INSTANCE).principalType("GROUP").principalId(group))
        .accountAssignments();
  }

  private <B extends AwsClientBuilder<B, C>, C> C to(B builder) {
    return builder
        .endpointOverride(sandbox.uri())
        .region(Region.EU_WEST_1)
        .credentialsProvider(
            StaticCredentialsProvider.create(AwsBasicCredentials.create("test", "test")))
        .build();
  }
}
