package dev.hourkey.grant;

import java.util.Optional;

/** The findings about members that Hourkey's records did not explain after a restore. */
public interface UnexplainedMemberFindings {
  /** The latest such finding: where a membership came from that no grant explains any more. */
  Optional<MembershipService.Orphan> origin(MembershipKey membership);
}
