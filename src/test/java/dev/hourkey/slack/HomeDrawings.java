package dev.hourkey.slack;

import static dev.hourkey.slack.Examples.APPROVED;
import static dev.hourkey.slack.Examples.OPERATIONS;
import static dev.hourkey.slack.Examples.PORTAL;
import static dev.hourkey.slack.Examples.REQUEST;
import static dev.hourkey.slack.Examples.REQUESTED;

import dev.hourkey.grant.EndReason;
import dev.hourkey.grant.GrantState;
import dev.hourkey.request.Nudge;
import dev.hourkey.scim.ScimJobService;
import dev.hourkey.slack.HolderMessages.Synchronization;
import dev.hourkey.slack.HomeView.Operations;
import dev.hourkey.slack.HomeView.Shown;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** Somebody's Home in every state. */
record HomeDrawings(Examples of) {
  private static final Shown<RequestDetails> NO_REQUESTS = new Shown<>(List.of(), 0);
  private static final Shown<SlackMessage> NO_ALARMS = new Shown<>(List.of(), 0);
  private static final Shown<GrantDetails> NO_GRANTS = new Shown<>(List.of(), 0);

  Map<String, Object> all() {
    Map<String, Object> homes = new LinkedHashMap<>();
    homes.put("loading", HomePage.loading());
    homes.put(
        "nothing to request",
        HomePage.unusable(
            Sentence.of(
                "You aren't eligible for any AWS access yet. The policy file says who is; your"
                    + " operators can add you.")));
    homes.put("nothing yet", home(NO_REQUESTS, NO_GRANTS, NO_REQUESTS, List.of()));
    homes.put("a holder", holder());
    homes.put("a requester, can remind approvers", waiting(new Nudge(true, Optional.empty())));
    homes.put("a requester, approvers reminded", waiting(new Nudge(true, Optional.of(APPROVED))));
    homes.put(
        "requested by somebody else",
        home(
            NO_REQUESTS,
            NO_GRANTS,
            new Shown<>(List.of(of.sentByBruno(of.pending())), 0),
            List.of()));
    homes.put("an approver", approver());
    homes.put("an operator", operator(alarms(2), NO_REQUESTS));
    homes.put("an operator, no alarm", operator(NO_ALARMS, NO_REQUESTS));
    homes.put("an operator, reviews to be done", operator(NO_ALARMS, reviews(2)));
    return homes;
  }

  private HomeTab holder() {
    Stream<GrantState> states =
        Stream.of(
            of.live().state(),
            new GrantState.Syncing(),
            new GrantState.Clearing(EndReason.ENDED_EARLY, REQUESTED));
    return home(
        NO_REQUESTS,
        numbered(states, one -> one),
        new Shown<>(List.of(of.numbered(7).pending()), 0),
        Stream.of(EndReason.EXPIRED, EndReason.ENDED_EARLY, EndReason.REVOKED)
            .map(of::ended)
            .toList());
  }

  private HomeTab waiting(Nudge nudge) {
    return home(
        NO_REQUESTS, NO_GRANTS, new Shown<>(List.of(of.nudge(of.pending(), nudge)), 0), List.of());
  }

  private Shown<GrantDetails> numbered(
      Stream<GrantState> states, Function<GrantDetails, GrantDetails> change) {
    List<GrantState> all = states.toList();
    return new Shown<>(
        IntStream.range(0, all.size())
            .mapToObj(i -> change.apply(of.numbered(i).grant(all.get(i))))
            .toList(),
        0);
  }

  private HomeTab approver() {
    RequestDetails risky =
        of.numbered(1)
            .request(
                of.pending().state(),
                List.of(of.bruno()),
                2,
                of.many(7),
                true,
                Optional.empty(),
                Optional.empty());
    return home(new Shown<>(List.of(of.pending(), risky), 0), NO_GRANTS, NO_REQUESTS, List.of());
  }

  private Shown<SlackMessage> alarms(int number) {
    String why = of.foreign("Entra answers 403 Forbidden");
    return new Shown<>(
        Stream.of(
                ServiceAlarms.jobStopped(
                    new ScimJobService.Stop(REQUEST, why, REQUESTED), OPERATIONS),
                GrantAlarms.overdue(of.clearing(EndReason.EXPIRED), OPERATIONS),
                GrantAlarms.groupGone(of.live(), OPERATIONS),
                GrantAlarms.accessReturned(of.clearing(EndReason.EXPIRED), OPERATIONS),
                GrantAlarms.cardNotPosted(List.of(of.pending()), 2, OPERATIONS))
            .limit(number)
            .toList(),
        number == HomePage.MAX_ALARMS ? 4 : 0);
  }

  private Shown<RequestDetails> reviews(int number) {
    return new Shown<>(
        new BreakGlassDrawings(of).toBeReviewed(number), number == HomePage.MAX_REVIEWS ? 2 : 0);
  }

  /** What {@code status} says to operators. */
  String summary() {
    return HomeOperations.summary(
            new Operations(
                alarms(HomePage.MAX_ALARMS),
                reviews(HomePage.MAX_REVIEWS),
                Synchronization.RUNNING,
                Optional.of(REQUESTED)))
        .mrkdwn();
  }

  private HomeTab operator(Shown<SlackMessage> alarms, Shown<RequestDetails> reviews) {
    return HomePage.of(
        new HomeView(
            Optional.of(
                "You aren't eligible for any AWS access yet. The policy file says who is; your"
                    + " operators can add you."),
            NO_REQUESTS,
            NO_GRANTS,
            NO_REQUESTS,
            List.of(),
            Optional.of(
                new Operations(
                    alarms,
                    reviews,
                    alarms.isEmpty() ? Synchronization.RUNNING : Synchronization.STOPPED,
                    Optional.of(REQUESTED))),
            PORTAL));
  }

  /** As much as is ever shown, and more than that of everything. */
  HomeTab fullest() {
    List<RequestDetails> risky =
        IntStream.range(0, HomePage.MAX_DECISIONS)
            .mapToObj(
                i ->
                    of.numbered(20 + i)
                        .request(
                            of.pending().state(),
                            List.of(of.bruno()),
                            3,
                            of.many(20),
                            true,
                            Optional.empty(),
                            Optional.empty()))
            .toList();
    List<RequestDetails> own =
        IntStream.range(0, HomePage.MAX_REQUESTS)
            .mapToObj(i -> of.numbered(40 + i).pending())
            .map(request -> of.nudge(request, new Nudge(true, Optional.empty())))
            .toList();
    List<GrantDetails> grants =
        IntStream.range(0, HomePage.MAX_GRANTS)
            .mapToObj(i -> of.numbered(i).grant(of.live().state(), of.many(7), true))
            .toList();
    return HomePage.of(
        new HomeView(
            Optional.empty(),
            new Shown<>(risky, 12),
            new Shown<>(grants, 3),
            new Shown<>(own, 1),
            Stream.of(EndReason.values()).map(of::ended).toList(),
            Optional.of(
                new Operations(
                    alarms(HomePage.MAX_ALARMS),
                    reviews(HomePage.MAX_REVIEWS),
                    Synchronization.UNKNOWN,
                    Optional.empty())),
            PORTAL));
  }

  private HomeTab home(
      Shown<RequestDetails> decisions,
      Shown<GrantDetails> open,
      Shown<RequestDetails> pending,
      List<GrantDetails> ended) {
    return HomePage.of(
        new HomeView(Optional.empty(), decisions, open, pending, ended, Optional.empty(), PORTAL));
  }
}
