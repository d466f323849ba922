package dev.hourkey.request;

import dev.hourkey.person.DirectoryFailure;
import dev.hourkey.policy.ApprovalDecision;
import dev.hourkey.policy.Justification;
import dev.hourkey.policy.Refusal;
import dev.hourkey.ticket.Ticket;
import dev.hourkey.ticket.Tickets;
import jakarta.enterprise.context.ApplicationScoped;

/** Checks that the ticket which a justification has to name is open now. */
@ApplicationScoped
class TicketCheck {
  private final Tickets tickets;

  TicketCheck(Tickets tickets) {
    this.tickets = tickets;
  }

  /** What the ticket of a justification says about a request. */
  sealed interface Result {
    record NotNeeded() implements Result {}

    record IsOpen(Ticket.Open ticket) implements Result {}

    record Refused(Refusal why) implements Result {}
  }

  /**
   * Looks the ticket up, if these rules require one.
   *
   * @throws DirectoryFailure when it is not known whether it is open
   */
  Result check(Justification rules, String text) {
    if (rules.ticketProjects().isEmpty()) {
      return new Result.NotNeeded();
    }
    return tickets
        .in(text, rules.ticketProjects())
        .map(TicketCheck::result)
        .orElseGet(
            () ->
                new Result.Refused(
                    new Refusal.TicketNotNamed(rules.ticketProjects().stream().sorted().toList())));
  }

  /**
   * Whether the ticket of a request still allows its approval. A ticket that Jira does not show may
   * only be hidden from Hourkey for a moment.
   *
   * @throws DirectoryFailure when it is not known whether it is open
   */
  ApprovalDecision approval(Justification rules, AccessRequest request) {
    return switch (check(rules, request.justification())) {
      case Result.NotNeeded _, Result.IsOpen _ -> new ApprovalDecision.Holds();
      case Result.Refused(Refusal.TicketMissing why) -> new ApprovalDecision.Unproven(why);
      case Result.Refused(var why) -> new ApprovalDecision.Invalid(why);
    };
  }

  private static Result result(Ticket ticket) {
    return switch (ticket) {
      case Ticket.Open open -> new Result.IsOpen(open);
      case Ticket.Closed(String key, String status) ->
          new Result.Refused(new Refusal.TicketClosed(key, status));
      case Ticket.Missing(String key) -> new Result.Refused(new Refusal.TicketMissing(key));
      case Ticket.WrongProject(String key) -> new Result.Refused(new Refusal.TicketMoved(key));
    };
  }
}
