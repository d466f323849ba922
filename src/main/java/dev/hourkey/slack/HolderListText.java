package dev.hourkey.slack;

import dev.hourkey.grant.EndReason;
import dev.hourkey.grant.GrantState;
import dev.hourkey.slack.HomeView.Shown;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** What the answer to {@code /aws-access who} says. */
final class HolderListText {
  /** How far back ended access is listed. */
  static final Duration LISTED_FOR = Duration.ofDays(7);

  /** How many people of each kind are listed. */
  static final int MAX_LISTED = 20;

  private HolderListText() {}

  /**
   * Who has an entitlement.
   *
   * @param now grants that have not ended
   * @param lately grants that ended recently
   * @param standing the names of the standing members of its group, as far as they are recorded
   */
  record Holders(
      String name,
      String id,
      Shown<ListedGrant> now,
      Shown<ListedGrant> lately,
      Shown<String> standing) {}

  /**
   * @param approved who approved it and its extensions, or why nobody had to
   */
  record ListedGrant(GrantDetails grant, Sentence approved) {}

  static Sentence of(Holders found) {
    List<Sentence> lines = new ArrayList<>();
    lines.add(Sentence.of("*{}* `{}`", found.name(), found.id()));
    lines.add(Sentence.of(found.now().isEmpty() ? "Nobody has it now." : "*Now*"));
    add(lines, found.now());
    if (!found.lately().isEmpty()) {
      lines.add(Sentence.of("*Ended in the last {} days*", LISTED_FOR.toDays()));
      add(lines, found.lately());
    }
    if (!found.standing().isEmpty()) {
      lines.add(
          Sentence.of("*Standing members, added to the group by somebody else:* ")
              .then(
                  Sentence.joined(
                      ", ",
                      found.standing().first().stream()
                          .map(one -> Sentence.of("{}", one))
                          .toList()))
              .then(more(found.standing().more())));
    }
    return Sentence.joined("\n", lines);
  }

  private static void add(List<Sentence> lines, Shown<ListedGrant> held) {
    held.first().forEach(one -> lines.add(line(one)));
    if (held.more() > 0) {
      lines.add(Sentence.of("• and {} more", held.more()));
    }
  }

  private static Sentence more(int number) {
    return number == 0 ? Sentence.NOTHING : Sentence.of(" and {} more", number);
  }

  private static Sentence line(ListedGrant held) {
    return Sentence.of("• {} · ", held.grant().holder())
        .then(
            held.grant().state() instanceof GrantState.Ended(EndReason cause, Instant at)
                ? Sentence.of(
                    "{} {}",
                    RequestStatus.ended(held.grant(), cause, RequestStatus.Reader.APPROVER),
                    at)
                : CommandMessages.status(held.grant()))
        .then(" · ")
        .then(held.approved());
  }
}
