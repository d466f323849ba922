package dev.hourkey.request;

import dev.hourkey.catalog.AwsAccess;
import dev.hourkey.catalog.Catalog;
import dev.hourkey.catalog.Entitlement;
import dev.hourkey.catalog.EntraGroup;
import dev.hourkey.grant.Grant;
import dev.hourkey.grant.Grants;
import dev.hourkey.grant.Revocation;
import dev.hourkey.grant.StandingMembershipCheck;
import dev.hourkey.person.DirectoryFailure;
import dev.hourkey.person.EntraAccount;
import dev.hourkey.person.Identification;
import dev.hourkey.person.IdentityResolver;
import dev.hourkey.person.Person;
import dev.hourkey.person.Persons;
import dev.hourkey.policy.Decision;
import dev.hourkey.policy.Subject;
import dev.hourkey.request.SubjectResolver.Found;
import dev.hourkey.request.Submission.Wish;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import org.jboss.logging.Logger;

/**
 * Judges what people sent in. Everything is authorised here, with the directories as they are now:
 * what a form or a button offered is no permission.
 */
@ApplicationScoped
public class SubmissionProcessor {
  private static final Logger LOG = Logger.getLogger(SubmissionProcessor.class);

  /** How long a directory may stay silent before a submission is refused instead. */
  private static final Duration PATIENCE = Duration.ofMinutes(10);

  private static final String SILENT =
      "Entra or AWS does not answer at the moment; what you sent is kept and tried again for "
          + PATIENCE.toMinutes()
          + " minutes.";

  private final Inbox inbox;
  private final IdentityResolver identities;
  private final Persons persons;
  private final Catalog catalog;
  private final AccessComparison comparison;
  private final SubjectResolver facts;
  private final StandingMembershipCheck standingMembers;
  private final Requests requests;
  private final RequestService service;
  private final Grants grants;
  private final RevocationRights revokers;
  private final RevocationService revocations;
  private final Clock clock;

  SubmissionProcessor(
      Inbox inbox,
      IdentityResolver identities,
      Persons persons,
      Catalog catalog,
      AccessComparison comparison,
      SubjectResolver facts,
      StandingMembershipCheck standingMembers,
      Requests requests,
      RequestService service,
      Grants grants,
      RevocationRights revokers,
      RevocationService revocations,
      Clock clock) {
    this.inbox = inbox;
    this.identities = identities;
    this.persons = persons;
    this.catalog = catalog;
    this.comparison = comparison;
    this.facts = facts;
    this.standingMembers = standingMembers;
    this.requests = requests;
    this.service = service;
    this.grants = grants;
    this.revokers = revokers;
    this.revocations = revocations;
    this.clock = clock;
  }

  /** Judges one submission; returns when to try again, if a directory was silent. */
  public Optional<Instant> process(UUID id) {
    Optional<Submission> submission = inbox.find(id).filter(found -> found.nextTryAt != null);
    if (submission.isEmpty()) {
      return Optional.empty();
    }
    try {
      return process(submission.get()) instanceof SubmissionOutcome.NotYet(String why)
          ? putOff(submission.get(), why, Optional.empty())
          : Optional.empty();
    } catch (DirectoryFailure failure) {
      LOG.warnf("submission %s is not judged yet: %s", id, failure.forLog());
      return putOff(submission.get(), failure.forPeople(), failure.retryAfter());
    } catch (RuntimeException e) {
      LOG.errorf(e, "submission %s could not be judged; it is tried again", id);
    }
    return putOff(submission.get(), "Hourkey cannot carry this out", Optional.empty());
  }

  private SubmissionOutcome process(Submission submission) {
    if (inbox.corrected(submission.id)) {
      return service.refuse(submission.id, RequestService.CORRECTED);
    }
    return switch (submission.command()) {
      case Wish.NewRequest ask ->
          known(submission, known -> ask(submission.id, known.person(), known.account(), ask));
      case Wish.Approve(UUID request) ->
          known(
              submission,
              known -> review(submission.id, request, known.account(), Optional.empty()));
      case Wish.Deny(UUID request, String reason) ->
          known(
              submission,
              known -> review(submission.id, request, known.account(), Optional.of(reason)));
      case Wish.Cancel(UUID request) ->
          own(submission, person -> service.cancel(submission.id, request, person.id()));
      case Wish.EndEarly(UUID grant) ->
          own(submission, person -> service.endEarly(submission.id, grant, person.id()));
      case Wish.Revoke(UUID grant, String reason) -> revoke(submission, grant, reason);
    };
  }

  /** Holders need nobody's permission to end their own access, whichever button they press. */
  private SubmissionOutcome revoke(Submission submission, UUID id, String reason) {
    Optional<Grant> grant = grants.find(id);
    if (grant.isEmpty()) {
      return service.refuse(submission.id, "This access does not exist.");
    }
    boolean own =
        persons
            .linkedTo(submission.user())
            .map(Person::id)
            .filter(grant.get().holder()::equals)
            .isPresent();
    return own
        ? own(submission, person -> service.endEarly(submission.id, id, person.id()))
        : known(submission, known -> revoke(submission.id, grant.get(), known, reason));
  }

  private SubmissionOutcome revoke(
      UUID submission, Grant grant, Identification.Known known, String reason) {
    return revokers
        .role(known.account(), grant)
        .map(
            role ->
                revocations.revoke(
                    submission,
                    grant.id(),
                    new Revocation(known.person().id().value(), role, reason)))
        .orElseGet(
            () ->
                revocations.refuse(
                    submission,
                    grant.id(),
                    known.person().id(),
                    "Only approvers of "
                        + grant.entitlementName()
                        + " and operators can revoke this access; nothing was changed."));
  }

  private SubmissionOutcome known(
      Submission submission, Function<Identification.Known, SubmissionOutcome> processing) {
    if (standingMembers.restoredSince(submission.receivedAt)) {
      return service.refuse(
          submission.id,
          "Hourkey's database was restored after you sent this, so nothing was changed. Send it"
              + " again if you still want it.");
    }
    return switch (identities.identify(submission.user())) {
      case Identification.Refused(String why) -> service.refuse(submission.id, why);
      case Identification.Missing _ ->
          new SubmissionOutcome.NotYet("Entra does not show your account");
      case Identification.Known known -> processing.apply(known);
    };
  }

  /** Letting go of one's own takes nobody's word, so it works while every directory is silent. */
  private SubmissionOutcome own(
      Submission submission, Function<Person, SubmissionOutcome> processing) {
    return persons
        .linkedTo(submission.user())
        .map(processing)
        .orElseGet(() -> service.refuse(submission.id, "You have nothing here that could end."));
  }

  private SubmissionOutcome ask(
      UUID submission, Person person, EntraAccount account, Wish.NewRequest ask) {
    Optional<Entitlement> found = catalog.settled(ask.entitlement());
    if (found.isEmpty()) {
      return service.refuseRequest(
          submission,
          person.id(),
          ask.entitlement(),
          "'"
              + ask.entitlement()
              + "' cannot be asked for now; `/aws-access list` shows what can.");
    }
    Entitlement wanted = found.get();
    Subject requester = facts.of(account, wanted.policy());
    if (wanted.policy().ask(requester, ask.duration(), ask.why())
        instanceof Decision.Refused(String reason)) {
      return service.refuseRequest(submission, person.id(), wanted.id(), reason);
    }
    if (!identities.knownToAws(account)) {
      return service.refuseRequest(
          submission,
          person.id(),
          wanted.id(),
          "AWS does not know you yet; ask your IT team to assign you to the AWS application in"
              + " Entra, and to fill in your first and last name there.");
    }
    return switch (standingMembers.standingOf(wanted.group(), person.id())) {
      case NO -> service.open(submission, person, wanted, ask.duration(), ask.why());
      case YES ->
          service.refuseRequest(
              submission,
              person.id(),
              wanted.id(),
              "You already have "
                  + wanted.name()
                  + " permanently: you were added to the group "
                  + wanted.group().name()
                  + " outside Hourkey.");
      case UNSETTLED ->
          service.refuseRequest(submission, person.id(), wanted.id(), unsettled(wanted.group()));
    };
  }

  private static String unsettled(EntraGroup group) {
    return "Hourkey can't grant anything through the group "
        + group.name()
        + " yet: its database may have been restored, and the group is still being checked. Operators are alerted."
        + " Try again later.";
  }

  private SubmissionOutcome review(
      UUID submission, UUID id, EntraAccount reviewer, Optional<String> denial) {
    Optional<AccessRequest> request = requests.find(id);
    if (request.isEmpty()) {
      return service.refuse(submission, "This request does not exist.");
    }
    if (!request.get().pending()) {
      return service.tooLate(submission, id, reviewer.id(), revocable(id, reviewer));
    }
    Optional<Entitlement> found = catalog.settled(request.get().entitlement());
    if (found.isEmpty()) {
      return service.refuseReview(
          submission,
          id,
          reviewer.id(),
          request.get().entitlementName() + " is not on offer any more; nobody can decide on it.");
    }
    Entitlement wanted = found.get();
    return switch (facts.find(request.get().requester(), wanted.policy())) {
      case Found.Missing(boolean gone) when !gone ->
          new SubmissionOutcome.NotYet("Entra does not show the requester's account");
      case Found.Missing _ ->
          service.refuseReview(
              submission, id, reviewer.id(), "The requester's Entra account no longer exists.");
      case Found.Disabled _ ->
          service.refuseReview(
              submission, id, reviewer.id(), "The requester's Entra account is disabled.");
      case Found.Enabled(Subject requester) ->
          review(submission, request.get(), wanted, requester, reviewer, denial);
    };
  }

  private SubmissionOutcome review(
      UUID submission,
      AccessRequest request,
      Entitlement wanted,
      Subject requester,
      EntraAccount reviewer,
      Optional<String> denial) {
    UUID id = request.id();
    Subject reviewing = facts.of(reviewer, wanted.policy());
    if (wanted.policy().review(reviewing, requester) instanceof Decision.Refused(String reason)) {
      return service.refuseReview(submission, id, reviewer.id(), reason);
    }
    if (denial.isPresent()) {
      return service.deny(submission, id, reviewer.id(), denial.get());
    }
    if (!standingMembers.groupSettled(wanted.group())) {
      return service.refuseReview(submission, id, reviewer.id(), unsettled(wanted.group()));
    }
    return switch (comparison.compare(request, wanted)) {
      case AccessComparison.Result.Covered(AwsAccess now) ->
          service.approve(submission, id, reviewer.id(), wanted.opening(now));
      case AccessComparison.Result.Nothing _ ->
          service.refuseReview(
              submission,
              id,
              reviewer.id(),
              "%s opens nothing in AWS at the moment. Nothing was approved; try again later."
                  .formatted(wanted.name()));
      case AccessComparison.Result.Changed(String why) ->
          service.refuseReview(
              submission,
              id,
              reviewer.id(),
              "%s has changed since it was requested: %s. Nothing was approved; ask the requester to submit a new request."
                  .formatted(wanted.name(), why));
    };
  }

  /**
   * The access that a late reviewer can still end; none unless a directory confirms their right.
   */
  private Optional<UUID> revocable(UUID request, EntraAccount reviewer) {
    try {
      return grants
          .forRequest(request)
          .filter(Grant::wanted)
          .filter(grant -> revokers.role(reviewer, grant).isPresent())
          .map(Grant::id);
    } catch (DirectoryFailure e) {
      LOG.warnf("a late decision on request %s: %s", request, e.forLog());
      return Optional.empty();
    }
  }

  private Optional<Instant> putOff(Submission submission, String why, Optional<Duration> command) {
    Instant patienceEnds = submission.receivedAt.plus(PATIENCE);
    if (!clock.instant().isBefore(patienceEnds)) {
      service.refuse(
          submission.id,
          why
              + ", and that has not passed for "
              + PATIENCE.toMinutes()
              + " minutes. Nothing was changed; try again later.");
      return Optional.empty();
    }
    return Optional.of(
        inbox.putOff(
            submission.id,
            why
                + " at the moment; what you sent is kept and tried again for "
                + PATIENCE.toMinutes()
                + " minutes.",
            command.orElse(Duration.ZERO)));
  }
}
