package dev.hourkey.request;

import dev.hourkey.drift.StandingMembershipCheck;
import dev.hourkey.grant.Grant;
import dev.hourkey.grant.Grants;
import dev.hourkey.person.DirectoryFailure;
import dev.hourkey.person.Identification;
import dev.hourkey.person.IdentityRefusal;
import dev.hourkey.person.IdentityResolver;
import dev.hourkey.person.Person;
import dev.hourkey.person.Persons;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import org.jboss.logging.Logger;

/**
 * Processes submissions. Everything is authorized here, with the directories as they are now: a
 * form or a button that was offered does not authorize anything.
 */
@ApplicationScoped
public class SubmissionProcessor {
  private static final Logger LOG = Logger.getLogger(SubmissionProcessor.class);

  /** How long a submission is retried before it is refused instead. */
  private static final Duration PATIENCE = Duration.ofMinutes(10);

  private final Submissions submissions;
  private final IdentityResolver identities;
  private final Persons persons;
  private final StandingMembershipCheck standingMembers;
  private final NewRequestProcessor newRequests;
  private final ReviewProcessor reviews;
  private final BreakGlassReviewProcessor breakGlassReviews;
  private final RequestService requestService;
  private final PendingRequestLifecycle pendingRequests;
  private final Requests requests;
  private final Grants grants;
  private final RevocationProcessor revocationProcessor;
  private final RevocationService revocations;
  private final PauseProcessor pauses;
  private final SubmissionRefusals refusals;
  private final Clock clock;

  SubmissionProcessor(
      Submissions submissions,
      IdentityResolver identities,
      Persons persons,
      StandingMembershipCheck standingMembers,
      NewRequestProcessor newRequests,
      ReviewProcessor reviews,
      BreakGlassReviewProcessor breakGlassReviews,
      RequestService requestService,
      PendingRequestLifecycle pendingRequests,
      Requests requests,
      Grants grants,
      RevocationProcessor revocationProcessor,
      RevocationService revocations,
      PauseProcessor pauses,
      SubmissionRefusals refusals,
      Clock clock) {
    this.submissions = submissions;
    this.identities = identities;
    this.persons = persons;
    this.standingMembers = standingMembers;
    this.newRequests = newRequests;
    this.reviews = reviews;
    this.breakGlassReviews = breakGlassReviews;
    this.requestService = requestService;
    this.pendingRequests = pendingRequests;
    this.requests = requests;
    this.grants = grants;
    this.revocationProcessor = revocationProcessor;
    this.revocations = revocations;
    this.pauses = pauses;
    this.refusals = refusals;
    this.clock = clock;
  }

  /** Processes one submission, or has it retried later if a directory does not answer. */
  public void process(UUID id) {
    submissions.find(id).filter(Submission::open).ifPresent(this::processOrPostpone);
  }

  private void processOrPostpone(Submission submission) {
    try {
      if (process(submission) instanceof SubmissionOutcome.NotYet(String why)) {
        postpone(submission, why, Duration.ZERO);
      }
    } catch (DirectoryFailure failure) {
      LOG.warnf("submission %s is not processed yet: %s", submission.id(), failure.forLog());
      postpone(submission, failure.userSentenceStart(), failure.retryAfter().orElse(Duration.ZERO));
    } catch (RuntimeException e) {
      LOG.errorf(e, "submission %s could not be processed; retrying", submission.id());
      postpone(submission, "Hourkey cannot carry this out", Duration.ZERO);
    }
  }

  private SubmissionOutcome process(Submission submission) {
    UUID id = submission.id();
    if (submissions.corrected(id)) {
      return refusals.refuse(id, new SubmissionRefusal.FormCorrected());
    }
    if (submission.partOf().isEmpty()) {
      List<UUID> each = requestsOf(submission.command());
      if (!each.isEmpty() && !submission.subject().equals(Optional.of(each.getFirst()))) {
        submissions.split(id, each);
        return new SubmissionOutcome.Split();
      }
    }
    return switch (submission.command()) {
      case SubmissionCommand.NewRequest command ->
          identified(
              submission,
              sender ->
                  newRequests.process(
                      id,
                      submission.user(),
                      sender,
                      command,
                      submission.entitlements().unsettled()));
      case SubmissionCommand.ReviewRequest command ->
          fromMember(submission, sender -> reviews.process(id, sender.account(), command));
      case SubmissionCommand.Cancel(UUID request) ->
          own(submission, person -> requestService.cancel(id, request, person.id()));
      case SubmissionCommand.Nudge(UUID request) ->
          identified(
              submission, sender -> pendingRequests.nudge(id, request, sender.person().id()));
      case SubmissionCommand.EndEarly(UUID grant) ->
          own(submission, person -> revocations.endEarly(id, grant, person.id()));
      case SubmissionCommand.Revoke command -> revoke(submission, command);
      case SubmissionCommand.RevokeAll command ->
          fromMember(submission, sender -> revocationProcessor.revokeAll(id, command, sender));
      case SubmissionCommand.SwitchGranting command ->
          fromMember(submission, sender -> pauses.process(id, command, sender));
      case SubmissionCommand.ReviewBreakGlass command ->
          fromMember(
              submission, sender -> breakGlassReviews.process(id, sender.account(), command));
    };
  }

  /**
   * The requests on the card, or submitted together, that a command is about; none if it is about
   * something else. Decided requests are included only if none is undecided.
   */
  private List<UUID> requestsOf(SubmissionCommand command) {
    List<AccessRequest> all =
        switch (command) {
          case SubmissionCommand.ReviewRequest review -> requests.onCard(review.request());
          case SubmissionCommand.Cancel(UUID together) -> requests.together(together);
          case SubmissionCommand.Nudge(UUID together) -> requests.together(together);
          case SubmissionCommand.NewRequest _,
              SubmissionCommand.EndEarly _,
              SubmissionCommand.Revoke _,
              SubmissionCommand.RevokeAll _,
              SubmissionCommand.SwitchGranting _,
              SubmissionCommand.ReviewBreakGlass _ ->
              List.of();
        };
    List<AccessRequest> pending = all.stream().filter(AccessRequest::pending).toList();
    return (pending.isEmpty() ? all : pending).stream().map(AccessRequest::id).toList();
  }

  /**
   * Holders need no permission to end their own access, even with the form for revoking. Everybody
   * else is identified before they get an answer, even if there is no such grant.
   */
  private SubmissionOutcome revoke(Submission submission, SubmissionCommand.Revoke command) {
    UUID id = submission.id();
    Optional<Grant> grant = grants.find(command.grant());
    boolean own =
        persons
            .linkedTo(submission.user())
            .filter(
                person -> grant.filter(one -> persons.same(one.holder(), person.id())).isPresent())
            .isPresent();
    return own
        ? own(submission, person -> revocations.endEarly(id, command.grant(), person.id()))
        : fromMember(submission, sender -> revocationProcessor.revoke(id, command, grant, sender));
  }

  /** Processes a submission that guests in the chat may not send. */
  private SubmissionOutcome fromMember(
      Submission submission, Function<Identification.Known, SubmissionOutcome> processing) {
    return identified(
        submission,
        sender ->
            sender.chatGuest()
                ? refusals.refuse(
                    submission.id(),
                    new SubmissionRefusal.NotIdentified(new IdentityRefusal.ChatGuest()))
                : processing.apply(sender));
  }

  /** Processes a submission of somebody who is known to Entra. */
  private SubmissionOutcome identified(
      Submission submission, Function<Identification.Known, SubmissionOutcome> processing) {
    if (standingMembers.restoredSince(submission.receivedAt())) {
      return refusals.refuse(submission.id(), new SubmissionRefusal.SentBeforeRestore());
    }
    Identification who =
        submission.command() instanceof SubmissionCommand.Deny
            ? identities.identifyForRemoval(submission.user())
            : identities.identify(submission.user());
    return switch (who) {
      case Identification.Refused(var refusal) ->
          refusals.refuse(submission.id(), new SubmissionRefusal.NotIdentified(refusal));
      case Identification.Missing _ ->
          new SubmissionOutcome.NotYet("Entra does not show your account");
      case Identification.Known known -> processing.apply(known);
    };
  }

  /** Ending one's own access needs no permission, so it works while no directory answers. */
  private SubmissionOutcome own(
      Submission submission, Function<Person, SubmissionOutcome> processing) {
    return persons
        .linkedTo(submission.user())
        .map(processing)
        .orElseGet(() -> refusals.refuse(submission.id(), new SubmissionRefusal.NothingToEnd()));
  }

  private void postpone(Submission submission, String why, Duration vendorPause) {
    long minutes = PATIENCE.toMinutes();
    if (clock.instant().isBefore(submission.receivedAt().plus(PATIENCE))) {
      String answer =
          why + " at the moment. What you sent is stored and retried for " + minutes + " minutes.";
      submissions.postpone(submission.id(), answer, vendorPause);
    } else {
      refusals.refuse(submission.id(), new SubmissionRefusal.StillFailing(why, minutes));
    }
  }
}
