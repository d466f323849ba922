package dev.hourkey.slack;

import dev.hourkey.grant.GrantState;
import dev.hourkey.request.Deciders;
import dev.hourkey.request.Recipients.Approver;
import dev.hourkey.request.RequestState;
import dev.hourkey.slack.DecisionContext.Earlier;
import java.time.DayOfWeek;
import java.time.LocalTime;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** Describes the context of a request for its approvers. */
final class DecisionContextText {
  private static final DateTimeFormatter LOCAL =
      DateTimeFormatter.ofPattern("EEEE HH:mm", Locale.ENGLISH);

  private static final Set<DayOfWeek> WORKDAYS = EnumSet.range(DayOfWeek.MONDAY, DayOfWeek.FRIDAY);
  private static final LocalTime BEGIN_OF_WORK = LocalTime.of(8, 0);
  private static final LocalTime END_OF_WORK = LocalTime.of(18, 0);

  /** How many names of other access are listed. */
  private static final int FIRST = 5;

  private DecisionContextText() {}

  /** The requester's job title and local time; empty if neither is known. */
  static Sentence requester(RequestDetails request, DecisionContext context) {
    List<Sentence> known = new ArrayList<>();
    context.about().title().ifPresent(title -> known.add(Sentence.of("{}", title)));
    local(request, context)
        .ifPresent(
            time -> known.add(Sentence.of("{} in {}", LOCAL.format(time), time.getZone().getId())));
    return known.isEmpty()
        ? Sentence.NOTHING
        : Sentence.of("\n").then(Sentence.joined(" · ", known));
  }

  /** When it was requested, in the requester's time zone. */
  private static Optional<ZonedDateTime> local(RequestDetails request, DecisionContext context) {
    return context.about().zone().map(request.requestedAt()::atZone);
  }

  /** What is unusual about a request; empty if nothing is. */
  static Optional<Sentence> unusual(RequestDetails request, DecisionContext context) {
    return marked(
        Stream.concat(ofAccess(context).stream(), ofTime(request, context).stream()).toList());
  }

  /** What is unusual about this request alone, and not about the other requests on its card. */
  static Optional<Sentence> unusualAccess(DecisionContext context) {
    return marked(ofAccess(context).stream().toList());
  }

  /** What is unusual about all requests of a card, because they were made together. */
  static Optional<Sentence> unusualTime(RequestDetails request, DecisionContext context) {
    return marked(ofTime(request, context).stream().toList());
  }

  private static Optional<Sentence> marked(List<Sentence> unusual) {
    return unusual.isEmpty()
        ? Optional.empty()
        : Optional.of(Sentence.of(":mag: *Unusual:* ").then(Sentence.joined(" · ", unusual)));
  }

  private static Optional<Sentence> ofAccess(DecisionContext context) {
    if (context.earlier().isEmpty()) {
      return Optional.of(Sentence.of("first request for this access"));
    }
    Earlier last = context.earlier().getFirst();
    return last.state() instanceof RequestState.Denied(_, String reason, var at)
        ? Optional.of(
            Sentence.of("the last request for it was denied by {} {}: {}", name(last), at, reason))
        : Optional.empty();
  }

  /**
   * Whether the time is unusual. Says nothing about a request for somebody else, because its sender
   * chose the time.
   */
  private static Optional<Sentence> ofTime(RequestDetails request, DecisionContext context) {
    return local(request, context)
        .filter(_ -> request.sender().isEmpty())
        .filter(time -> !atWork(time))
        .map(
            time ->
                Sentence.of(
                    "requested {} in their time zone, outside Monday to Friday {} to {}",
                    LOCAL.format(time),
                    BEGIN_OF_WORK.toString(),
                    END_OF_WORK.toString()));
  }

  private static boolean atWork(ZonedDateTime time) {
    return WORKDAYS.contains(time.getDayOfWeek())
        && !time.toLocalTime().isBefore(BEGIN_OF_WORK)
        && time.toLocalTime().isBefore(END_OF_WORK);
  }

  /** How the last requests were decided; nothing if there were none. */
  static Optional<Sentence> earlier(DecisionContext context) {
    return context.earlier().isEmpty()
        ? Optional.empty()
        : Optional.of(
            Sentence.of("Earlier requests: ")
                .then(
                    Sentence.joined(
                        ", ",
                        context.earlier().stream().map(DecisionContextText::decided).toList())));
  }

  private static Sentence decided(Earlier earlier) {
    return switch (earlier.state()) {
      case RequestState.Pending _ -> Sentence.of("waiting since {}", earlier.requestedAt());
      case RequestState.Approved(var at) -> Sentence.of("approved {}", at);
      case RequestState.Denied(_, _, var at) -> Sentence.of("denied by {} {}", name(earlier), at);
      case RequestState.Cancelled(_, var at) -> Sentence.of("cancelled {}", at);
      case RequestState.Expired(var at) -> Sentence.of("expired {}", at);
    };
  }

  /** A name instead of a mention, which would notify them. */
  private static String name(Earlier earlier) {
    return earlier.deniedBy().name();
  }

  /** What else the requester has now. */
  static Sentence open(DecisionContext context) {
    List<GrantDetails> open = context.open();
    if (open.isEmpty()) {
      return Sentence.of("The requester has no other access");
    }
    Sentence first =
        Sentence.joined(", ", open.stream().limit(FIRST).map(DecisionContextText::open).toList());
    return Sentence.of("The requester also has: ")
        .then(first)
        .then(
            open.size() > FIRST
                ? Sentence.of(" and {} more", open.size() - FIRST)
                : Sentence.NOTHING);
  }

  private static Sentence open(GrantDetails grant) {
    return switch (grant.state()) {
      case GrantState.Live(_, var endsAt) -> Sentence.of("{} (until {})", grant.name(), endsAt);
      case GrantState.Scheduled(var startsAt) ->
          Sentence.of("{} (starts {})", grant.name(), startsAt);
      default -> Sentence.of("{} (being set up)", grant.name());
    };
  }

  /** Who else has it now. */
  static Sentence holders(DecisionContext context) {
    if (context.holders().isEmpty()) {
      return Sentence.of("Nobody else has it now");
    }
    return Sentence.of("Others who have it now: ")
        .then(
            Sentence.joined(
                ", ", context.holders().stream().map(name -> Sentence.of("{}", name)).toList()))
        .then(
            context.moreHolders() > 0
                ? Sentence.of(" and {} more", context.moreHolders())
                : Sentence.NOTHING);
  }

  /**
   * The names of those who can decide; empty until they were looked up, and if they cannot be
   * listed.
   */
  static Optional<Sentence> deciders(RequestDetails request, DecisionContext context) {
    return context.deciders().flatMap(known -> deciders(request, known));
  }

  private static Optional<Sentence> deciders(RequestDetails request, Deciders known) {
    List<Sentence> named =
        known.named().stream()
            .filter(one -> request.approvedBy().stream().noneMatch(by -> same(one, by)))
            .map(one -> Sentence.of(one.onCall() ? "{} (on call)" : "{}", one.name()))
            .distinct()
            .toList();
    if (!named.isEmpty()) {
      return Optional.of(
          Sentence.of("Can decide, as of {}: ", known.asOf())
              .then(Sentence.joined(", ", named))
              .then(more(known))
              .then(known.complete() ? "" : ". Others may be able to decide too."));
    }
    if (!known.complete()) {
      return Optional.of(
          Sentence.of("Hourkey could not look up who can decide (as of {}).", known.asOf()));
    }
    return known.others() || known.more() > 0
        ? Optional.empty()
        : Optional.of(
            Sentence.of(":warning: Hourkey found nobody who can decide (as of {}).", known.asOf()));
  }

  private static Sentence more(Deciders known) {
    if (known.more() == 0) {
      return Sentence.of(known.others() ? " and others" : "");
    }
    return Sentence.of(known.others() ? " and at least {} more" : " and {} more", known.more());
  }

  private static boolean same(Approver approver, PersonMention other) {
    return (approver.chatId().isPresent() && other.user().isPresent())
        ? approver.chatId().equals(other.user())
        : approver.name().equals(other.name());
  }

  /** The ticket that was named, as a link where its page is known. */
  static Sentence ticket(String ticket, DecisionContext context) {
    return context
        .ticket()
        .map(page -> Sentence.of("Ticket {}", new Sentence.Link(ticket, page.toString())))
        .orElseGet(() -> Sentence.of("Ticket {}", ticket));
  }
}
