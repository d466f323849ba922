package dev.hourkey.console;

import dev.hourkey.catalog.AccountAssignment;
import dev.hourkey.policy.ApprovalProgress;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A request that waits for a decision, with information that helps to decide.
 *
 * @param principalName distinguishes requesters of the same name
 * @param sender who requested it for them, if they did not do so themselves
 * @param longer the extension in words, if it is one
 * @param shorter for how long it can be approved instead
 * @param complete whether {@code opens} is all that it opens
 * @param approvals who approved it so far, and what they wrote
 * @param earlier how the requester's last requests for the same entitlement ended
 * @param open what else the requester has now
 * @param holders who else has it now
 */
record RequestToDecide(
    RequestRow request,
    @Nullable String principalName,
    @Nullable String sender,
    boolean highRisk,
    @Nullable Instant startsAt,
    @Nullable String longer,
    List<Duration> shorter,
    @Nullable String ticket,
    List<AccountAssignment> opens,
    boolean complete,
    List<ApprovalProgress.Stage> stages,
    List<String> approvals,
    Instant expires,
    List<String> earlier,
    List<String> open,
    List<String> holders) {

  /** The durations for which all of them can be approved instead. */
  static List<DurationChoice> shorter(List<RequestToDecide> requests) {
    return requests.stream()
        .limit(1)
        .flatMap(first -> first.shorter().stream())
        .filter(one -> requests.stream().allMatch(each -> each.shorter().contains(one)))
        .map(DurationChoice::of)
        .toList();
  }
}
