package dev.hourkey.api;

import dev.hourkey.export.AwsActivity;
import dev.hourkey.export.GrantActivityLinks;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import java.time.Instant;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponseSchema;

/** Where AWS shows what was done with a grant. */
@Path("/api/v1/grants/{grant}/aws-activity")
@TokenRequired
public class AwsActivityApi {
  private final GrantLookup grants;
  private final GrantActivityLinks activity;

  AwsActivityApi(GrantLookup grants, GrantActivityLinks activity) {
    this.grants = grants;
    this.activity = activity;
  }

  /** One view for each permission set that the grant opened; empty if it never became active. */
  @GET
  @Operation(
      summary = "Where CloudTrail shows what the holder did with a grant",
      description =
          "For each account and permission set: links into CloudTrail's event history, and a query"
              + " for Athena. Sessions outlive a grant, so the time span ends after it.")
  @APIResponseSchema(ActivityView[].class)
  @APIResponse(responseCode = "404", description = "There is no such grant")
  public List<ActivityView> activity(
      @PathParam("grant") @Parameter(description = GrantLookup.ID, example = GrantLookup.EXAMPLE)
          String grant) {
    return activity.of(grants.one(grant)).stream().map(ActivityView::of).toList();
  }

  /**
   * What was done with one permission set in one account.
   *
   * @param from the earliest time at which there may be an event
   * @param to the latest such time
   * @param eventHistory links into the AWS console, by Region
   * @param athenaQuery a query of the table that AWS documents for an organization's trail
   */
  public record ActivityView(
      String accountId,
      String accountName,
      String permissionSet,
      Instant from,
      Instant to,
      List<AwsActivity.EventHistory> eventHistory,
      String athenaQuery) {
    static ActivityView of(AwsActivity one) {
      return new ActivityView(
          one.target().accountId(),
          one.target().accountName(),
          one.target().permissionSet(),
          one.from(),
          one.to(),
          one.eventHistory(),
          one.query());
    }
  }
}
