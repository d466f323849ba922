package dev.hourkey.request;

import dev.hourkey.catalog.Entitlement;
import dev.hourkey.person.PersonId;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The requests that a submission replaces: those from the same form before it was corrected, and
 * those that break-glass access makes unnecessary.
 */
@ApplicationScoped
class ReplacedRequests {
  private final Requests requests;
  private final RequestService service;

  ReplacedRequests(Requests requests, RequestService service) {
    this.requests = requests;
    this.service = service;
  }

  /** Locks all that may be replaced, before the person: see Locks in ARCHITECTURE.md. */
  List<AccessRequest> locked(
      Submission sent, PersonId requester, SubmissionCommand.NewRequest command) {
    return sent.form().isEmpty() && !command.breakGlass()
        ? List.of()
        : requests.lockedToReplace(
            sent.form(), requester, command.breakGlass() ? command.entitlements() : List.of());
  }

  /** Cancels the requests that the same form made before it was corrected. */
  void cancelEarlierOf(Submission sent, Requester requester, List<AccessRequest> locked) {
    PersonId sender = requester.sentBy().orElse(requester.id());
    cancel(
        locked.stream()
            .filter(one -> sent.form().isPresent() && one.form().equals(sent.form()))
            .filter(one -> !one.requestedWith().submission().equals(Optional.of(sent.id())))
            .filter(one -> one.isSentBy(sender)),
        sender);
  }

  /** Cancels the undecided request for access that the requester now gets by break-glass. */
  void cancelFor(Entitlement entitlement, PersonId requester, List<AccessRequest> locked) {
    cancel(
        locked.stream()
            .filter(one -> one.requester().equals(requester))
            .filter(one -> one.access().entitlement().equals(entitlement.id())),
        requester);
  }

  private void cancel(Stream<AccessRequest> replaced, PersonId by) {
    replaced.filter(AccessRequest::pending).forEach(one -> service.cancel(one, by));
    requests.flush(); // Before the next request, because only one may be pending.
  }
}
