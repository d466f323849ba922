package dev.hourkey.sandbox.entra;

import static dev.hourkey.sandbox.Wire.ANA;
import static dev.hourkey.sandbox.Wire.DANA;
import static dev.hourkey.sandbox.Wire.ENGINEERING;
import static dev.hourkey.sandbox.Wire.NOBODY;
import static dev.hourkey.sandbox.Wire.NOOR;
import static dev.hourkey.sandbox.Wire.PROD_READONLY;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import com.fasterxml.jackson.databind.JsonNode;
import dev.hourkey.sandbox.Sandbox;
import dev.hourkey.sandbox.SandboxClock;
import dev.hourkey.sandbox.Wire;
import dev.hourkey.sandbox.http.Json;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class GraphStandInTest {
  private final Sandbox sandbox = new Sandbox(0);
  private final Wire wire = new Wire(sandbox);

  @AfterEach
  void close() {
    sandbox.reset();
    wire.close();
    sandbox.close();
  }

  @Test
  void a_user_is_found_by_id_and_by_a_guests_escaped_name() throws Exception {
    assertThat(wire.get("/v1.0/users/" + ANA).json().get("displayName").asText())
        .isEqualTo("Ana Lima");
    var guest = wire.get("/v1.0/users/eli_partner.example%23EXT%23@example.onmicrosoft.com");
    assertThat(guest.json().get("mail").asText()).isEqualTo("eli@partner.example");
  }

  @Test
  void some_properties_are_returned_only_if_selected() throws Exception {
    assertThat(wire.get("/v1.0/users/frank@example.com").json().has("accountEnabled")).isFalse();
    var requested =
        wire.get("/v1.0/users/frank@example.com?$select=accountEnabled,userType,mailNickname");
    assertThat(requested.json())
        .isEqualTo(
            Json.object("accountEnabled", false, "userType", "Member", "mailNickname", "frank"));
  }

  @Test
  void users_are_filtered_by_mail_name_or_other_addresses() throws Exception {
    assertThat(users("mail eq 'ANA@example.com' or userPrincipalName eq 'bruno@example.com'"))
        .containsExactly("Ana Lima", "Bruno Costa");
    assertThat(users("otherMails/any(m:m eq 'eli@partner.example')")).containsExactly("Eli Brandt");
    assertThat(users("proxyAddresses/any(p:p eq 'smtp:dana@example.com')"))
        .containsExactly("Dana Novak");
    assertThat(users("mail eq 'o''hara@example.com'")).isEmpty();
    assertThat(wire.get("/v1.0/users?$filter=mail ne 'x'").status()).isEqualTo(400);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "users?$filter=mail ne 'x'",
        "users?$filter=endswith(mail,'@example.com')",
        "users?$filter=onPremisesSamAccountName eq 'dnovak'",
        "groups?$filter=description eq 'x'",
        "servicePrincipals?$filter=accountEnabled eq 'true'"
      })
  void a_filter_that_graph_does_not_support_is_refused(String requested) throws Exception {
    var reply = wire.get("/v1.0/" + requested);
    assertThat(reply.status()).isEqualTo(400);
    assertThat(reply.code()).isEqualTo("Request_UnsupportedQuery");
  }

  @Test
  void a_manager_is_a_user_and_having_none_is_404() throws Exception {
    var manager = wire.get("/v1.0/users/" + ANA + "/manager");
    assertThat(manager.json().get("userPrincipalName").asText())
        .isEqualTo("head-of-ops@example.com");
    assertThat(wire.get("/v1.0/users/head-of-ops@example.com/manager").status()).isEqualTo(404);
  }

  @Test
  void membership_can_be_read_with_a_filter_a_check_and_from_the_user() throws Exception {
    var member = wire.get("/v1.0/groups/" + ENGINEERING + "/members?$filter=id eq '" + ANA + "'");
    assertThat(member.json().at("/value/0/@odata.type").asText())
        .isEqualTo("#microsoft.graph.user");
    assertThat(check(DANA, List.of(ENGINEERING, PROD_READONLY)).json().get("value"))
        .map(JsonNode::asText)
        .containsExactly(ENGINEERING);
    var groups =
        wire.get("/v1.0/users/" + DANA + "/transitiveMemberOf/microsoft.graph.group?$select=id");
    assertThat(groups.json().get("value")).hasSize(3);
  }

  @Test
  void membership_of_a_group_in_a_group_counts_where_it_is_transitive() throws Exception {
    sandbox.entra().putGroup(Map.of("id", NOBODY, "displayName", "everyone"));
    assertThat(wire.addMember(NOBODY, ENGINEERING).status()).isEqualTo(204);
    assertThat(check(ANA, List.of(NOBODY)).json().get("value")).hasSize(1);
    assertThat(wire.get("/v1.0/groups/" + NOBODY + "/members").json().get("value")).hasSize(1);
    assertThat(wire.get("/v1.0/groups/" + NOBODY + "/transitiveMembers").json().get("value"))
        .hasSize(6);
  }

  @Test
  void one_group_that_is_not_there_spoils_the_check_of_all() throws Exception {
    var reply = check(ANA, List.of(ENGINEERING, NOBODY));
    assertThat(reply.status()).isEqualTo(404);
    assertThat(reply.message()).contains(NOBODY);
  }

  @Test
  void no_more_than_twenty_groups_are_checked_at_once() throws Exception {
    var ids = IntStream.range(0, 21).mapToObj(_ -> NOBODY).toList();
    assertThat(check(ANA, ids).status()).isEqualTo(400);
  }

  @Test
  void lists_come_in_pages_whose_link_leads_on() throws Exception {
    var first = wire.get("/v1.0/groups/" + ENGINEERING + "/members?$top=3&$select=id").json();
    assertThat(first.get("value")).hasSize(3);
    String next = first.get("@odata.nextLink").asText();
    var second = wire.get(next.substring(sandbox.uri().toString().length())).json();
    assertThat(second.get("value")).hasSize(2);
    assertThat(second.has("@odata.nextLink")).isFalse();
  }

  @Test
  void adding_a_member_twice_is_400_and_says_that_it_exists() throws Exception {
    assertThat(wire.addMember(PROD_READONLY, ANA).status()).isEqualTo(204);
    var again = wire.addMember(PROD_READONLY, ANA);
    assertThat(again.status()).isEqualTo(400);
    assertThat(again.code()).isEqualTo("Request_BadRequest");
    assertThat(again.message()).contains("added object references already exist");
  }

  @Test
  void removing_nobody_is_404_and_names_the_group() throws Exception {
    var reply = wire.removeMember(PROD_READONLY, ANA);
    assertThat(reply.status()).isEqualTo(404);
    assertThat(reply.code()).isEqualTo("Request_ResourceNotFound");
    assertThat(reply.message()).contains(PROD_READONLY);
    assertThat(wire.removeMember(NOBODY, ANA).message()).contains(NOBODY);
  }

  @Test
  void adding_somebody_unknown_is_404_and_names_them() throws Exception {
    assertThat(wire.addMember(PROD_READONLY, NOBODY).message()).contains(NOBODY);
    assertThat(wire.addMember(NOBODY, ANA).message()).contains(NOBODY);
  }

  @Test
  void several_members_are_added_all_or_none() throws Exception {
    assertThat(wire.bindMembers(PROD_READONLY, ANA, DANA).status()).isEqualTo(204);
    assertThat(wire.bindMembers(PROD_READONLY, NOOR, ANA).message())
        .contains("added object references already exist");
    assertThat(wire.bindMembers(PROD_READONLY, NOOR, NOBODY).message()).contains(NOBODY);
    assertThat(wire.bindMembers(PROD_READONLY, NOOR, NOOR).message())
        .contains("can only be present once");
    assertThat(wire.get("/v1.0/groups/" + PROD_READONLY + "/members").json().get("value"))
        .hasSize(2);
    assertThat(
            wire.bindMembers(PROD_READONLY, Collections.nCopies(21, NOOR).toArray(String[]::new))
                .status())
        .isEqualTo(400);
  }

  @Test
  void a_deleted_person_is_404_and_their_removal_is_a_404_that_names_the_group() throws Exception {
    wire.addMember(PROD_READONLY, ANA);
    sandbox.entra().deleteUser(ANA);
    assertThat(wire.get("/v1.0/users/" + ANA).status()).isEqualTo(404);
    var removal = wire.removeMember(PROD_READONLY, ANA);
    assertThat(removal.status()).isEqualTo(404);
    assertThat(removal.code()).isEqualTo("Request_ResourceNotFound");
    assertThat(removal.message()).contains(PROD_READONLY);
  }

  @Test
  void a_deleted_group_is_404_until_it_is_restored_as_it_was() throws Exception {
    wire.addMember(PROD_READONLY, ANA);
    wire.addMember(PROD_READONLY, DANA);
    sandbox.entra().deleteGroup("aws-prod-readonly");
    String group = "/v1.0/groups/" + PROD_READONLY;
    assertThat(wire.get(group).status()).isEqualTo(404);
    assertThat(wire.removeMember(PROD_READONLY, ANA).status()).isEqualTo(404);
    sandbox.entra().deleteUser(DANA);

    sandbox.entra().restoreGroup("aws-prod-readonly");
    assertThat(wire.get(group).json().get("displayName").asText()).isEqualTo("aws-prod-readonly");
    var members = wire.get(group + "/members").json().get("value");
    assertThat(members).singleElement().returns(ANA, one -> one.get("id").asText());
  }

  @Test
  void after_thirty_days_a_deleted_group_is_gone_permanently() {
    sandbox.entra().deleteGroup(PROD_READONLY);
    SandboxClock.advance(Duration.ofDays(30));
    assertThatThrownBy(() -> sandbox.entra().restoreGroup(PROD_READONLY))
        .hasMessageContaining(PROD_READONLY);
  }

  @Test
  void every_change_of_a_membership_is_recorded_with_its_author() throws Exception {
    var entra = sandbox.entra();
    wire.addMember(PROD_READONLY, ANA);
    wire.addMember(PROD_READONLY, ANA);
    entra.setMember(PROD_READONLY, DANA, true);
    wire.removeMember(PROD_READONLY, ANA);
    entra.deleteGroup(PROD_READONLY);
    assertThat(entra.changes())
        .extracting(change -> change.userId(), change -> change.added(), change -> change.byHand())
        .containsExactly(
            tuple(ANA, true, false),
            tuple(DANA, true, true),
            tuple(ANA, false, false),
            tuple(DANA, false, true));
    assertThat(entra.changes())
        .allSatisfy(one -> assertThat(one.groupId()).isEqualTo(PROD_READONLY));
    sandbox.reset();
    assertThat(entra.changes()).isEmpty();
  }

  @Test
  void groups_that_are_not_ours_to_change_say_so() throws Exception {
    assertThat(addTo(Map.of("groupTypes", List.of("DynamicMembership"))).status()).isEqualTo(403);
    assertThat(addTo(Map.of("isAssignableToRole", true)).code())
        .isEqualTo("Authorization_RequestDenied");
    assertThat(addTo(Map.of("onPremisesSyncEnabled", true)).message())
        .contains("on-premises mastered");
    assertThat(addTo(Map.of("mailEnabled", true)).message()).contains("external service");
  }

  @Test
  void without_ref_the_user_is_gone_if_the_app_may_delete_people() throws Exception {
    wire.addMember(PROD_READONLY, ANA);
    assertThat(wire.delete("/v1.0/groups/" + PROD_READONLY + "/members/" + ANA).code())
        .isEqualTo("Authorization_RequestDenied");
    sandbox.entra().grant("User.ReadWrite.All", true);
    assertThat(wire.delete("/v1.0/groups/" + PROD_READONLY + "/members/" + ANA).status())
        .isEqualTo(204);
    assertThat(wire.get("/v1.0/users/" + ANA).status()).isEqualTo(404);
  }

  @Test
  void an_escaped_ref_is_a_ref() throws Exception {
    wire.addMember(PROD_READONLY, ANA);
    assertThat(
            wire.delete("/v1.0/groups/" + PROD_READONLY + "/members/" + ANA + "/%24ref").status())
        .isEqualTo(204);
    assertThat(wire.get("/v1.0/users/" + ANA).status()).isEqualTo(200);
  }

  @Test
  void nothing_is_returned_without_a_token() throws Exception {
    var reply = wire.send("GET", "/v1.0/users", "", Map.of());
    assertThat(reply.status()).isEqualTo(401);
    assertThat(reply.code()).isEqualTo("InvalidAuthenticationToken");
    assertThat(reply.header("WWW-Authenticate")).startsWith("Bearer");
  }

  @Test
  void every_call_is_remembered_with_the_id_that_the_client_gave_it() throws Exception {
    var headers = Map.of("Authorization", "Bearer sandbox", "client-request-id", "mine");
    var reply = wire.send("GET", "/v1.0/users/" + NOBODY, "", headers);
    assertThat(reply.header("client-request-id")).isEqualTo("mine");
    assertThat(reply.json().at("/error/innerError/client-request-id").asText()).isEqualTo("mine");
    var call = sandbox.entra().calls().getFirst();
    assertThat(call.name()).isEqualTo("GET /v1.0/users/" + NOBODY);
    assertThat(call.clientRequestId()).isEqualTo("mine");
    assertThat(call.status()).isEqualTo(404);
  }

  private List<String> users(String filter) throws Exception {
    return wire.get("/v1.0/users?$filter=" + filter)
        .json()
        .get("value")
        .valueStream()
        .map(user -> user.get("displayName").asText())
        .toList();
  }

  private Wire.Reply check(String user, List<String> groups) throws Exception {
    return wire.post(
        "/v1.0/users/" + user + "/checkMemberGroups", Json.object("groupIds", groups).toString());
  }

  private Wire.Reply addTo(Map<String, Object> kind) throws Exception {
    var properties = new java.util.HashMap<>(kind);
    properties.put("id", NOBODY);
    properties.put("displayName", "not ours");
    sandbox.entra().putGroup(properties);
    return wire.addMember(NOBODY, ANA);
  }
}
