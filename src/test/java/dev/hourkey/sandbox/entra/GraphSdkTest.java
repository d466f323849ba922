package dev.hourkey.sandbox.entra;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.microsoft.graph.core.requests.BaseGraphRequestAdapter;
import com.microsoft.graph.models.ReferenceCreate;
import com.microsoft.graph.models.StringKeyStringValuePair;
import com.microsoft.graph.models.SynchronizationJobApplicationParameters;
import com.microsoft.graph.models.SynchronizationJobSubject;
import com.microsoft.graph.models.SynchronizationLinkedObjects;
import com.microsoft.graph.models.User;
import com.microsoft.graph.models.odataerrors.ODataError;
import com.microsoft.graph.serviceclient.GraphServiceClient;
import com.microsoft.graph.serviceprincipals.item.synchronization.jobs.item.provisionondemand.ProvisionOnDemandPostRequestBody;
import com.microsoft.graph.users.item.checkmembergroups.CheckMemberGroupsPostRequestBody;
import dev.hourkey.sandbox.Sandbox;
import dev.hourkey.sandbox.Wire;
import java.util.List;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/**
 * The SDK that Hourkey uses understands the stand-in's answers. To the SDK, every field may be
 * null.
 */
@NullUnmarked
class GraphSdkTest {
  private static final String APPLICATION = "33333333-0000-4000-8000-000000000001";

  private final Sandbox sandbox = new Sandbox(0);
  private final GraphServiceClient graph =
      new GraphServiceClient(
          new BaseGraphRequestAdapter(
              (request, _) -> request.headers.add("Authorization", "Bearer sandbox"),
              sandbox.uri() + "/v1.0"));

  @AfterEach
  void close() {
    sandbox.close();
  }

  @Test
  void people_and_their_groups_are_read() {
    var found =
        graph
            .users()
            .get(
                r -> {
                  r.queryParameters.filter = "mail eq 'eli@partner.example'";
                  r.queryParameters.select = new String[] {"id", "userType", "accountEnabled"};
                })
            .getValue();
    assertThat(found)
        .singleElement()
        .satisfies(user -> assertThat(user.getUserType()).isEqualTo("Guest"));
    String guest = "eli_partner.example#EXT#@example.onmicrosoft.com";
    assertThat(graph.users().byUserId(guest).get().getMail()).isEqualTo("eli@partner.example");

    var check = new CheckMemberGroupsPostRequestBody();
    check.setGroupIds(List.of(Wire.ENGINEERING, Wire.PROD_READONLY));
    assertThat(graph.users().byUserId(Wire.ANA).checkMemberGroups().post(check).getValue())
        .containsExactly(Wire.ENGINEERING);
    assertThat(graph.groups().byGroupId(Wire.ENGINEERING).members().get().getValue())
        .hasSize(5)
        .allSatisfy(member -> assertThat(member).isInstanceOf(User.class));
  }

  @Test
  void a_member_is_added_provisioned_and_removed() {
    var group = graph.groups().byGroupId(Wire.PROD_READONLY);
    var reference = new ReferenceCreate();
    reference.setOdataId("https://graph.microsoft.com/v1.0/directoryObjects/" + Wire.ANA);
    group.members().ref().post(reference);
    assertThat(sandbox.entra().isMember(Wire.PROD_READONLY, Wire.ANA)).isTrue();

    assertThat(onDemand().getKey()).contains("\"Success\"");
    assertThat(sandbox.aws().isMember("aws-prod-readonly", "ana@example.com")).isTrue();

    var member = group.members().byDirectoryObjectId(Wire.ANA);
    member.ref().delete();
    assertThatThrownBy(() -> member.ref().delete())
        .isInstanceOfSatisfying(
            ODataError.class,
            e -> {
              assertThat(e.getResponseStatusCode()).isEqualTo(404);
              assertThat(e.getError().getCode()).isEqualTo("Request_ResourceNotFound");
              assertThat(e.getError().getInnerError().getRequestId()).isNotEmpty();
            });
  }

  private StringKeyStringValuePair onDemand() {
    var synchronization =
        graph.servicePrincipals().byServicePrincipalId(APPLICATION).synchronization();
    var found = synchronization.jobs().get().getValue().getFirst();
    var job = synchronization.jobs().bySynchronizationJobId(found.getId());
    var person = new SynchronizationJobSubject();
    person.setObjectId(Wire.ANA);
    person.setObjectTypeName("User");
    var links = new SynchronizationLinkedObjects();
    links.setMembers(List.of(person));
    var subject = new SynchronizationJobSubject();
    subject.setObjectId(Wire.PROD_READONLY);
    subject.setObjectTypeName("Group");
    subject.setLinks(links);
    var parameters = new SynchronizationJobApplicationParameters();
    parameters.setRuleId(job.schema().get().getSynchronizationRules().getFirst().getId());
    parameters.setSubjects(List.of(subject));
    var body = new ProvisionOnDemandPostRequestBody();
    body.setParameters(List.of(parameters));
    return job.provisionOnDemand().post(body);
  }
}
