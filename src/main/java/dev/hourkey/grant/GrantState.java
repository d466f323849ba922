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
   * What is known when the next step is chosen.
   *
   * @param inEntra whether Entra shows the membership; it may show what was removed a moment ago
   * @param inAws whether AWS shows the membership
   * @param wantedElsewhere whether another open grant needs the same membership
   * @param warned whether the holder was told that the end is near
   * @param wasLive whether AWS ever showed it
   * @param direct what may be done in AWS itself, past Entra
   */
  record Observed(
      Seen inEntra,
      Seen inAws,
      boolean wantedElsewhere,
      boolean warned,
      boolean wasLive,
      Direct direct) {}

  /** What may be done in the Identity Store itself, past Entra. */
  enum Direct {
    /** Nothing: the operator does not allow it. */
    NOTHING,
    /** A membership may be taken out. */
    REMOVE,
    /** Also put back: it was taken out so, and Entra may believe that it is still there. */
    REMOVE_AND_REPAIR
  }

  /** Whether the next step depends on what the directories show now. */
  default boolean looks() {
    return switch (this) {
      case Syncing _, Clearing _ -> true;
      case Provisioning _, Live _, Revoking _, Ended _ -> false;
    };
  }

  /** Compares what should be with what was found, and says what to do. No side effects. */
  default Step next(Observed found, Term term, Sync sync, Instant now) {
    return switch (this) {
      case Provisioning _ when term.over(now) -> new Step.RemoveMember(tooLate(found));
      case Provisioning _ -> new Step.AddMember();

      case Syncing _ when term.over(now) -> new Step.RemoveMember(tooLate(found));
      case Syncing _ when found.inAws() == Seen.YES ->
          new Step.Become(new Live(now, term.endIfLiveAt(now)));
      case Syncing _
          when found.direct() == Direct.REMOVE_AND_REPAIR
              && found.inAws() == Seen.NO
              && sync.passedOver(now) ->
          new Step.AddDirectly();
      case Syncing _ when sync.pushDue(now) -> new Step.Push();
      case Syncing _ when sync.startDue(now) -> new Step.StartJob();
      case Syncing _ -> new Step.LookAgain(earlier(sync.nextLook(now), term.end()));

      case Live(_, Instant endsAt) when !now.isBefore(endsAt) ->
          new Step.RemoveMember(Cause.EXPIRED);
      case Live(Instant since, Instant endsAt)
          when !found.warned() && !now.isBefore(term.warnAt(since, endsAt)) ->
          new Step.Warn();
      case Live(Instant since, Instant endsAt) ->
          new Step.LookAgain(found.warned() ? endsAt : term.warnAt(since, endsAt));

      case Revoking(Cause cause) -> new Step.RemoveMember(cause);

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
      case Clearing _ when found.direct() != Direct.NOTHING && found.inAws() == Seen.YES ->
          new Step.RemoveDirectly();
      case Clearing _ when sync.pushDue(now) -> new Step.Push();
      case Clearing _ when sync.startDue(now) -> new Step.StartJob();
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

  /** Whoever was live and had to be added again has had their time. */
  private static Cause tooLate(Observed found) {
    return found.wasLive() ? Cause.EXPIRED : Cause.NEVER_ARRIVED;
  }

  private static Instant earlier(Instant one, Instant other) {
    return one.isBefore(other) ? one : other;
  }

  /** One thing to do; whoever does it decides nothing. */
  sealed interface Step {
    /** Whether it changes a membership in Entra. */
    default boolean writesToEntra() {
      return this instanceof AddMember || this instanceof RemoveMember;
    }

    record AddMember() implements Step {}

    /** Take the member out of the Entra group, because of this. */
    record RemoveMember(Cause cause) implements Step {}

    /** Take the member out of AWS itself, which Entra would do later. */
    record RemoveDirectly() implements Step {}

    /** Put the member back into AWS itself, because Entra will not. */
    record AddDirectly() implements Step {}

    /** Ask for provisioning on demand. */
    record Push() implements Step {}

    /** Ask for a whole cycle of the SCIM job. */
    record StartJob() implements Step {}

    /** Tell the holder that the end is near. */
    record Warn() implements Step {}

    record Become(GrantState state) implements Step {}

    record LookAgain(Instant at) implements Step {}
  }
}
