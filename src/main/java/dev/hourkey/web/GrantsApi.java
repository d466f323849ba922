package dev.hourkey.web;

import dev.hourkey.catalog.AwsAccess;
import dev.hourkey.catalog.AwsTarget;
import dev.hourkey.grant.Cause;
import dev.hourkey.grant.Grant;
import dev.hourkey.grant.GrantState;
import dev.hourkey.grant.Grants;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.QueryParam;
import java.time.Duration;
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
   * @param opens everything its group was seen to open when it was approved
   * @param state provisioning, syncing, live, revoking, clearing or ended
   */
  public record GrantView(
      UUID id,
      UUID request,
      String holder,
      @Nullable String awsUserId,
      String entitlement,
      String group,
      AccessView opens,
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
          AccessView.of(grant.opens()),
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

  /**
   * What a group opens in AWS.
   *
   * @param complete false when Hourkey's AWS role cannot see every account: it may be more
   * @param targets the riskiest first
   */
  public record AccessView(boolean complete, List<TargetView> targets) {
    static AccessView of(AwsAccess access) {
      return new AccessView(
          access.complete(), access.targets().stream().map(TargetView::of).toList());
    }
  }

  /**
   * A permission set in an account.
   *
   * @param accountState active, suspended, pending_closure, closed, pending_activation or unknown
   * @param sessionDuration of its role sessions, as ISO 8601, where AWS told it
   */
  public record TargetView(
      String accountId,
      String accountName,
      String accountState,
      String permissionSet,
      @Nullable String sessionDuration) {
    static TargetView of(AwsTarget target) {
      return new TargetView(
          target.accountId(),
          target.accountName(),
          target.state().name().toLowerCase(Locale.ROOT),
          target.permissionSet(),
          target.session().map(Duration::toString).orElse(null));
    }
  }
}
