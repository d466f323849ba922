package dev.hourkey.grant;

import java.util.Optional;

/** The findings about members that Hourkey's records did not explain after a restore. */
public interface UnexplainedMemberFindings {
  /** The origin of a membership that no grant explains any more: the latest such finding. */
  Optional<MembershipService.Orphan> origin(MembershipKey membership);
}
