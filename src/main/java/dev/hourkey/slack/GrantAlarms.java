package dev.hourkey.slack;

import dev.hourkey.grant.GrantState;
import dev.hourkey.request.RequestState;
import dev.hourkey.text.Counted;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/** What operators read about grants and requests that are in trouble. */
final class GrantAlarms {
  private GrantAlarms() {}

  static SlackMessage overdue(GrantDetails grant, String channel) {
    return alarm(
        channel,
        RunbookLinks.OVERDUE,
        Sentence.of(
            ":rotating_light: *Overdue:* {} for {} should have ended {}. {}",
            grant.name(),
            grant.holder(),
            grant.progress().due(),
            where(grant)),
        Sentence.of("grant {} · group {}", grant.id(), grant.group().name()));
  }

  private static Sentence where(GrantDetails grant) {
    GrantDetails.Progress progress = grant.progress();
    return switch (grant.state()) {
      case GrantState.Clearing _ ->
          Sentence.of("The member was removed from the Entra group, and ").then(inAws(progress));
      case GrantState.Ended _ -> Sentence.of("It has ended.");
      case GrantState.Scheduled _,
          GrantState.Provisioning _,
          GrantState.Syncing _,
          GrantState.Live _,
          GrantState.Revoking _
          when progress.queued() ->
          Sentence.of(
              "The removal is queued: Entra is throttling, and accepts 20 removals a second.");
      case GrantState.Scheduled _,
          GrantState.Provisioning _,
          GrantState.Syncing _,
          GrantState.Live _,
          GrantState.Revoking _ ->
          Sentence.of("Entra has not accepted the removal yet")
              .then(
                  progress
                      .failure()
                      .map(failure -> Sentence.of(": {}", Sentence.literal(failure)))
                      .orElse(Sentence.of(". Check Hourkey's permission on the group")))
              .then(". Hourkey keeps retrying.");
    };
  }

  /**
   * Says only what Hourkey has seen: AWS may not have answered, or Hourkey may not have asked it
   * yet.
   */
  private static Sentence inAws(GrantDetails.Progress progress) {
    return Sentence.of(
        "{} (since {}). {}. Hourkey keeps retrying.",
        Sentence.literal(progress.inAws().words()),
        progress.since(),
        Sentence.of(
            switch (progress.inAws()) {
              case UNKNOWN -> "Check Hourkey's access to AWS";
              case NOT_MEMBER ->
                  "A synchronization cycle that began before the removal may still bring it back";
              case MEMBER, DISABLED_MEMBER, NO_USER, NO_GROUP, ANOTHER_PERSONS_USER ->
                  "Check the SCIM job of the AWS application";
            }));
  }

  static SlackMessage manyOverdue(long count, Duration oldest, Instant now, String channel) {
    return alarm(
        channel,
        RunbookLinks.OVERDUE,
        Sentence.of(
            ":rotating_light: *Overdue:* {} grants should have ended by now, the oldest {} ago."
                + " Hourkey keeps retrying all of them, without a message for each.",
            count,
            oldest),
        Sentence.of(
            "As of {} · each is in the log and in the audit trail; `hourkey_revocations_overdue`"
                + " counts them",
            now));
  }

  static SlackMessage accessReturned(GrantDetails grant, String channel) {
    return alarm(
        channel,
        RunbookLinks.ACCESS_RETURNED,
        Sentence.of(
            ":rotating_light: *Access came back.* AWS showed {} in {} again after the access had"
                + " ended. Usually, a synchronization cycle exported an outdated membership. {}",
            grant.holder().name(),
            grant.group().name(),
            Sentence.of("Hourkey is removing it again and keeps retrying.")),
        ids(grant));
  }

  static SlackMessage groupGone(GrantDetails grant, String channel) {
    return alarm(
        channel,
        RunbookLinks.GROUP_GONE,
        Sentence.of(
            ":rotating_light: *Group gone.* The Entra group {} no longer exists. Hourkey had added"
                + " {} to it. If the group is restored, Hourkey removes that member.",
            grant.group().name(),
            grant.holder().name()),
        ids(grant));
  }

  private static Sentence ids(GrantDetails grant) {
    return Sentence.of("grant {} · group id {}", grant.id(), grant.group().id());
  }

  /** Why the end of a grant is no longer overdue. It may have come back to AWS since. */
  static Sentence noLongerOverdue(GrantDetails grant) {
    if (!(grant.state() instanceof GrantState.Ended)) {
      return Sentence.of(
          "{} for {} had ended. AWS shows it again, and Hourkey is removing it.",
          grant.name(),
          grant.holder().name());
    }
    return Sentence.of(
        "{} for {} has ended{}",
        grant.name(),
        grant.holder().name(),
        grant
            .detail()
            .map(detail -> Sentence.of(" ({}).", Sentence.literal(detail)))
            .orElse(
                Sentence.of(
                    grant.removed() ? ". Neither Entra nor AWS shows the membership." : ".")));
  }

  /** Why the alarm about returned access is over: it was removed, or another grant needs it. */
  static Sentence returnedAccessOver(GrantDetails grant) {
    return grant.detail().isPresent()
        ? noLongerOverdue(grant)
        : Sentence.of(
            "{} was removed from {} again. Neither Entra nor AWS shows the membership.",
            grant.holder().name(),
            grant.group().name());
  }

  /**
   * The card of a request cannot be posted.
   *
   * @param direct how many approvers get it as a direct message instead
   */
  static SlackMessage cardNotPosted(List<RequestDetails> card, int direct, String channel) {
    RequestDetails shown = shown(card);
    return alarm(
        channel,
        RunbookLinks.CARD_NOT_POSTED,
        Sentence.of(
            ":rotating_light: *Card not posted:* Slack does not let Hourkey post the card for {} in"
                + " {}. {} Invite the bot to that channel or unarchive it, or name another channel"
                + " in the policy file. Hourkey keeps trying.",
            requested(card),
            Sentence.literal(shown.cardProblem().orElse("its channel")),
            direct == 0
                ? Sentence.of("Nobody can decide on it.")
                : Sentence.of(
                    "{} it as a direct message and can decide there.",
                    Counted.of(direct, "approver gets", "approvers get"))),
        Sentence.of("request {}", shown.id()));
  }

  /** Why the alarm no longer matters. */
  static Sentence cardPosted(List<RequestDetails> card) {
    return Sentence.of(
        shown(card).state() instanceof RequestState.Pending
            ? "The card for {} has now been posted."
            : "Hourkey could not post the card for {}. The request has been decided or has expired"
                + " since.",
        requested(card));
  }

  private static RequestDetails shown(List<RequestDetails> card) {
    return MultiRequestCard.pending(card).stream().findFirst().orElse(card.getFirst());
  }

  private static Sentence requested(List<RequestDetails> card) {
    return Sentence.of("{}'s request for ", card.getFirst().requester().name())
        .then(
            Sentence.joined(
                ", ", card.stream().map(one -> Sentence.of("{}", one.name())).toList()));
  }

  /** An alarm: what happened, and what to do or where to look. */
  static SlackMessage alarm(String channel, RunbookLinks section, Sentence what, Sentence more) {
    return new SlackMessage(
        channel,
        what.plain(),
        List.of(new Block.Section(what), new Block.Context(section.after(more))));
  }
}
