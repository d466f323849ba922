package dev.hourkey.grant;

import java.time.Instant;

/** One thing to do next for a grant. */
sealed interface Step {
  /** Whether it changes a membership in Entra. */
  default boolean writesToEntra() {
    return this instanceof AddMember || this instanceof RemoveMember;
  }

  record AddMember() implements Step {}

  /** Remove the member from the Entra group, for this reason. */
  record RemoveMember(EndReason cause) implements Step {}

  /** Remove the member from AWS directly, which Entra would do later. */
  record RemoveDirectly() implements Step {}

  /** Add the member to AWS directly, because Entra will not. */
  record AddDirectly() implements Step {}

  /** Request provisioning on demand. */
  record ProvisionOnDemand() implements Step {}

  /** Request a whole cycle of the SCIM job. */
  record StartJob() implements Step {}

  /** Warn the holder that the end is near. */
  record Warn() implements Step {}

  record Become(GrantState state) implements Step {}

  record LookAgain(Instant at) implements Step {}
}
