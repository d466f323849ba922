package dev.hourkey.console;

import dev.hourkey.catalog.AccountAssignment;
import dev.hourkey.grant.Grant;
import dev.hourkey.grant.GrantState;
import dev.hourkey.grant.LateStep;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A grant in a list.
 *
 * @param lateSince the time at which it should have been active, or gone, if people were told that
 *     it is late
 * @param until when it ends, or ended
 * @param undecided what to show if there are no deciders
 */
record GrantRow(
    UUID id,
    String holder,
    String holderId,
    String entitlement,
    String entitlementId,
    List<AccountAssignment> opens,
    StatusLabel state,
    @Nullable Instant lateSince,
    Instant opened,
    Instant until,
    List<ReviewsByRequest.Decider> deciders,
    String undecided) {
  static GrantRow of(Grant grant, Names names, ReviewsByRequest deciders) {
    return new GrantRow(
        grant.id(),
        names.of(grant.holder()),
        grant.holder().value(),
        grant.access().entitlementName(),
        grant.access().entitlement(),
        grant.access().opens().open(),
        StatusLabel.of(grant),
        grant.open() ? grant.lateStep().map(late -> lateSince(grant, late)).orElse(null) : null,
        grant.openedAt(),
        switch (grant.state()) {
          case GrantState.Live(_, Instant end) -> end;
          case GrantState.Ended(_, Instant at) -> at;
          case GrantState.Scheduled _,
              GrantState.Provisioning _,
              GrantState.Syncing _,
              GrantState.Revoking _,
              GrantState.Clearing _ ->
              grant.dueAt();
        },
        deciders.of(grant.id(), names),
        deciders.withoutDecision(grant.request()));
  }

  private static Instant lateSince(Grant grant, LateStep late) {
    return switch (late) {
      case ACTIVATION -> grant.begin();
      case END -> grant.lateFrom();
    };
  }
}
