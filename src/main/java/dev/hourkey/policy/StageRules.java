package dev.hourkey.policy;

import dev.hourkey.person.EntraAccount;
import dev.hourkey.person.PersonId;
import dev.hourkey.person.UserType;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** How the stages of a policy are approved: in their order, and by different people. */
record StageRules(List<ApprovalStage> stages, boolean selfApproval) {
  /** Whether this person is an approver of any stage. */
  boolean approver(Subject someone, Subject requester) {
    return stages.stream().anyMatch(stage -> stage.includes(someone, requester));
  }

  /**
   * How far the approval of a request is. Each approval counts for the stage that waits for one at
   * that point, so the stages are completed as early as possible: no other way to count the same
   * approvals in the same order gets further.
   *
   * @param approvedBy who has approved, in the order they did
   */
  ApprovalProgress progress(Subject requester, List<Subject> approvedBy) {
    ApprovalProgress progress = ApprovalProgress.start(stages);
    Set<PersonId> counted = new HashSet<>();
    for (Subject approver : approvedBy) {
      OptionalInt current = progress.current();
      if (current.isPresent()
          && !isForbiddenOwn(approver, requester)
          && stages.get(current.getAsInt()).includes(approver, requester)
          && counted.add(approver.person())) {
        progress = progress.oneMore();
      }
    }
    return progress;
  }

  /** Why this person may not approve or deny now; empty if they may. */
  Optional<Refusal> refusal(
      Subject reviewer, Subject requester, List<Subject> approvedBy, Vote vote) {
    if (isForbiddenOwn(reviewer, requester)) {
      return Optional.of(new Refusal.OwnRequest());
    }
    if (approvedBy.stream().map(Subject::person).anyMatch(reviewer.person()::equals)) {
      return Optional.of(new Refusal.AlreadyApproved());
    }
    ApprovalProgress progress = progress(requester, approvedBy);
    if (decidingNow(progress, vote).anyMatch(stage -> stage.includes(reviewer, requester))) {
      return Optional.empty();
    }
    if (approver(reviewer, requester)) {
      int current = progress.current().orElseThrow();
      return Optional.of(
          new Refusal.OtherStage(current + 1, stages.size(), stages.get(current).names()));
    }
    boolean named =
        stages.stream()
            .anyMatch(stage -> Principal.anyMatches(stage.approvers(), reviewer, requester));
    return Optional.of(named ? new Refusal.GuestApprover() : new Refusal.NotApprover());
  }

  /**
   * The stages whose approvers may vote now: the current one may approve, and all that are not
   * complete may deny. If all are complete, because the policy now needs fewer approvals, the vote
   * of any approver decides.
   */
  private Stream<ApprovalStage> decidingNow(ApprovalProgress progress, Vote vote) {
    OptionalInt current = progress.current();
    if (current.isEmpty()) {
      return stages.stream();
    }
    Stream<ApprovalStage> open = stages.stream().skip(current.getAsInt());
    return switch (vote) {
      case APPROVE -> open.limit(1);
      case DENY -> open;
    };
  }

  private boolean isForbiddenOwn(Subject reviewer, Subject requester) {
    return reviewer.person().equals(requester.person()) && !selfApproval;
  }

  /** Why a request of this person could never be approved; empty if it could. */
  Optional<Refusal> nobodyCanApprove(
      PersonId requester, Map<Principal, List<EntraAccount>> accounts) {
    List<ApprovalStage> known =
        stages.stream().filter(stage -> accounts.keySet().containsAll(stage.approvers())).toList();
    boolean possible =
        DistinctPeople.suffice(
            known.stream()
                .map(
                    stage ->
                        new DistinctPeople.Need<>(
                            candidates(stage, requester, accounts), stage.approvals()))
                .toList());
    return possible
        ? Optional.empty()
        : Optional.of(
            new Refusal.NobodyCanApprove(
                known.stream()
                    .map(ApprovalStage::names)
                    .distinct()
                    .collect(Collectors.joining(", "))));
  }

  /** Who may approve a stage. Whatever Entra does not say of an account rules nobody out. */
  private Set<PersonId> candidates(
      ApprovalStage stage, PersonId requester, Map<Principal, List<EntraAccount>> accounts) {
    return stage.approvers().stream()
        .flatMap(
            approver ->
                accounts.getOrDefault(approver, List.of()).stream()
                    .filter(account -> account.status() != EntraAccount.Status.DISABLED)
                    .filter(
                        account ->
                            account.userType() == UserType.UNKNOWN
                                || ApprovalStage.admits(approver, account.userType())))
        .map(EntraAccount::id)
        .filter(person -> selfApproval || !person.equals(requester))
        .collect(Collectors.toUnmodifiableSet());
  }
}
