package dev.hourkey.api;

import dev.hourkey.drift.DriftFinding;
import dev.hourkey.drift.DriftFindings;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.jspecify.annotations.Nullable;

/** Where Entra, AWS and Hourkey's records disagree now. */
@Path("/api/v1/drift")
@TokenRequired
public class DriftApi {
  private final DriftFindings findings;

  DriftApi(DriftFindings findings) {
    this.findings = findings;
  }

  /** Lists the open findings, by group and name. */
  @GET
  @Operation(summary = "Open drift findings, and since when they could not be compared")
  public List<Finding> findings() {
    return findings.open().stream().map(Finding::of).toList();
  }

  /**
   * A case in which they disagree.
   *
   * @param kind unapproved_member, missing_in_aws, left_in_aws, lost_assignment or unexplained
   * @param member the Entra object id or, where only AWS knows the member, the id there
   * @param unwatchedSince when the group was last compared, if that is too long ago to know whether
   *     the finding still holds
   */
  public record Finding(
      UUID id,
      String kind,
      String group,
      String groupName,
      String member,
      String name,
      Instant firstSeen,
      @Nullable Instant unwatchedSince) {
    static Finding of(DriftFinding one) {
      return new Finding(
          one.id(),
          one.kind().name().toLowerCase(Locale.ROOT),
          one.group().id(),
          one.group().name(),
          one.member(),
          one.name(),
          one.firstSeen(),
          one.unwatchedSince().orElse(null));
    }
  }
}
