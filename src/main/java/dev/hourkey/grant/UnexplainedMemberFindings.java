package dev.hourkey.grant;

import java.util.Optional;

/** The findings about members that Hourkey's records did not explain after a restore. */
public interface UnexplainedMemberFindings {
  /** The last such finding, as the origin of a membership that no grant is left about. */
  Optional<MembershipService.Orphan> origin(MembershipKey membership);
}
