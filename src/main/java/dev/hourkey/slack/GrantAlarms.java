package dev.hourkey.slack;

import dev.hourkey.grant.AwsPresence;
import dev.hourkey.grant.GrantState;
import dev.hourkey.request.RequestState;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/** What operators read about grants and requests that are in trouble. */
final class GrantAlarms {
  private GrantAlarms() {}

  static SlackMessage overdue(GrantDetails grant, String channel) {
    return alarm(
        channel,
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
          Sentence.of("It is out of the Entra group, and ").then(inAws(progress));
      case GrantState.Ended _ -> Sentence.of("It has ended since.");
      case GrantState.Scheduled _,
          GrantState.Provisioning _,
          GrantState.Syncing _,
          GrantState.Live _,
          GrantState.Revoking _
          when progress.queued() ->
          Sentence.of(
              "The removal is queued: Entra is throttling, and takes 20 removals a second.");
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

  /** Says only what was seen: AWS may not have answered, or may not have been asked yet. */
  private static Sentence inAws(GrantDetails.Progress progress) {
    return Sentence.of(
        "{} (since {}). {}. Hourkey keeps retrying.",
        Sentence.literal(progress.inAws().words()),
        progress.since(),
        Sentence.of(
            progress.inAws() == AwsPresence.UNKNOWN
                ? "Check Hourkey's access to AWS"
                : "Check the SCIM job of the AWS application"));
  }

  static SlackMessage manyOverdue(long count, Duration oldest, Instant now, String channel) {
    return alarm(
        channel,
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
        Sentence.of(
            ":rotating_light: *Access came back.* AWS showed {} in {} again after the access had"
                + " ended: a synchronization cycle exported an outdated membership. {}",
            grant.holder().name(),
            grant.group().name(),
            grant.state() instanceof GrantState.Ended(_, Instant at)
                ? Sentence.of("Removed again; confirmed in Entra and AWS {}.", at)
                : Sentence.of("Hourkey is removing it again and keeps retrying.")),
        ids(grant));
  }

  static SlackMessage groupGone(GrantDetails grant, String channel) {
    return alarm(
        channel,
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

  /** The card of a request cannot be posted, so nobody can decide. */
  static SlackMessage cardNotPosted(List<RequestDetails> card, String channel) {
    RequestDetails shown = SharedCard.pending(card).stream().findFirst().orElse(card.getFirst());
    Sentence what =
        Sentence.of("{}'s request for ", card.getFirst().requester().name())
            .then(
                Sentence.joined(
                    ", ", card.stream().map(one -> Sentence.of("{}", one.name())).toList()));
    return alarm(channel, card(shown, what), Sentence.of("request {}", shown.id()));
  }

  private static Sentence card(RequestDetails request, Sentence what) {
    if (!(request.state() instanceof RequestState.Pending)) {
      return Sentence.of(
          "Hourkey could not post the card of {}. The request has been decided or has expired"
              + " since.",
          what);
    }
    return request
        .cardProblem()
        .map(
            problem ->
                Sentence.of(
                    ":rotating_light: Nobody can decide on {}: Slack does not let Hourkey post its"
                        + " card to {}. Invite the bot to that channel or unarchive it, or name"
                        + " another channel in the policy file. Hourkey keeps trying.",
                    what,
                    Sentence.literal(problem)))
        .orElseGet(
            () ->
                Sentence.of(
                    ":white_check_mark: Hourkey could not post the card of {} at first. It is"
                        + " posted now.",
                    what));
  }

  /** An alarm: what happened, and what to do or where to look. */
  static SlackMessage alarm(String channel, Sentence what, Sentence more) {
    return new SlackMessage(
        channel, what.plain(), List.of(new Block.Section(what), new Block.Context(more)));
  }

  /** The same message once the cause is gone. */
  static SlackMessage over(String channel, String what) {
    return over(channel, Sentence.of(what));
  }

  static SlackMessage over(String channel, Sentence what) {
    Sentence over = Sentence.of(":white_check_mark: ").then(what);
    return new SlackMessage(channel, over.plain(), List.of(new Block.Section(over)));
  }
}
