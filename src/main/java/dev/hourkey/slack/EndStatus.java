package dev.hourkey.slack;

import dev.hourkey.grant.EndReason;
import dev.hourkey.grant.GrantState;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The end of a grant in words, for its holder. */
final class EndStatus {
  /**
   * AWS lets a removed member open new role sessions for up to this long (AWS documentation,
   * "authconcept").
   */
  private static final Duration PORTAL_LAG = Duration.ofHours(1);

  private static final Subject IT = new Subject(Sentence.of("It"), Sentence.of("it"));

  private EndStatus() {}

  /**
   * The grant as the subject of a sentence: its name, or a pronoun if the name was mentioned
   * before.
   *
   * @param start at the beginning of a sentence
   * @param inside elsewhere
   */
  record Subject(Sentence start, Sentence inside) {}

  static Subject named(GrantDetails grant) {
    Sentence name = Sentence.of("*{}*", grant.name());
    return new Subject(name, name);
  }

  /** The state of the end, for the message that follows the request until then. */
  static Sentence status(GrantDetails grant) {
    return switch (grant.state()) {
      case GrantState.Ended(EndReason cause, _) -> sentence(grant, cause, IT);
      case GrantState.Clearing(EndReason cause, _) when neverActive(grant) ->
          overBeforeActive(grant, cause, IT);
      case GrantState.Scheduled _,
          GrantState.Provisioning _,
          GrantState.Syncing _,
          GrantState.Live _,
          GrantState.Revoking _,
          GrantState.Clearing _ -> {
        if (grant.reappeared().isPresent()) {
          yield reappeared(grant.reappeared().get(), IT);
        }
        Sentence what =
            grant
                .revoked()
                .map(revoked -> Sentence.of(":no_entry: {}. ", revoked(revoked, IT)))
                .orElse(Sentence.NOTHING);
        yield what.then(
            grant.progress().late()
                ? Sentence.of(
                    ":turtle: Removing it is taking longer than usual. Hourkey keeps retrying.")
                : Sentence.of("It is being removed. AWS may show it a little longer."));
      }
    };
  }

  /** Details of the end: why somebody revoked the grant, and until when open sessions can last. */
  static List<Block> more(GrantDetails grant) {
    List<Block> blocks = new ArrayList<>(reason(grant));
    openSessions(grant)
        .ifPresent(until -> blocks.add(new Block.Context(until.then(limits(grant)))));
    if (grant.state() instanceof GrantState.Clearing && neverActive(grant)) {
      blocks.add(
          new Block.Context(
              "For about an hour, Hourkey keeps checking that no synchronization cycle brings it to"
                  + " AWS."));
    }
    return blocks;
  }

  static boolean neverActive(GrantDetails grant) {
    return grant.liveSince().isEmpty() && grant.reappeared().isEmpty() && grant.revoked().isEmpty();
  }

  static boolean revokedJustNow(GrantDetails grant) {
    return grant.revoked().isPresent() && grant.reappeared().isEmpty();
  }

  /** The end of access that was never active, shown before a late arrival is ruled out. */
  static Sentence overBeforeActive(GrantDetails grant, EndReason cause, Subject it) {
    return cause == EndReason.ENDED_EARLY
        ? Sentence.of(":white_circle: {} was cancelled. It was never active.", it.start())
        : sentence(grant, cause, it);
  }

  static Sentence revoked(GrantDetails.Revoked revoked, Subject it) {
    return Sentence.of("{} was revoked by {}", it.start(), revoked.by());
  }

  static Sentence reappeared(Instant since, Subject it) {
    return Sentence.of(
        ":warning: {} ended, but AWS shows it again (since {}). Hourkey is removing it; operators"
            + " are alerted.",
        it.start(),
        since);
  }

  static List<Block> reason(GrantDetails grant) {
    return grant.revoked().<Block>map(by -> new Block.Quote(by.reason())).stream().toList();
  }

  static Sentence sentence(GrantDetails grant, EndReason cause, Subject it) {
    return switch (cause) {
      case EXPIRED ->
          Sentence.of(":white_circle: {} has ended (time was up). {}", it.start(), proof(grant));
      case ENDED_EARLY ->
          grant.liveSince().isEmpty() && !grant.removed()
              ? overBeforeActive(grant, cause, it)
              : Sentence.of(":white_circle: You ended {}. {}", it.inside(), proof(grant));
      case NEVER_ARRIVED ->
          Sentence.of(
              ":warning: {} was not active in AWS in time, so Hourkey removed it. Operators can"
                  + " see why in Entra's provisioning log or in Hourkey's log. Request it again"
                  + " once that is fixed.",
              it.start());
      case STANDING ->
          Sentence.of(
              ":information_source: You already have {} outside Hourkey: somebody else added you"
                  + " to its Entra group. Hourkey changed nothing.",
              it.inside());
      case NO_LONGER_APPROVED ->
          Sentence.of(
              ":no_entry: {} {}{}. Request it again if you still need it.",
              it.start(),
              grant.liveSince().isEmpty() ? "was not granted" : "has ended",
              detail(grant));
      case IMPOSSIBLE ->
          Sentence.of(
              ":warning: {} {}{}. Tell your operators.",
              it.start(),
              grant.liveSince().isEmpty() ? "could not be granted" : "has ended",
              detail(grant));
      case REVOKED ->
          Sentence.of(
              ":no_entry: {} was revoked by {}. {}",
              it.start(),
              grant.revoked().map(GrantDetails.Revoked::by).orElse(PersonMention.UNKNOWN),
              proof(grant));
      case REMOVED_ELSEWHERE ->
          Sentence.of(
              ":warning: {} has ended: your membership was removed in Entra, not by Hourkey{}.{}",
              it.start(),
              detail(grant),
              grant.detail().isEmpty() && grant.state() instanceof GrantState.Ended
                  ? Sentence.of(" AWS no longer shows it.")
                  : Sentence.NOTHING);
    };
  }

  /** What was seen of the removal, or why there was none. */
  private static Sentence proof(GrantDetails grant) {
    if (!(grant.state() instanceof GrantState.Ended(_, Instant at))) {
      return Sentence.of("It was removed in Entra.");
    }
    return grant.removed() && grant.detail().isEmpty()
        ? Sentence.of("Removal confirmed in Entra and AWS {}.", at)
        : Sentence.of("Nothing was removed{}.", detail(grant));
  }

  private static Sentence detail(GrantDetails grant) {
    return grant
        .detail()
        .map(detail -> Sentence.of(" ({})", Sentence.literal(detail)))
        .orElse(Sentence.NOTHING);
  }

  /** Until when sessions that were opened before the end can last; empty before the end. */
  static Optional<Sentence> openSessions(GrantDetails grant) {
    Duration session = grant.opens().longestKnownSession().orElse(Duration.ofHours(1));
    return grant.state() instanceof GrantState.Ended(_, Instant at) && grant.liveSince().isPresent()
        ? Optional.of(
            Sentence.of(
                "AWS sessions that are already open may work until {} at the latest.",
                at.plus(PORTAL_LAG).plus(session)))
        : Optional.empty();
  }

  private static Sentence limits(GrantDetails grant) {
    return Sentence.of(
        " That includes up to an hour of delay in AWS itself. Hourkey does not end open sessions."
            + (grant.opens().longestSession().isPresent()
                ? ""
                : " They can last longer under a permission set whose session duration Hourkey"
                    + " can't see."));
  }
}
