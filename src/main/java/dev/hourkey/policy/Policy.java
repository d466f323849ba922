package dev.hourkey.policy;

import dev.hourkey.person.EntraAccount;
import dev.hourkey.person.PersonId;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * The rules of one entitlement: who may request it or decide, and whether an approval still holds.
 * {@link StageRules} applies those of the stages. Pure: callers look up the people in Entra.
 *
 * @param eligible who may request it
 * @param excluded who may not, although they are eligible
 * @param chatGuests whether guests in the chat may request it
 * @param stages the stages of the approval, which different people complete one after the other; at
 *     least one stage, which may need 0 approvals
 * @param durations what the form offers, none longer than {@code maxDuration}
 * @param limits how much of it one person may have over time
 * @param startAhead how far ahead a request may start; empty if it must start at once
 * @param expireAfter how long a request may stay undecided
 * @param remindAfter when approvers are reminded, counted from the start of their stage
 * @param warnBefore how long before the end the holder is warned
 * @param onBehalfOf who may request it for others
 */
public record Policy(
    List<Principal> eligible,
    List<Principal> excluded,
    boolean chatGuests,
    List<ApprovalStage> stages,
    List<Duration> durations,
    Duration maxDuration,
    Limits limits,
    Optional<Duration> startAhead,
    Duration expireAfter,
    List<Duration> remindAfter,
    Duration warnBefore,
    Justification justification,
    Risk risk,
    boolean selfApproval,
    List<Principal> onBehalfOf) {

  public Policy {
    eligible = List.copyOf(eligible);
    excluded = List.copyOf(excluded);
    onBehalfOf = List.copyOf(onBehalfOf);
    stages = List.copyOf(stages);
    if (stages.isEmpty()) {
      throw new IllegalArgumentException("a policy needs a stage, even for 0 approvals");
    }
    durations = List.copyOf(durations);
    remindAfter = List.copyOf(remindAfter);
    if (durations.isEmpty() || durations.stream().anyMatch(one -> one.compareTo(maxDuration) > 0)) {
      throw new IllegalArgumentException("durations are missing or longer than " + maxDuration);
    }
  }

  /** The groups whose members have to be known before this policy can be applied. */
  public Set<String> groups() {
    return Principal.groups(Stream.concat(excluded.stream(), entitling()));
  }

  /** The groups whose members may not request it. */
  public Set<String> excludedGroups() {
    return Principal.groups(excluded.stream());
  }

  /** The groups that give a right: to request it (for oneself or for others) or to approve it. */
  public Set<String> entitlingGroups() {
    return Principal.groups(entitling());
  }

  private Stream<Principal> entitling() {
    return Stream.of(eligible.stream(), onBehalfOf.stream(), approvers()).flatMap(all -> all);
  }

  private Stream<Principal> approvers() {
    return stages.stream().flatMap(stage -> stage.everybody().stream());
  }

  /** The groups whose members may approve. */
  public Set<String> approverGroups() {
    return Principal.groups(approvers());
  }

  /** The entries that have to be looked up in other tools before this policy can be applied. */
  public Set<Principal.OfTool> ofTools() {
    return Principal.ofTools(Stream.concat(excluded.stream(), entitling()));
  }

  /** The {@link #ofTools} whose people may approve. */
  public Set<Principal.OfTool> approversOfTools() {
    return Principal.ofTools(approvers());
  }

  /** Whether this person may request it for others. */
  public boolean forOthers(Subject sender) {
    return Principal.anyMatches(onBehalfOf, sender, sender);
  }

  /** Whether the requester's manager has to be known as well. */
  public boolean needsManager() {
    return approvers().anyMatch(Principal.Manager.class::isInstance);
  }

  /** Whether this person may request the access, for some duration and justification. */
  public Eligibility eligibility(Subject requester) {
    if (requester.sender().filter(one -> !one.mayRequestFor(requester, onBehalfOf)).isPresent()) {
      return Eligibility.SENDER_NOT_NAMED;
    }
    if (Principal.anyMatches(excluded, requester, requester)) {
      return Eligibility.EXCLUDED;
    }
    if (requester.chatGuest() && !chatGuests) {
      return Eligibility.CHAT_GUEST;
    }
    return Principal.anyMatches(eligible, requester, requester)
        ? Eligibility.ELIGIBLE
        : Eligibility.NOT_NAMED;
  }

  /** Whether this person may request the access for this long and with this justification. */
  public RequestDecision request(Subject requester, Duration duration, String justificationText) {
    Optional<Refusal> refusal =
        eligibility(requester)
            .refusal()
            .or(
                () ->
                    durations.contains(duration)
                        ? justification.refusal(justificationText)
                        : Optional.of(new Refusal.DurationNotOffered()));
    if (refusal.isPresent()) {
      return new RequestDecision.Refused(refusal.get());
    }
    int missing = noApprovals().missing();
    return missing == 0
        ? new RequestDecision.Granted()
        : new RequestDecision.NeedsApproval(missing);
  }

  /**
   * Why a request could never be approved; empty if it could, or if that is unknown.
   *
   * @param own whose request it is, and who sent it
   * @param accounts the accounts that each entry of the approvers stands for; an entry that is
   *     missing may stand for anybody
   */
  public Optional<Refusal> nobodyCanApprove(
      Set<PersonId> own, Map<Principal, List<EntraAccount>> accounts) {
    return stageRules().nobodyCanApprove(own, accounts);
  }

  /** The shorter durations that an approver may choose instead of this one. */
  public List<Duration> shorterThan(Duration requested) {
    return durations.stream().filter(one -> one.compareTo(requested) < 0).toList();
  }

  /** The progress of a request that nobody has approved yet. */
  public ApprovalProgress noApprovals() {
    return ApprovalProgress.start(stages);
  }

  /**
   * Whether an approver entry includes this person, for access that {@code requester} requests or
   * holds. Guests count as well: being a guest only prevents approving.
   */
  public boolean namesApprover(Subject someone, Subject requester) {
    return stageRules().named(someone, requester);
  }

  /**
   * The approvers, in words, of the stages that this person may approve, for access that {@code
   * requester} requests. A stage is left out if that is unknown because a tool did not answer.
   */
  public List<String> stagesOf(Subject someone, Subject requester) {
    return stageRules().of(someone, requester);
  }

  private StageRules stageRules() {
    return new StageRules(stages, selfApproval);
  }

  /**
   * Whether this person may approve or deny the requester's request. Only an approver of the
   * current stage may approve; an approver of any stage may deny.
   *
   * @param approvedBy who has approved before, in the order they did; a denial does not depend on
   *     them
   */
  public ReviewDecision review(
      Subject reviewer, SubjectStatus requester, List<SubjectStatus> approvedBy, ReviewType type) {
    return switch (requester) {
      case SubjectStatus.Missing(boolean gone) ->
          gone
              ? new ReviewDecision.Refused(new Refusal.RequesterMissing())
              : new ReviewDecision.RequesterUnknown();
      case SubjectStatus.Disabled _ -> new ReviewDecision.Refused(new Refusal.RequesterDisabled());
      case SubjectStatus.Enabled(Subject found) ->
          progress(requester, approvedBy).isPresent()
              ? review(reviewer, found, SubjectStatus.enabled(approvedBy), type)
              : new ReviewDecision.ApproverUnknown();
    };
  }

  private ReviewDecision review(
      Subject reviewer, Subject requester, List<Subject> approvedBy, ReviewType type) {
    Eligibility eligible = eligibility(requester);
    return stageRules()
        .refusal(reviewer, requester, approvedBy, type)
        .or(() -> type == ReviewType.APPROVE ? eligible.refusalOfGrant() : Optional.empty())
        .<ReviewDecision>map(ReviewDecision.Refused::new)
        .orElseGet(() -> stageRules().allowed(reviewer, requester, approvedBy, type));
  }

  /** The progress of a request's approval; empty if Entra does not show enough of its people. */
  public Optional<ApprovalProgress> progress(
      SubjectStatus requester, List<SubjectStatus> approvedBy) {
    return requester instanceof SubjectStatus.Enabled(Subject found)
        ? stageRules().progress(found, approvedBy)
        : Optional.empty();
  }

  /**
   * Whether a request that these people approved may still be granted.
   *
   * @param approvedBy in the order in which they approved
   */
  public ApprovalDecision approval(
      SubjectStatus requester, Duration duration, List<SubjectStatus> approvedBy) {
    return switch (requester) {
      case SubjectStatus.Missing _ -> new ApprovalDecision.Unproven(new Refusal.RequesterMissing());
      case SubjectStatus.Disabled _ ->
          new ApprovalDecision.Invalid(new Refusal.RequesterDisabled());
      case SubjectStatus.Enabled(Subject found) -> approval(found, duration, approvedBy);
    };
  }

  private ApprovalDecision approval(
      Subject requester, Duration duration, List<SubjectStatus> approvedBy) {
    return eligibility(requester)
        .refusalOfGrant()
        .or(() -> PendingRequestPolicy.durationRefusal(this, duration))
        .<ApprovalDecision>map(ApprovalDecision.Invalid::new)
        .orElseGet(() -> stageRules().approval(requester, approvedBy));
  }
}
