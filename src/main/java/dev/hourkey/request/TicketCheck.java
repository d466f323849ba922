package dev.hourkey.request;

import dev.hourkey.person.DirectoryFailure;
import dev.hourkey.policy.Justification;
import dev.hourkey.policy.Refusal;
import dev.hourkey.ticket.Ticket;
import dev.hourkey.ticket.Tickets;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Optional;

/** Checks that the ticket which a justification has to name is open now. */
@ApplicationScoped
class TicketCheck {
  private final Tickets tickets;

  TicketCheck(Tickets tickets) {
    this.tickets = tickets;
  }

  /**
   * Why a justification is not accepted because of its ticket; empty when it is.
   *
   * @throws DirectoryFailure when that is not known
   */
  Optional<Refusal> refusal(Justification rules, String text) {
    if (rules.ticketProjects().isEmpty()) {
      return Optional.empty();
    }
    return tickets
        .in(text, rules.ticketProjects())
        .map(TicketCheck::refusal)
        .orElseGet(
            () ->
                Optional.of(
                    new Refusal.TicketNotNamed(rules.ticketProjects().stream().sorted().toList())));
  }

  private static Optional<Refusal> refusal(Ticket ticket) {
    return switch (ticket) {
      case Ticket.Open _ -> Optional.empty();
      case Ticket.Closed(String key, String status) ->
          Optional.of(new Refusal.TicketClosed(key, status));
      case Ticket.Missing(String key) -> Optional.of(new Refusal.TicketMissing(key));
      case Ticket.WrongProject(String key) -> Optional.of(new Refusal.TicketMoved(key));
    };
  }
}
