package dev.hourkey.slack;

import dev.hourkey.grant.EndReason;
import dev.hourkey.grant.GrantState;
import dev.hourkey.request.RequestState;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;

/** What the person who submitted a request can do about it. */
final class RequesterButtons {
  private RequesterButtons() {}

  /** The buttons of one request, apart from those of an active grant. */
  static List<Button> of(RequestDetails request) {
    return request.state() instanceof RequestState.Pending
        ? whilePending(request)
        : cancelAccess(request).or(() -> requestAgain(request)).stream().toList();
  }

  /** The buttons of a request that is not decided; none for other requests. */
  static List<Button> whilePending(RequestDetails request) {
    if (!(request.state() instanceof RequestState.Pending)) {
      return List.of();
    }
    return Stream.concat(
            Stream.of(
                Button.of(ActionId.CANCEL, "Cancel request", request.id())
                    .labelled(Sentence.of("Cancel the request for {}", request.name()).plain())),
            nudge(request.id(), List.of(request)).stream())
        .toList();
  }

  /**
   * The buttons for the person who submitted a request for somebody else. They include those of the
   * active grant, which holders have in a separate message.
   */
  static List<Button> ofSender(RequestDetails request) {
    return request.state() instanceof RequestState.Pending
        ? whilePending(request)
        : request.grant().map(RequesterButtons::ofGrant).orElseGet(List::of);
  }

  private static List<Button> ofGrant(GrantDetails grant) {
    return switch (grant.state()) {
      case GrantState.Live _ ->
          Stream.concat(
                  HolderMessages.extend(grant).stream(), Stream.of(HolderMessages.endNow(grant)))
              .toList();
      case GrantState.Scheduled _ -> List.of(HolderMessages.endNow(grant));
      case GrantState.Provisioning _,
          GrantState.Syncing _,
          GrantState.Revoking _,
          GrantState.Clearing _,
          GrantState.Ended _ ->
          List.of();
    };
  }

  /**
   * The buttons of one of several requests that were submitted together, without the buttons that
   * apply to all of them.
   */
  static List<Button> ofOne(RequestDetails request) {
    List<Button> buttons = request.sender().isPresent() ? ofSender(request) : of(request);
    return buttons.stream()
        .limit(request.state() instanceof RequestState.Pending ? 1 : buttons.size())
        .map(one -> one.labelled(Sentence.of("{}: {}", one.text(), request.name()).plain()))
        .toList();
  }

  /** The buttons of several requests that were submitted together, for all of them at once. */
  static List<Button> ofAll(UUID submission, List<RequestDetails> pending) {
    List<Button> buttons = new ArrayList<>();
    if (pending.size() > 1) {
      buttons.add(Button.of(ActionId.CANCEL, "Cancel all " + pending.size(), submission));
    }
    nudge(submission, pending).ifPresent(buttons::add);
    return buttons;
  }

  /**
   * The button that reminds the approvers, once; absent if they were notified only a moment ago.
   */
  private static Optional<Button> nudge(UUID subject, List<RequestDetails> pending) {
    return pending.stream().anyMatch(request -> request.nudge().possible())
        ? Optional.of(
            Button.of(ActionId.NUDGE, "Remind approvers", subject)
                .labelled(
                    Sentence.of("Remind the approvers of {}", MultiRequestCard.names(pending))
                        .plain()))
        : Optional.empty();
  }

  static Optional<Button> cancelAccess(RequestDetails request) {
    return request
        .grant()
        .filter(grant -> grant.state() instanceof GrantState.Scheduled)
        .map(HolderMessages::endNow);
  }

  /**
   * The button that opens the form with the same entries; only for people who requested it for
   * themselves.
   */
  static Optional<Button> requestAgain(RequestDetails request) {
    boolean over =
        request.state() instanceof RequestState.Expired
            || request.grant().filter(RequesterButtons::repeatable).isPresent();
    return over && request.sender().isEmpty()
        ? Optional.of(
            Button.of(ActionId.REQUEST_AGAIN, "Request again", request.id())
                .labelled(Sentence.of("Request again for {}", request.name()).plain()))
        : Optional.empty();
  }

  /** Whether it ended for a reason that allows the same request again. */
  private static boolean repeatable(GrantDetails grant) {
    return grant.state() instanceof GrantState.Ended(EndReason cause, _)
        && switch (cause) {
          case EXPIRED, ENDED_EARLY, NEVER_ARRIVED, NO_LONGER_APPROVED -> true;
          case STANDING, IMPOSSIBLE, REMOVED_ELSEWHERE, REVOKED -> false;
        };
  }
}
