package dev.hourkey.console;

import dev.hourkey.catalog.AccountAssignment;
import dev.hourkey.grant.Grant;
import dev.hourkey.grant.GrantState;
import java.time.Instant;
import java.util.List;
import java.util.UUID;

/**
 * A grant in a list.
 *
 * @param until when it ends, or ended
 */
record GrantRow(
    UUID id,
    String holder,
    String holderId,
    String entitlement,
    String entitlementId,
    List<AccountAssignment> opens,
    Tag state,
    Instant opened,
    Instant until) {
  static GrantRow of(Grant grant, Names names) {
    return new GrantRow(
        grant.id(),
        names.of(grant.holder()),
        grant.holder().value(),
        grant.access().entitlementName(),
        grant.access().entitlement(),
        grant.access().opens().open(),
        Tag.of(grant),
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
        });
  }
}
