package dev.hourkey.api;

import dev.hourkey.audit.AccessHistory;
import dev.hourkey.audit.PointInTimeGrant;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.QueryParam;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.jspecify.annotations.Nullable;

/** Who held what at a point in time, from the audit trail alone. */
@Path("/api/v1/moment")
@TokenRequired
public class PointInTimeApi {
  private final AccessHistory history;

  PointInTimeApi(AccessHistory history) {
    this.history = history;
  }

  /** Every grant that had been opened and had not ended, oldest first. */
  @GET
  @Operation(summary = "Every grant that was open at a point in time, according to the audit trail")
  public List<HeldView> held(
      @QueryParam("time")
          @Parameter(
              description = "A date, which begins at midnight in UTC, or a time with its zone",
              required = true,
              example = "2026-03-02T12:00:00Z")
          Optional<String> time,
      @QueryParam("about")
          @Parameter(
              description =
                  "Only those with this in the name of the holder, the entitlement, the group, an"
                      + " account or a permission set")
          Optional<String> about) {
    Instant asked =
        QueryParameters.time("time", time)
            .orElseThrow(() -> Problem.badRequest("'time' is missing."));
    if (history.isAhead(asked)) {
      throw Problem.badRequest("'time' is in the future.");
    }
    return history.at(asked).stream()
        .filter(one -> one.isAbout(about.orElse("")))
        .map(HeldView::of)
        .toList();
  }

  /**
   * A grant as it was then.
   *
   * @param holderName as it was when the grant was opened
   * @param opens each permission set with its account, as the group was seen to open them
   * @param state scheduled, setting_up, active or ending
   * @param undated whether one of its entries has no time, so that the entry proves nothing
   */
  public record HeldView(
      String grant,
      String holder,
      @Nullable String holderName,
      String entitlement,
      String groupName,
      List<String> opens,
      String state,
      @Nullable Instant openedAt,
      @Nullable Instant activeSince,
      @Nullable Instant endsAt,
      boolean undated) {
    static HeldView of(PointInTimeGrant one) {
      return new HeldView(
          one.grant(),
          one.holder(),
          one.holderName().orElse(null),
          one.entitlement(),
          one.group(),
          one.opens(),
          one.phase().name().toLowerCase(Locale.ROOT),
          one.openedAt().orElse(null),
          one.activeSince().orElse(null),
          one.endsAt().orElse(null),
          one.undated());
    }
  }
}
