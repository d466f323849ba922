package dev.hourkey.request;

import dev.hourkey.catalog.Catalog;
import dev.hourkey.catalog.Entitlement;
import dev.hourkey.person.DirectoryFailure;
import dev.hourkey.person.EntraAccount;
import dev.hourkey.person.PersonId;
import dev.hourkey.policy.BreakGlass;
import dev.hourkey.policy.Refusal;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jboss.logging.Logger;

/**
 * Decides who may review break-glass access, according to the current policy and the directories.
 */
@ApplicationScoped
public class BreakGlassReviewProcessor {
  private static final Logger LOG = Logger.getLogger(BreakGlassReviewProcessor.class);

  private final BreakGlassReviews reviews;
  private final Requests requests;
  private final Catalog catalog;
  private final SubjectResolver subjects;
  private final ApproverLookup lookup;
  private final SubmissionRefusals refusals;

  BreakGlassReviewProcessor(
      BreakGlassReviews reviews,
      Requests requests,
      Catalog catalog,
      SubjectResolver subjects,
      ApproverLookup lookup,
      SubmissionRefusals refusals) {
    this.reviews = reviews;
    this.requests = requests;
    this.catalog = catalog;
    this.subjects = subjects;
    this.lookup = lookup;
    this.refusals = refusals;
  }

  /** Carries out somebody's review of a request, or refuses it. */
  SubmissionOutcome process(
      UUID submission, EntraAccount reviewer, SubmissionCommand.ReviewBreakGlass command) {
    UUID id = command.request();
    Optional<AccessRequest> request =
        reviews.find(id).flatMap(review -> requests.find(review.request()));
    if (request.isEmpty()) {
      return refusals.refuse(submission, new SubmissionRefusal.NoReview());
    }
    Optional<BreakGlass> rules = rules(request.get());
    if (rules.isEmpty()) {
      return refusals.refuseReview(
          submission, id, reviewer.id(), new SubmissionRefusal.NoReviewers());
    }
    return refusal(rules.get(), reviewer, request.get().requester())
        .map(
            why ->
                refusals.refuseReview(
                    submission, id, reviewer.id(), new SubmissionRefusal.ByPolicy(why)))
        .orElseGet(
            () ->
                reviews.end(submission, id, reviewer.id(), command.justified(), command.comment()));
  }

  /**
   * Why an account can't review a request that was granted by break-glass; empty if it can.
   *
   * @throws DirectoryFailure when that is unknown
   */
  public Optional<String> refusal(EntraAccount reviewer, UUID id) {
    Optional<AccessRequest> request =
        reviews.find(id).flatMap(review -> requests.find(review.request()));
    if (request.isEmpty()) {
      return Optional.of(new SubmissionRefusal.NoReview().sentence());
    }
    Optional<BreakGlass> rules = rules(request.get());
    return rules.isEmpty()
        ? Optional.of(new SubmissionRefusal.NoReviewers().sentence())
        : refusal(rules.get(), reviewer, request.get().requester())
            .map(why -> new SubmissionRefusal.ByPolicy(why).sentence());
  }

  private Optional<BreakGlass> rules(AccessRequest request) {
    return catalog.named(request.access().entitlement()).flatMap(Entitlement::breakGlass);
  }

  private Optional<Refusal> refusal(BreakGlass rules, EntraAccount reviewer, PersonId holder) {
    return rules.reviewRefusal(
        subjects.reviewer(reviewer, rules.policy()), subjects.ofHolder(holder, rules.policy()));
  }

  /** Reminds the reviewers of a request, if that is due. */
  public void wake(UUID id) {
    requests.find(id).ifPresent(request -> reviews.remind(id, nobodyCanReview(request)));
  }

  /** Whether nobody can review a request; empty if that is unknown. */
  private Optional<Boolean> nobodyCanReview(AccessRequest request) {
    try {
      return Optional.of(
          rules(request)
              .map(
                  rules ->
                      rules.nobodyCanReview(
                          request.requester(),
                          lookup.accounts(List.of(rules.reviews()), request.requester())))
              .orElse(true));
    } catch (DirectoryFailure e) {
      LOG.warnf("cannot tell who can review request %s: %s", request.id(), e.forLog());
      return Optional.empty();
    }
  }
}
