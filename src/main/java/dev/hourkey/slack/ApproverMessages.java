package dev.hourkey.slack;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What approvers read about a request besides its card. */
final class ApproverMessages {
  private ApproverMessages() {}

  /**
   * The answer to an approver who decided too late: who decided before, and when the access ends.
   *
   * @param offered the grant that the approver may revoke
   */
  static List<Block> tooLate(RequestDetails request, Optional<GrantDetails> offered) {
    List<Block> blocks = new ArrayList<>();
    blocks.add(
        new Block.Section(
            Sentence.of("Too late: this request was decided before your click. Nothing changed.\n")
                .then(RequestStatus.line(request, RequestStatus.Reader.APPROVER))));
    offered
        .filter(GrantDetails::endable)
        .ifPresent(
            grant -> {
              blocks.add(new Block.Context("You can still end this access:"));
              blocks.add(ApproverCard.revoke(grant, request.requester()));
            });
    return blocks;
  }
}
