package dev.hourkey.slack;

import dev.hourkey.catalog.Entitlement;
import dev.hourkey.grant.GrantingSwitch;
import java.time.Instant;
import java.util.Optional;

/** Notes shown above the request form. None of them prevents a request. */
final class RequestNotes {
  private RequestNotes() {}

  /** A typed word that names nothing that this person may request. */
  static Block unknown(String typed) {
    return new Block.Context(
        Sentence.of(
            "No access called `{}`. Choose below, or type `help` for the commands.",
            SlackText.cut(typed, 75)));
  }

  /** The entitlement exists, but this person cannot request it, or nobody can at the moment. */
  static Block refused(Sentence why) {
    return new Block.Section(why);
  }

  /** The directories do not answer, so the choices are those of an earlier time. */
  static Block incomplete(Sentence why) {
    return new Block.Section(
        Sentence.of(":warning: ")
            .then(why)
            .then(
                " You can choose from the last known list; your request will be checked as soon as"
                    + " that is possible."));
  }

  /** Granting is paused, and until it is resumed the form is refused. */
  static Block paused(GrantingSwitch.Pause pause) {
    return new Block.Section(
        Sentence.of(
            ":no_entry: *Operators have paused granting* (since {}): {}. Nothing can be requested"
                + " or extended until they resume it. Access that is active ends on time.",
            pause.since(),
            pause.change().reason()));
  }

  static Block stopped(String why) {
    return new Block.Section(
        Sentence.of(
            ":warning: *Entra→AWS synchronization is stopped*: {}. You can still request access. It"
                + " starts once that is fixed, unless its deadline passes first.",
            why));
  }

  /**
   * Something is wrong with this person's AWS user.
   *
   * @param seenAt when that was seen
   */
  static Block awsUserProblem(Sentence what, Instant seenAt) {
    return new Block.Section(
        Sentence.of(":warning: ")
            .then(what)
            .then(" Until this is fixed, requests for yourself are refused (checked {}).", seenAt));
  }

  /**
   * @param until empty while it is being set up
   */
  static Block active(Entitlement one, Optional<Instant> until) {
    return new Block.Section(
        until
            .map(end -> Sentence.of(":warning: You already have *{}*, until {}.", one.name(), end))
            .orElseGet(
                () -> Sentence.of(":warning: *{}* is already being set up for you.", one.name())));
  }

  static Block scheduled(Entitlement one, Instant startsAt) {
    return new Block.Section(
        Sentence.of(":warning: You already have *{}*, scheduled for {}.", one.name(), startsAt));
  }

  static Block pending(Entitlement one, Instant requestedAt) {
    return new Block.Section(
        Sentence.of(
            ":warning: Your request for *{}* from {} is still waiting for a decision.",
            one.name(),
            requestedAt));
  }
}
