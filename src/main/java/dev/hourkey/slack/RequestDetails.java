package dev.hourkey.slack;

import dev.hourkey.catalog.AwsAccess;
import dev.hourkey.policy.ApprovalProgress;
import dev.hourkey.policy.DecideWith;
import dev.hourkey.request.Nudge;
import dev.hourkey.request.RequestState;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * The data for messages about a request, read from the database beforehand.
 *
 * @param channel where it is decided; absent where no approval is needed
 * @param sender who requested it for the requester, if somebody else did
 * @param principalName distinguishes requesters of the same name
 * @param entitlement its id
 * @param duration for how long it is approved so far, or to be approved
 * @param startsAt when it is to start, if not at once
 * @param shorterDurations the shorter durations for which it can be approved
 * @param ticket the open ticket that the justification had to name, with its title and status
 * @param review the review, if it was granted by break-glass
 * @param comments the comments of its approvers, in the order in which they approved
 * @param extension the access that it extends, if it is a request for an extension
 * @param deniedBy who denied it, where it was denied
 * @param decideWith whether it is decided in Slack or with a sign-in
 * @param decisionPage where it is decided with a sign-in; empty if there is no web console
 * @param nudge the reminder that its requester may send
 * @param cardProblem where the card could not be posted, and Slack's answer
 */
record RequestDetails(
    UUID id,
    Optional<String> channel,
    PersonMention requester,
    Optional<PersonMention> sender,
    Optional<String> principalName,
    String entitlement,
    String name,
    AwsAccess opens,
    Duration duration,
    Duration requestedDuration,
    Optional<Instant> startsAt,
    List<Duration> shorterDurations,
    String justification,
    Optional<String> ticket,
    boolean highRisk,
    Instant requestedAt,
    RequestState state,
    ApprovalProgress progress,
    List<PersonMention> approvedBy,
    List<Comment> comments,
    PersonMention deniedBy,
    Optional<String> cardProblem,
    Optional<GrantDetails> grant,
    Optional<ReviewDetails> review,
    Optional<ExtensionDetails> extension,
    DecideWith decideWith,
    Optional<String> decisionPage,
    Nudge nudge) {

  /** What an approver wrote with their approval. */
  record Comment(PersonMention by, String text) {}
}
