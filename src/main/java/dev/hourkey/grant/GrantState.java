package dev.hourkey.grant;

import java.time.Duration;
import java.time.Instant;

/** Where a grant is in its life. */
public sealed interface GrantState {
  /**
   * A member that Entra shows this long after the removal is removed again: an add of ours may have
   * landed late. Where it was only an old read, that does no harm.
   */
  Duration READ_AGAIN = Duration.ofSeconds(10);

  /** Approved; the membership is to be added. */
  record Provisioning() implements GrantState {}

  /** In the Entra group; AWS does not show it yet. */
  record Syncing() implements GrantState {}

  /** AWS shows it. */
  record Live(Instant since, Instant endsAt) implements GrantState {}

  /** The membership is to be removed. */
  record Revoking(Cause cause) implements GrantState {}

  /** Entra took the removal; AWS may still show it. */
  record Clearing(Cause cause, Instant removedAt) implements GrantState {}

  /** Neither Entra nor AWS shows it, or it never was to be. */
  record Ended(Cause cause, Instant at) implements GrantState {}

  /**
   * What was found when the grant was looked at.
   *
   * @param inEntra whether Entra shows the membership; it may show what was removed a moment ago
   * @param inAws whether AWS shows the membership
   * @param wantedElsewhere whether another open grant needs the same membership
   * @param warned whether the holder was told that the end is near
   * @param wasLive whether AWS ever showed it
   */
  record Observed(
      Seen inEntra, Seen inAws, boolean wantedElsewhere, boolean warned, boolean wasLive) {}

  /** Compares what should be with what was found, and says what to do. No side effects. */
  default Step next(Observed found, Term term, Sync sync, Instant now) {
    return switch (this) {
      case Provisioning _ when term.pastDeadline(now) ->
          new Step.Become(new Revoking(Cause.NEVER_ARRIVED));
      case Provisioning _ -> new Step.AddMember();

      case Syncing _ when term.pastDeadline(now) ->
          new Step.Become(new Revoking(Cause.NEVER_ARRIVED));
      case Syncing _ when found.inAws() == Seen.YES ->
          new Step.Become(new Live(now, term.endIfLiveAt(now)));
      case Syncing _ when sync.pushDue(now) -> new Step.Push();
      case Syncing _ -> new Step.LookAgain(earlier(sync.nextLook(now), term.deadline()));

      case Live(_, Instant endsAt) when !now.isBefore(endsAt) ->
          new Step.Become(new Revoking(Cause.EXPIRED));
      case Live(Instant since, Instant endsAt)
          when !found.warned() && !now.isBefore(term.warnAt(since, endsAt)) ->
          new Step.Warn();
      case Live(Instant since, Instant endsAt) ->
          new Step.LookAgain(found.warned() ? endsAt : term.warnAt(since, endsAt));

      case Revoking _ -> new Step.RemoveMember();

      case Clearing(Cause cause, _) when found.wantedElsewhere() ->
          new Step.Become(new Ended(cause, now));
      case Clearing(Cause cause, Instant removedAt)
          when found.inEntra() == Seen.YES && !now.isBefore(removedAt.plus(READ_AGAIN)) ->
          new Step.Become(new Revoking(cause));
      case Clearing(Cause cause, Instant removedAt)
          when found.inEntra() == Seen.NO
              && found.inAws() == Seen.NO
              && settled(found, sync, removedAt, now) ->
          new Step.Become(new Ended(cause, now));
      case Clearing _ when sync.pushDue(now) -> new Step.Push();
      case Clearing _ -> new Step.LookAgain(sync.nextLook(now));

      case Ended _ -> throw new IllegalStateException("an ended grant has no next step");
    };
  }

  /**
   * Whether absence from AWS means that it is over: an add that never arrived may still be on its
   * way in a cycle that began before the removal.
   */
  private static boolean settled(Observed found, Sync sync, Instant removedAt, Instant now) {
    return found.wasLive() || sync.confirmed() || !now.isBefore(removedAt.plus(Sync.CYCLE));
  }

  private static Instant earlier(Instant one, Instant other) {
    return one.isBefore(other) ? one : other;
  }

  /** One thing to do; whoever does it decides nothing. */
  sealed interface Step {
    record AddMember() implements Step {}

    record RemoveMember() implements Step {}

    /** Ask for provisioning on demand. */
    record Push() implements Step {}

    /** Tell the holder that the end is near. */
    record Warn() implements Step {}

    record Become(GrantState state) implements Step {}

    record LookAgain(Instant at) implements Step {}
  }
}
