package dev.hourkey.policy;

import dev.hourkey.person.EntraAccount;
import dev.hourkey.person.PersonId;
import dev.hourkey.person.UserType;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.SequencedMap;
import java.util.Set;
import java.util.stream.Collectors;

/** How the stages of a policy are approved: in their order, and by different people. */
record StageRules(List<ApprovalStage> stages, boolean selfApproval) {
  /**
   * The progress of the approval, and the people whose approvals count.
   *
   * @param approvers in the order in which they approved
   */
  record Count(ApprovalProgress progress, List<PersonId> approvers) {}

  /**
   * Whether an entry of any stage names this person, even if they can't approve because they are a
   * guest, or can approve only after an escalation.
   */
  boolean named(Subject someone, Subject requester) {
    return Principal.anyOf(
        stages, stage -> Principal.anyMatches(stage.everybody(), someone, requester));
  }

  /** See {@link Policy#stagesOf}. */
  List<String> of(Subject someone, Subject requester) {
    return stages.stream()
        .filter(stage -> stage.approvals() > 0 && stage.knownToInclude(someone, requester))
        .map(ApprovalStage::names)
        .toList();
  }

  private boolean approver(Subject someone, Subject requester) {
    return Principal.anyOf(stages, stage -> stage.includes(someone, requester));
  }

  /**
   * The progress of a request's approval. Each approval counts for the stage that waits for one at
   * that point, so the stages are completed as early as possible: no other way to count the same
   * approvals in the same order gets further.
   *
   * @param approvedBy who has approved, in the order they did
   */
  Count count(Subject requester, List<Subject> approvedBy) {
    ApprovalProgress progress = ApprovalProgress.start(stages);
    SequencedMap<PersonId, PersonId> counted = new LinkedHashMap<>(); // Each person only once.
    for (Subject approver : approvedBy) {
      OptionalInt current = progress.current();
      if (current.isPresent()
          && !isForbiddenOwn(approver, requester)
          && stages.get(current.getAsInt()).includes(approver, requester)
          && counted.putIfAbsent(approver.latestAccount(), approver.person()) == null) {
        progress = progress.withApproval();
      }
    }
    return new Count(progress, List.copyOf(counted.values()));
  }

  /** The same, assuming that everybody whose user type is unknown is a member. */
  private Count countAtMost(Subject requester, List<Subject> approvedBy) {
    return count(requester, approvedBy.stream().map(Subject::orMember).toList());
  }

  /**
   * As {@link #count}, for a request that nobody has completed. If its approvals are enough because
   * the policy changed, the last one is needed again: no policy completes a request by itself.
   */
  private Count countPending(Subject requester, List<Subject> approvedBy) {
    Count count = count(requester, approvedBy);
    return count.progress().isComplete() && !approvedBy.isEmpty()
        ? countPending(requester, approvedBy.subList(0, approvedBy.size() - 1))
        : count;
  }

  /**
   * The progress of a pending request's approval; empty if Entra does not show enough of its
   * approvers.
   */
  Optional<ApprovalProgress> progress(Subject requester, List<SubjectStatus> approvedBy) {
    if (approvedBy.contains(new SubjectStatus.Missing(false))) {
      return Optional.empty();
    }
    List<Subject> enabled = SubjectStatus.enabled(approvedBy);
    Count count = count(requester, enabled);
    return count.equals(countAtMost(requester, enabled))
        ? Optional.of(countPending(requester, enabled).progress())
        : Optional.empty();
  }

  /** Whether the approvals of these people are enough. */
  ApprovalDecision approval(Subject requester, List<SubjectStatus> approvedBy) {
    List<Subject> enabled = SubjectStatus.enabled(approvedBy);
    if (count(requester, enabled).progress().isComplete()) {
      return new ApprovalDecision.Holds();
    }
    if (countAtMost(requester, enabled).progress().isComplete()) {
      return new ApprovalDecision.Unproven(new Refusal.ApproverTypeUnknown());
    }
    return approvedBy.stream().anyMatch(SubjectStatus.Missing.class::isInstance)
        ? new ApprovalDecision.Unproven(new Refusal.ApproverMissing())
        : new ApprovalDecision.Invalid(new Refusal.TooFewValidApprovals());
  }

  /** The progress of the approval with the vote of somebody who may vote. */
  ReviewDecision.Allowed allowed(
      Subject reviewer, Subject requester, List<Subject> approvedBy, ReviewType reviewType) {
    List<Subject> with = new ArrayList<>(approvedBy);
    if (reviewType == ReviewType.APPROVE) {
      with.removeIf(reviewer::same);
      with.add(reviewer);
    }
    Count count = count(requester, with);
    return new ReviewDecision.Allowed(count.progress(), count.approvers());
  }

  /** Why this person may not approve or deny now; empty if they may. */
  Optional<Refusal> refusal(
      Subject reviewer, Subject requester, List<Subject> approvedBy, ReviewType reviewType) {
    if (isForbiddenOwn(reviewer, requester)) {
      return Optional.of(new Refusal.OwnRequest());
    }
    Count count = countPending(requester, approvedBy);
    if (reviewType == ReviewType.APPROVE && hasApproved(reviewer, approvedBy, count)) {
      return Optional.of(new Refusal.AlreadyApproved());
    }
    ApprovalProgress progress = count.progress();
    if (Principal.anyOf(
        decidingNow(progress, reviewType), stage -> stage.includes(reviewer, requester))) {
      return reviewType == ReviewType.APPROVE
          ? neededLater(reviewer, requester, approvedBy, count)
          : Optional.empty();
    }
    if (approver(reviewer, requester)) {
      int current = progress.current().orElseThrow();
      return Optional.of(
          new Refusal.OtherStage(current + 1, stages.size(), stages.get(current).names()));
    }
    if (!named(reviewer, requester)) {
      return Optional.of(new Refusal.NotApprover());
    }
    if (Principal.anyOf(stages, stage -> stage.escalated().includes(reviewer, requester))) {
      return Optional.of(new Refusal.NotEscalated());
    }
    return Optional.of(
        reviewer.userType() == UserType.UNKNOWN
            ? new Refusal.UserTypeUnknown()
            : new Refusal.GuestApprover());
  }

  private Optional<Refusal> neededLater(
      Subject reviewer, Subject requester, List<Subject> approvedBy, Count count) {
    List<Subject> seen = new ArrayList<>(approvedBy);
    seen.add(reviewer);
    seen.add(requester);
    return new NamedApprovers(this, requester, seen)
        .laterStageNeeding(reviewer, count)
        .map(stage -> new Refusal.NeededLater(stage + 1));
  }

  /**
   * The stages whose approvers may vote now: the current one may approve, and all may deny. If all
   * are complete, because the policy now needs no approval, the vote of any approver decides.
   */
  private List<ApprovalStage> decidingNow(ApprovalProgress progress, ReviewType reviewType) {
    OptionalInt current = progress.current();
    return reviewType == ReviewType.DENY || current.isEmpty()
        ? stages
        : List.of(stages.get(current.getAsInt()));
  }

  private boolean isForbiddenOwn(Subject reviewer, Subject requester) {
    return requester.involves(reviewer) && !selfApproval;
  }

  private static boolean hasApproved(Subject reviewer, List<Subject> approvedBy, Count count) {
    return approvedBy.stream()
        .filter(one -> count.approvers().contains(one.person()))
        .anyMatch(reviewer::same);
  }

  /** Why a request of these people could never be approved; empty if it could. */
  Optional<Refusal> nobodyCanApprove(
      Set<PersonId> own, Map<Principal, List<EntraAccount>> accounts) {
    List<DistinctPeople.Need<PersonId>> needs = new ArrayList<>();
    for (ApprovalStage stage : stages) {
      if (stage.approvals() > 0 && accounts.keySet().containsAll(stage.everybody())) {
        needs.add(new DistinctPeople.Need<>(candidates(stage, own, accounts), stage.approvals()));
        if (!DistinctPeople.suffice(needs)) {
          return Optional.of(neverApprovable(stage, accounts));
        }
      }
    }
    return Optional.empty();
  }

  private static Refusal neverApprovable(
      ApprovalStage stage, Map<Principal, List<EntraAccount>> accounts) {
    boolean onlyManager = stage.everybody().equals(List.of(new Principal.Manager()));
    return onlyManager && accounts.getOrDefault(new Principal.Manager(), List.of()).isEmpty()
        ? new Refusal.NoManager()
        : new Refusal.NobodyCanApprove(stage.names());
  }

  /**
   * Everybody who may approve a stage at some time, as Entra lists them. Unknown facts about an
   * account do not exclude anybody.
   */
  private Set<PersonId> candidates(
      ApprovalStage stage, Set<PersonId> own, Map<Principal, List<EntraAccount>> accounts) {
    return stage.everybody().stream()
        .flatMap(
            approver ->
                accounts.getOrDefault(approver, List.of()).stream()
                    .filter(account -> account.status() != EntraAccount.Status.DISABLED)
                    .filter(
                        account ->
                            account.userType() == UserType.UNKNOWN
                                || ApprovalStage.admits(approver, account.userType())))
        .map(EntraAccount::id)
        .filter(person -> selfApproval || !own.contains(person))
        .collect(Collectors.toUnmodifiableSet());
  }
}
