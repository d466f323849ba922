package dev.hourkey.slack;

import dev.hourkey.catalog.AccessPortal;
import dev.hourkey.grant.GrantState;
import dev.hourkey.notification.Notification;
import dev.hourkey.request.Submission;
import dev.hourkey.request.SubmissionCommand;
import dev.hourkey.request.Submissions;
import dev.hourkey.request.WeeklyDigests;
import dev.hourkey.scim.ScimJobService;
import dev.hourkey.slack.HolderMessages.Synchronization;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.BiFunction;
import java.util.stream.Collectors;

/** Draws each notification from the current rows. */
@ApplicationScoped
class MessageRenderer {
  private final MessageDetailsLoader details;
  private final BulkRevocationLoader bulkRevocations;
  private final DecisionContextLoader contexts;
  private final Submissions submissions;
  private final AlarmMessages alarms;
  private final AccessReviewMessages accessReviews;
  private final WeeklyDigests digests;
  private final ScimJobService scimJob;
  private final AccessPortal portal;
  private final HelpChannel help;

  MessageRenderer(
      MessageDetailsLoader details,
      BulkRevocationLoader bulkRevocations,
      DecisionContextLoader contexts,
      Submissions submissions,
      AlarmMessages alarms,
      AccessReviewMessages accessReviews,
      WeeklyDigests digests,
      ScimJobService scimJob,
      AccessPortal portal,
      HelpChannel help) {
    this.details = details;
    this.bulkRevocations = bulkRevocations;
    this.contexts = contexts;
    this.submissions = submissions;
    this.alarms = alarms;
    this.accessReviews = accessReviews;
    this.digests = digests;
    this.scimJob = scimJob;
    this.portal = portal;
    this.help = help;
  }

  /** The message; nothing where there is nothing left to say, or no recipient. */
  Optional<SlackMessage> draw(Notification notification) {
    return switch (notification) {
      case Notification.DecisionWanted(UUID card) ->
          onCard(card, (requests, channel) -> card(card, requests, channel));
      case Notification.ApproversMentioned _, Notification.ApproverMessaged _ ->
          Optional.empty(); // ApproverMessenger sends these.
      case Notification.ReviewOverdue(UUID id, _) ->
          reviewed(
              id,
              (request, review) ->
                  request
                      .channel()
                      .flatMap(channel -> BreakGlassMessages.reminder(request, review, channel)));
      case Notification.AccessReviewOpen(UUID id, _) -> accessReviews.reminder(id);
      case Notification.AccessReviewed(UUID id) -> reviewed(id, BreakGlassMessages::reviewed);
      case Notification.RequestTaken(UUID id) ->
          details.request(id).flatMap(request -> RequesterMessages.submitted(request, sync()));
      case Notification.RequestsTaken(UUID submission) ->
          RequesterMessages.submitted(
              submission, details.together(submission), refusals(submission), sync());
      case Notification.RequestedForYou(UUID id) ->
          details
              .request(id)
              .flatMap(request -> RequesterMessages.requestedForYou(request, sync()));
      case Notification.RequestNotGranted(UUID id) ->
          details.request(id).flatMap(NotGrantedMessage::of);
      case Notification.GrantActive(UUID id) ->
          details.grant(id).flatMap(grant -> HolderMessages.active(grant, portal));
      case Notification.RemovalSlow(UUID id, int returns) ->
          current(id, returns).flatMap(EndMessages::slow);
      case Notification.AssignmentLost(UUID id) ->
          details.grant(id).flatMap(HolderMessages::assignmentLost);
      case Notification.GrantEnding(UUID id, int number) ->
          details.grant(id).flatMap(grant -> HolderMessages.ending(grant, number));
      case Notification.GrantExtended(UUID id, int number) ->
          details.grant(id).flatMap(grant -> HolderMessages.extended(grant, number));
      case Notification.GrantOver(UUID id, int returns) ->
          current(id, returns).flatMap(EndMessages::over);
      case Notification.RevocationProgress(UUID id) ->
          bulkRevocations.find(id).flatMap(BulkRevocationMessages::toOperator);
      case Notification.RevokedInBulk(UUID id) ->
          alarms
              .channel()
              .flatMap(
                  channel ->
                      bulkRevocations
                          .find(id)
                          .map(bulk -> BulkRevocationMessages.progress(bulk, channel)));
      case Notification.Alarm alarm -> alarms.draw(alarm);
      case Notification.OperatorCopy(Notification.Alarm alarm, String operator) ->
          alarms.draw(alarm, operator);
      case Notification.OperatorCopy(Notification.RevokedInBulk(UUID id), String operator) ->
          bulkRevocations
              .find(id)
              .filter(bulk -> !bulk.by().user().equals(Optional.of(operator)))
              .map(bulk -> BulkRevocationMessages.progress(bulk, operator));
      case Notification.AlarmChanged changed -> alarms.draw(changed);
      case Notification.WeeklyDigest(UUID week) ->
          alarms
              .channel()
              .flatMap(
                  channel ->
                      digests
                          .find(week)
                          .map(
                              one ->
                                  DigestMessage.of(one.week().monday(), one.figures(), channel)));
      case Notification.DiscussionRelayed _ -> Optional.empty(); // DiscussionMessenger renders it.
      case Notification.HomeChanged _ -> Optional.empty(); // Not a message: HomePublisher shows it.
      case Notification.Answer _ -> Optional.empty(); // Drawn from its submission.
    };
  }

  /** Whether to post a delayed notification; if it is outdated, another message shows the state. */
  boolean shouldStillPost(Notification notification) {
    return switch (notification) {
      case Notification.GrantActive(UUID id) -> is(id, GrantState.Live.class);
      case Notification.AssignmentLost(UUID id) -> is(id, GrantState.Live.class);
      case Notification.GrantEnding(UUID id, _) -> is(id, GrantState.Live.class);
      case Notification.GrantExtended(UUID id, _) -> is(id, GrantState.Live.class);
      case Notification.AccessReviewOpen(UUID id, _) -> accessReviews.isOpen(id);
      case Notification.RemovalSlow(UUID id, _) -> !is(id, GrantState.Ended.class);
      default -> true;
    };
  }

  /** The grant, unless the access has come back to AWS since; then another message says so. */
  private Optional<GrantDetails> current(UUID id, int returns) {
    return details.grant(id).filter(grant -> grant.returns() == returns);
  }

  private boolean is(UUID id, Class<? extends GrantState> state) {
    return details.grant(id).map(GrantDetails::state).filter(state::isInstance).isPresent();
  }

  private Synchronization sync() {
    return Synchronization.of(scimJob);
  }

  /** The answer to somebody whose submission was refused, or has to wait. */
  SlackMessage answer(Submission submission) {
    List<Submission> refused =
        submissions.partsOf(submission.id()).stream().filter(Submission::refused).toList();
    List<Submission> answered = refused.isEmpty() ? List.of(submission) : refused;
    boolean allTheSame = answered.stream().map(Submission::answer).distinct().count() == 1;
    return new SlackMessage(
        submission.user().userId(),
        answered.stream()
            .limit(allTheSame ? 1 : answered.size())
            .map(one -> answer(one, allTheSame ? "" : name(one)).plain())
            .collect(Collectors.joining("\n")),
        answered.stream()
            .limit(allTheSame && !anyTooLate(answered) ? 1 : answered.size())
            .flatMap(one -> answerBlocks(one, allTheSame ? "" : name(one)).stream())
            .toList());
  }

  private static boolean anyTooLate(List<Submission> answered) {
    return answered.stream().anyMatch(one -> one.tooLateFor().isPresent());
  }

  private Optional<SlackMessage> reviewed(
      UUID id, BiFunction<RequestDetails, ReviewDetails, Optional<SlackMessage>> message) {
    return details
        .request(id)
        .flatMap(request -> request.review().flatMap(review -> message.apply(request, review)));
  }

  /** The request that one of several answers is about. */
  private String name(Submission part) {
    return part.subject()
        .flatMap(details::request)
        .map(request -> request.name() + ": ")
        .orElse("");
  }

  private Sentence answer(Submission submission, String name) {
    String answer = submission.answer().orElse("");
    return Sentence.of("{}", name)
        .then(submission.needsHelp() ? help.askAfter(answer) : Sentence.literal(answer));
  }

  private List<Block> answerBlocks(Submission submission, String name) {
    List<Block> blocks = new ArrayList<>();
    Optional<RequestDetails> late = submission.tooLateFor().flatMap(details::request);
    if (late.isEmpty()) {
      blocks.add(new Block.Section(answer(submission, name)));
      decided(submission).flatMap(DecisionBlock::after).ifPresent(blocks::add);
    } else {
      if (!name.isEmpty()) {
        blocks.add(new Block.Section(Sentence.of("{}", name)));
      }
      blocks.addAll(
          ApproverMessages.tooLate(late.get(), submission.offers().flatMap(details::grant)));
    }
    return blocks;
  }

  /** The request that somebody wanted to decide on. */
  private Optional<RequestDetails> decided(Submission submission) {
    return submission.command() instanceof SubmissionCommand.ReviewRequest
        ? submission.subject().flatMap(details::request)
        : Optional.empty();
  }

  private List<String> refusals(UUID submission) {
    return submissions.find(submission).map(Submission::refusals).orElseGet(List::of);
  }

  /** A message about the requests on a card, in the channel where they are decided. */
  private Optional<SlackMessage> onCard(
      UUID card, BiFunction<List<RequestDetails>, String, SlackMessage> message) {
    List<RequestDetails> requests = details.onCard(card);
    return requests.stream()
        .findFirst()
        .flatMap(RequestDetails::channel)
        .map(channel -> message.apply(requests, channel));
  }

  /** The card, for a channel or one approver. */
  SlackMessage card(UUID card, List<RequestDetails> requests, String channel) {
    return requests.size() == 1
        ? ApproverCard.of(requests.getFirst(), contexts.of(requests.getFirst().id()), channel)
        : MultiRequestCard.of(
            card,
            requests,
            requests.stream()
                .collect(Collectors.toMap(RequestDetails::id, one -> contexts.of(one.id()))),
            channel);
  }
}
