package dev.hourkey.policy;

import dev.hourkey.text.PlainText;
import java.util.Optional;
import java.util.Set;

/**
 * What the justification of a request must look like.
 *
 * @param minLength in characters as people count them, 0 for any
 * @param pattern a regular expression of RE2 that the whole justification must match
 * @param example shown when the pattern does not match
 * @param ticketProjects the projects of which it must name an open ticket; none if it need not name
 *     a ticket
 */
public record Justification(
    int minLength, Optional<String> pattern, Optional<String> example, Set<String> ticketProjects) {
  /** The longest justification that is accepted, in code points: a card shows it in full. */
  public static final int MAX_LENGTH = 500;

  public Justification {
    ticketProjects = Set.copyOf(ticketProjects);
  }

  /** Creates rules that require no ticket. */
  public Justification(int minLength, Optional<String> pattern, Optional<String> example) {
    this(minLength, pattern, example, Set.of());
  }

  /**
   * Why this text is not accepted as a justification; empty when it is, as far as that can be seen
   * without the ticket tool.
   */
  public Optional<Refusal> refusal(String text) {
    int least = Math.max(minLength, 1);
    String stripped = text.strip();
    if (PlainText.characters(text) < least) {
      return Optional.of(new Refusal.JustificationTooShort(least));
    }
    if (stripped.codePointCount(0, stripped.length()) > MAX_LENGTH) {
      return Optional.of(new Refusal.JustificationTooLong(MAX_LENGTH));
    }
    if (pattern.isPresent() && !JustificationPattern.matches(pattern.get(), stripped)) {
      return Optional.of(
          new Refusal.JustificationMismatch(
              example.orElseGet(() -> "the pattern " + pattern.get())));
    }
    return Optional.empty();
  }

  /**
   * The same, except that a missing ticket is also a reason. Only the ticket tool knows whether the
   * ticket is open.
   */
  public Optional<Refusal> refusalWithTicket(String text) {
    return refusal(text)
        .or(() -> ticketProjects.isEmpty() ? Optional.empty() : ticketRefusal(text));
  }

  private Optional<Refusal> ticketRefusal(String text) {
    return TicketKey.first(text, ticketProjects).isPresent()
        ? Optional.empty()
        : Optional.of(new Refusal.TicketNotNamed(ticketProjects.stream().sorted().toList()));
  }
}
