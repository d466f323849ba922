package dev.hourkey.web;

import dev.hourkey.grant.Cause;
import dev.hourkey.grant.Grant;
import dev.hourkey.grant.GrantState;
import dev.hourkey.grant.Grants;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.QueryParam;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.jspecify.annotations.Nullable;

/** Who has what, and who had. */
@Path("/api/v1/grants")
@TokenRequired
public class GrantsApi {
  private final Grants grants;

  GrantsApi(Grants grants) {
    this.grants = grants;
  }

  /** Grants, newest first. */
  @GET
  @Operation(summary = "Grants, newest first")
  public List<GrantView> grants(
      @QueryParam("open") @DefaultValue("false") boolean openOnly,
      @QueryParam("limit") @DefaultValue("200") int limit) {
    return grants.newest(openOnly, limit).stream().map(GrantView::of).toList();
  }

  /**
   * A grant as it is now.
   *
   * @param holder the Entra object id
   * @param state provisioning, syncing, live, revoking, clearing or ended
   */
  public record GrantView(
      UUID id,
      UUID request,
      String holder,
      @Nullable String awsUserId,
      String entitlement,
      String group,
      String accountId,
      String permissionSet,
      String state,
      Instant openedAt,
      Instant deadline,
      @Nullable Instant liveSince,
      @Nullable Instant endsAt,
      @Nullable String cause,
      @Nullable Instant endedAt) {
    static GrantView of(Grant grant) {
      GrantState state = grant.state();
      return new GrantView(
          grant.id(),
          grant.request(),
          String.valueOf(grant.holder()),
          grant.awsUserId().orElse(null),
          grant.entitlement(),
          grant.group().id(),
          grant.target().accountId(),
          grant.target().permissionSet(),
          state.getClass().getSimpleName().toLowerCase(Locale.ROOT),
          grant.term().openedAt(),
          grant.term().deadline(),
          grant.liveSince().orElse(null),
          state instanceof GrantState.Live(_, Instant endsAt) ? endsAt : null,
          cause(state),
          state instanceof GrantState.Ended(_, Instant at) ? at : null);
    }

    private static @Nullable String cause(GrantState state) {
      Cause cause =
          switch (state) {
            case GrantState.Provisioning _, GrantState.Syncing _, GrantState.Live _ -> null;
            case GrantState.Revoking(Cause why) -> why;
            case GrantState.Clearing(Cause why, _) -> why;
            case GrantState.Ended(Cause why, _) -> why;
          };
      return cause == null ? null : cause.name().toLowerCase(Locale.ROOT);
    }
  }
}
