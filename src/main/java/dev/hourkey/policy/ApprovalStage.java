package dev.hourkey.policy;

import dev.hourkey.person.DirectoryFailure;
import dev.hourkey.person.UserType;
import dev.hourkey.text.Counted;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * One stage of an approval: some number of these people must approve.
 *
 * @param approvals how many must approve; 0 only where an entitlement needs no approval
 * @param escalation who else may approve if nobody does for a while
 */
public record ApprovalStage(
    List<Principal> approvers, int approvals, Optional<Escalation> escalation) {
  private static final int MAX_NAMED = 3;

  public ApprovalStage {
    approvers = List.copyOf(approvers);
    if (approvals > 0 && approvers.isEmpty()) {
      throw new IllegalArgumentException(
          Counted.of(approvals, "approval is", "approvals are")
              + " needed, but no approver is named");
    }
  }

  /** A stage that is not escalated. */
  public ApprovalStage(List<Principal> approvers, int approvals) {
    this(approvers, approvals, Optional.empty());
  }

  /** The stage after its escalation: others may approve it too. */
  ApprovalStage escalated() {
    return new ApprovalStage(approvers, approvals, escalation.map(Escalation::begin));
  }

  /** Who may approve it now. */
  public List<Principal> deciding() {
    return escalation.filter(Escalation::begun).isPresent() ? everybody() : approvers;
  }

  /** Who may approve it now, or after an escalation. */
  public List<Principal> everybody() {
    return escalation
        .map(more -> Stream.concat(approvers.stream(), more.to().stream()).distinct().toList())
        .orElse(approvers);
  }

  /**
   * Whether this person is an approver of access that {@code requester} requests or holds. Guests
   * of the tenant, and accounts that may be guests, count only if they are named.
   */
  boolean includes(Subject someone, Subject requester) {
    return Principal.anyMatches(
        deciding().stream().filter(approver -> admits(approver, someone.userType())).toList(),
        someone,
        requester);
  }

  /** As {@link #includes}; also false if that is unknown because a tool did not answer. */
  boolean knownToInclude(Subject someone, Subject requester) {
    try {
      return includes(someone, requester);
    } catch (DirectoryFailure e) {
      return false;
    }
  }

  /** Whether an account of this type may approve because of this entry. */
  public static boolean admits(Principal approver, UserType userType) {
    return userType == UserType.MEMBER || approver instanceof Principal.One;
  }

  /** Whether its approvers are known without asking who is in a group. */
  boolean namesEachApprover() {
    return everybody().stream()
        .allMatch(one -> one instanceof Principal.One || one instanceof Principal.Manager);
  }

  /** The approvals that it needs, as in {@code 2 of sre-leads}; {@code 0} if it needs none. */
  public String words() {
    return approvals == 0
        ? "0"
        : approvals
            + " of "
            + names()
            + escalation.map(more -> " or, if nobody does for a while, " + more.names()).orElse("");
  }

  /**
   * The approvers in words, as in {@code sre-leads or the requester's manager}; shortened if there
   * are many.
   */
  public String names() {
    String first =
        approvers.stream()
            .limit(MAX_NAMED)
            .map(Principal::words)
            .collect(Collectors.joining(" or "));
    int others = approvers.size() - MAX_NAMED;
    return others > 0 ? first + " or " + others + " more" : first;
  }
}
