package dev.hourkey.api;

import dev.hourkey.catalog.AccountAssignment;
import dev.hourkey.catalog.AwsAccess;
import dev.hourkey.grant.EndReason;
import dev.hourkey.grant.Grant;
import dev.hourkey.grant.GrantState;
import dev.hourkey.person.Person;
import dev.hourkey.person.PersonId;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A grant as it is now.
 *
 * @param holder the Entra object id
 * @param holderName the current name; the audit trail has the name at the time of each entry
 * @param sentBy the Entra object id of the person who requested it for the holder; absent if the
 *     holder requested it
 * @param together an id that grants share if they were requested together; absent for a single one
 * @param approvedBy the Entra object ids of those who approved the request, or one that extended it
 * @param breakGlass whether it was granted at once, without approvals, to be reviewed afterwards
 * @param opens everything its group was seen to open when it was approved
 * @param late whether it takes or took too long to become active or to end, so that people were
 *     told
 * @param lateStep which of the two is late: activation (it is not active yet) or end (even after it
 *     has ended); null if neither is
 * @param extensions how often an approved request moved its end
 * @param state provisioning, syncing, live, revoking, clearing or ended
 */
public record GrantView(
    UUID id,
    UUID request,
    @Nullable UUID together,
    boolean breakGlass,
    String holder,
    @Nullable String holderName,
    @Nullable String holderPrincipalName,
    @Nullable String sentBy,
    @Nullable String sentByName,
    List<String> approvedBy,
    @Nullable String awsUserId,
    String entitlement,
    String group,
    AccessView opens,
    String state,
    Instant openedAt,
    @Nullable Instant startsAt,
    Instant deadline,
    @Nullable Instant liveSince,
    @Nullable Instant endsAt,
    int extensions,
    boolean late,
    @Nullable String lateStep,
    @Nullable String cause,
    @Nullable Instant endedAt) {
  static GrantView of(
      Grant grant,
      Optional<Person> holder,
      Optional<PersonId> sentBy,
      Optional<Person> sender,
      List<PersonId> approvers,
      boolean breakGlass) {
    GrantState state = grant.state();
    return new GrantView(
        grant.id(),
        grant.request(),
        grant.together().orElse(null),
        breakGlass,
        String.valueOf(grant.holder()),
        holder.map(Person::name).orElse(null),
        holder.map(Person::principalName).orElse(null),
        sentBy.map(PersonId::value).orElse(null),
        sender.map(Person::name).orElse(null),
        approvers.stream().map(PersonId::value).toList(),
        grant.awsUserId().orElse(null),
        grant.access().entitlement(),
        grant.group().id(),
        AccessView.of(grant.access().opens()),
        state.getClass().getSimpleName().toLowerCase(Locale.ROOT),
        grant.term().openedAt(),
        grant.startsAt().orElse(null),
        grant.term().deadline(),
        grant.liveSince().orElse(null),
        state instanceof GrantState.Live(_, Instant endsAt) ? endsAt : null,
        grant.extensions(),
        grant.lateStep().isPresent(),
        grant.lateStep().map(step -> step.name().toLowerCase(Locale.ROOT)).orElse(null),
        cause(state),
        state instanceof GrantState.Ended(_, Instant at) ? at : null);
  }

  private static @Nullable String cause(GrantState state) {
    EndReason cause =
        switch (state) {
          case GrantState.Scheduled _,
              GrantState.Provisioning _,
              GrantState.Syncing _,
              GrantState.Live _ ->
              null;
          case GrantState.Revoking(EndReason why) -> why;
          case GrantState.Clearing(EndReason why, _) -> why;
          case GrantState.Ended(EndReason why, _) -> why;
        };
    return cause == null ? null : cause.name().toLowerCase(Locale.ROOT);
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
   * @param sessionDuration of its role sessions, as ISO 8601, if AWS returned it
   */
  public record TargetView(
      String accountId,
      String accountName,
      String accountState,
      String permissionSet,
      @Nullable String sessionDuration) {
    static TargetView of(AccountAssignment target) {
      return new TargetView(
          target.accountId(),
          target.accountName(),
          target.state().name().toLowerCase(Locale.ROOT),
          target.permissionSet(),
          target.session().map(Duration::toString).orElse(null));
    }
  }
}
