package dev.hourkey.slack;

import static dev.hourkey.slack.Examples.ACTIVE;
import static dev.hourkey.slack.Examples.APPROVED;
import static dev.hourkey.slack.Examples.CHANNEL;
import static dev.hourkey.slack.Examples.ENDED;
import static dev.hourkey.slack.Examples.ENDS;
import static dev.hourkey.slack.Examples.GRANT;
import static dev.hourkey.slack.Examples.OPERATIONS;
import static dev.hourkey.slack.Examples.PORTAL;
import static dev.hourkey.slack.Examples.REMOVED;
import static dev.hourkey.slack.Examples.REQUEST;
import static dev.hourkey.slack.Examples.REQUESTED;
import static java.util.Objects.requireNonNull;

import dev.hourkey.audit.AuditCheck;
import dev.hourkey.catalog.AccessPortal;
import dev.hourkey.catalog.AwsAccess;
import dev.hourkey.catalog.Bundle;
import dev.hourkey.catalog.Entitlement;
import dev.hourkey.checkpoint.CheckpointIncidents;
import dev.hourkey.checkpoint.CheckpointOrigins;
import dev.hourkey.checkpoint.CheckpointPlaceType;
import dev.hourkey.drift.DatabaseRestore;
import dev.hourkey.drift.DriftFinding;
import dev.hourkey.drift.StandingMembershipCheck;
import dev.hourkey.export.DeliveryRows;
import dev.hourkey.grant.AwsPresence;
import dev.hourkey.grant.CredentialHealth;
import dev.hourkey.grant.EndReason;
import dev.hourkey.grant.ExpiringCredentials.Credential;
import dev.hourkey.grant.ExpiringCredentials.Expiry;
import dev.hourkey.grant.GrantState;
import dev.hourkey.grant.GrantingSwitch;
import dev.hourkey.person.ChatProfiles;
import dev.hourkey.person.CredentialListener.Vendor;
import dev.hourkey.policy.Risk;
import dev.hourkey.request.BreakGlassReviews;
import dev.hourkey.request.CatalogIncidents;
import dev.hourkey.request.Deciders;
import dev.hourkey.request.DecisionCard.Occasion;
import dev.hourkey.request.DecisionCard.Place;
import dev.hourkey.request.Nudge;
import dev.hourkey.request.PolicyChanges;
import dev.hourkey.request.ProvisioningBlockers;
import dev.hourkey.request.Recipients;
import dev.hourkey.request.Recipients.Approver;
import dev.hourkey.request.Recipients.Recipient;
import dev.hourkey.request.Recipients.UserGroup;
import dev.hourkey.request.RequestState;
import dev.hourkey.request.WeekFigures;
import dev.hourkey.request.WeekFigures.Decided;
import dev.hourkey.request.WeekFigures.Percentiles;
import dev.hourkey.scim.ScimJobService;
import dev.hourkey.slack.HolderMessages.Synchronization;
import dev.hourkey.slack.HomeView.Shown;
import dev.hourkey.slack.RequestForm.Entered;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** Every card, form, message and answer in every state: by kind, then by state. */
record Drawings(Examples of) {
  private static final List<GrantState> STATES =
      List.of(
          new GrantState.Scheduled(Examples.STARTS),
          new GrantState.Provisioning(),
          new GrantState.Syncing(),
          new GrantState.Live(ACTIVE, ENDS),
          new GrantState.Revoking(EndReason.EXPIRED),
          new GrantState.Clearing(EndReason.EXPIRED, REMOVED),
          new GrantState.Ended(EndReason.EXPIRED, ENDED));

  Map<String, Map<String, Object>> all() {
    Map<String, Map<String, Object>> all = new LinkedHashMap<>();
    all.put("approver-card", cards());
    all.put("approver-card-of-a-grant", cardsOfGrants());
    all.put("approver-shared-card", sharedCards());
    all.put("approver-mention", mentions());
    all.put("approver-direct", directMessages());
    all.put("approver-too-late", tooLate());
    all.put("requester-submitted", submitted());
    all.put("requester-followed", followed());
    all.put("requester-not-granted", notGranted());
    all.put("holder-active", active());
    all.put("holder-ending", ending());
    all.put("holder-removal-slow", slow());
    all.put("holder-over", over());
    all.put("operator-grants", grantAlarms());
    all.put("operator-services", serviceAlarms());
    all.put("operator-drift", driftAlarms());
    all.put("operator-alarms-over", endedAlarms());
    all.put("operator-digest", digests());
    all.put("break-glass", new BreakGlassDrawings(of).all());
    all.put("access-review", new AccessReviewDrawings(of).all());
    all.put(
        "workflow-proposal",
        Map.of(
            "proposal",
            WorkflowMessages.proposal(
                "U0ANA", "prod-readonly 1h " + of.foreign("INC-42: disk full on db-1"))));
    all.put("discussion", new DiscussionDrawings(of).all());
    all.put("operator-bulk-revocation", new BulkRevocationDrawings(of).all());
    all.put("cli-config", cliConfig());
    all.put("form-request", requestForm());
    all.put("form-deny-and-revoke", otherForms());
    all.put("command-answers", answers());
    all.put("home", new HomeDrawings(of).all());
    return all;
  }

  private Map<String, Object> cards() {
    Map<String, Object> cards = new LinkedHashMap<>();
    cards.put(
        "pending, first request at night", ApproverCard.of(of.pending(), of.newcomer(), CHANNEL));
    cards.put(
        "pending, after a denial, with a ticket",
        ApproverCard.of(of.withTicket(of.pending()), of.fullContext(), CHANNEL));
    cards.put(
        "pending, decided with a sign-in",
        ApproverCard.of(of.signedInFor(of.pending()), of.context(), CHANNEL));
    cards.put(
        "pending, decided with a sign-in, without a console",
        ApproverCard.of(of.withoutConsole(of.pending()), of.context(), CHANNEL));
    cards.put(
        "pending, profile unknown",
        ApproverCard.of(
            of.withTicket(of.pending()),
            new DecisionContext(
                ChatProfiles.About.NOTHING,
                List.of(),
                of.context().earlier(),
                List.of(),
                0,
                Optional.empty(),
                Optional.empty()),
            CHANNEL));
    deciders()
        .forEach(
            (state, who) ->
                cards.put(state, ApproverCard.of(of.pending(), of.decidedBy(who), CHANNEL)));
    requests()
        .forEach(
            (state, request) -> cards.put(state, ApproverCard.of(request, of.context(), CHANNEL)));
    return cards;
  }

  private Map<String, Deciders> deciders() {
    Approver onCall = new Approver(Optional.of("U0BRUNO"), of.foreign("Bruno Costa"), true);
    Approver other = new Approver(Optional.empty(), of.foreign("Noor Haddad"), false);
    Map<String, Deciders> deciders = new LinkedHashMap<>();
    deciders.put(
        "pending, many can decide",
        new Deciders(List.of(onCall, other), 12, false, true, REQUESTED));
    deciders.put(
        "pending, some who can decide are unknown",
        new Deciders(List.of(onCall), 0, false, false, REQUESTED));
    deciders.put(
        "pending, others cannot be listed",
        new Deciders(List.of(onCall), 0, true, true, REQUESTED));
    deciders.put(
        "pending, who can decide is unknown", new Deciders(List.of(), 0, false, false, REQUESTED));
    deciders.put("pending, anyone can decide", new Deciders(List.of(), 0, true, true, REQUESTED));
    deciders.put("pending, nobody can decide", new Deciders(List.of(), 0, false, true, REQUESTED));
    return deciders;
  }

  private Map<String, RequestDetails> requests() {
    RequestState waiting = of.pending().state();
    Map<String, RequestDetails> requests = new LinkedHashMap<>();
    requests.put("pending", of.pending());
    requests.put("pending, two needed", of(waiting, List.of(), 2, of.one(), false));
    requests.put("pending, one of two", of(waiting, List.of(of.bruno()), 2, of.one(), false));
    requests.put("pending, first of two stages", of.staged(List.of()));
    requests.put("pending, second of two stages", of.staged(List.of(of.chloe(), of.bruno())));
    requests.put("pending, escalated", of.escalated());
    requests.put("pending, requested by somebody else", of.sentByBruno(of.pending()));
    requests.put(
        "pending, approved for shorter by the first of two",
        of.shortened(of(waiting, List.of(of.bruno()), 2, of.one(), false)));
    requests.put("pending, high risk", of(waiting, List.of(), 1, of.one(), true));
    requests.put("pending, many assignments", of(waiting, List.of(), 1, of.many(7), true));
    requests.put("pending, incomplete view", of(waiting, List.of(), 1, of.partial(), true));
    requests.put(
        "pending, card not posted",
        of.request(
            waiting,
            List.of(),
            1,
            of.one(),
            false,
            Optional.of("#aws-approvals (is_archived)"),
            Optional.empty()));
    requests.put("approved", of.approved(Optional.empty()));
    requests.put("approved with a comment", of.commented(of.approved(Optional.empty())));
    requests.put("approved for shorter", of.shortened(of.approved(Optional.empty())));
    requests.put(
        "approved by policy",
        of(of.approved(Optional.empty()).state(), List.of(), 0, of.one(), false));
    requests.put("denied", of.denied());
    requests.put("cancelled", of.cancelled());
    requests.put("ended by the policy", of.endedByPolicy());
    requests.put("expired", of.expired());
    requests.put("extension, pending", of.extension(of.pending()));
    requests.put("extension, approved", of.extension(of.approved(Optional.empty())));
    requests.put("extension, denied", of.extension(of.denied()));
    return requests;
  }

  private RequestDetails of(
      RequestState state,
      List<PersonMention> approvedBy,
      int needed,
      AwsAccess opens,
      boolean risk) {
    return of.request(state, approvedBy, needed, opens, risk, Optional.empty(), Optional.empty());
  }

  private Map<String, Object> cardsOfGrants() {
    Map<String, Object> cards = new LinkedHashMap<>();
    for (GrantState state : STATES) {
      cards.put(name(state), card(of.grant(state)));
    }
    for (EndReason cause : EndReason.values()) {
      cards.put("ended, " + name(cause), card(ended(cause)));
    }
    cards.put("live, lost in AWS", card(of.lost(of.live())));
    cards.put("revoked, being removed", card(of.revoked(of.clearing(EndReason.REVOKED))));
    return cards;
  }

  private SlackMessage card(GrantDetails grant) {
    return ApproverCard.of(of.approved(Optional.of(grant)), DecisionContext.NONE, CHANNEL);
  }

  private Map<String, Object> sharedCards() {
    RequestDetails logs = of.named("logs-readonly", of.pending());
    RequestDetails risky = of(of.pending().state(), List.of(), 1, of.many(7), true);
    Map<String, Object> cards = new LinkedHashMap<>();
    cards.put("pending", shared(of.pending(), logs));
    cards.put(
        "pending, decided with a sign-in",
        shared(of.signedInFor(of.pending()), of.signedInFor(logs)));
    cards.put("pending, one is high risk", shared(logs, risky));
    cards.put("one approved, one pending", shared(of.approved(Optional.of(of.live())), logs));
    cards.put(
        "one ended, one denied",
        shared(
            of.approved(Optional.of(of.ended(EndReason.EXPIRED))),
            of.named("logs-readonly", of.denied())));
    cards.put("one approved, one denied", shared(of.approved(Optional.of(of.live())), of.denied()));
    cards.put(
        "ten",
        shared(
            IntStream.range(0, 10)
                .mapToObj(i -> of.named("e" + i, i % 2 == 0 ? risky : of.pending()))
                .toArray(RequestDetails[]::new)));
    return cards;
  }

  private SlackMessage shared(RequestDetails... requests) {
    return MultiRequestCard.of(
        REQUEST,
        List.of(requests),
        Arrays.stream(requests)
            .collect(Collectors.toMap(RequestDetails::id, _ -> of.context(), (first, _) -> first)),
        CHANNEL);
  }

  private Map<String, Object> mentions() {
    List<RequestDetails> pending = List.of(of.pending());
    Recipients two = recipients();
    Map<String, Optional<SlackMessage>> mentions = new LinkedHashMap<>();
    mentions.put("a request", mention(Occasion.REQUEST, two, pending));
    mentions.put(
        "a user group, and some who are not notified",
        mention(
            Occasion.REQUEST,
            new Recipients(
                List.of(new Recipient("U0CHLOE", of.foreign("Chloé Martin"))),
                List.of(
                    new UserGroup(
                        new Recipient("S0PLATFORM", of.foreign("@platform-oncall")),
                        Set.of("U0BRUNO"))),
                List.of(),
                List.of(of.foreign("Dana Novak"), of.foreign("Noor Haddad")),
                190,
                false,
                Optional.empty()),
            pending));
    mentions.put("nobody to mention", mention(Occasion.REQUEST, nobody(0), pending));
    mentions.put("one other approver", mention(Occasion.REQUEST, nobody(1), pending));
    mentions.put("a reminder", mention(Occasion.REMINDER, two, pending));
    mentions.put(
        "a reminder of a decision with a sign-in",
        mention(Occasion.REMINDER, two, List.of(of.signedInFor(of.pending()))));
    mentions.put("a reminder of nobody", mention(Occasion.REMINDER, nobody(0), pending));
    mentions.put("the requester asks again", mention(Occasion.NUDGE, two, pending));
    mentions.put(
        "the sender asks again",
        mention(Occasion.NUDGE, two, List.of(of.sentByBruno(of.pending()))));
    mentions.put("decided", mention(Occasion.REMINDER, two, List.of(of.denied())));
    mentions.put(
        "the second stage begins",
        mention(Occasion.STAGE, two, List.of(of.staged(List.of(of.chloe())))));
    mentions.put(
        "the policy names other approvers", mention(Occasion.STAGE, two, List.of(of.pending())));
    mentions.put(
        "the second stage begins for one of two",
        mention(
            Occasion.STAGE,
            two,
            List.of(
                of.named("logs-readonly", of.staged(List.of())), of.staged(List.of(of.chloe())))));
    mentions.put(
        "one of two is escalated",
        mention(
            Occasion.ESCALATION,
            two,
            List.of(of.named("logs-readonly", of.pending()), of.escalated())));
    mentions.put("escalated", mention(Occasion.ESCALATION, two, List.of(of.escalated())));
    mentions.put("escalated, and approved since", mention(Occasion.ESCALATION, two, pending));
    mentions.put(
        "two of three are pending",
        mention(
            Occasion.REMINDER,
            two,
            List.of(of.pending(), of.denied(), of.named("logs-readonly", of.pending()))));
    return present(mentions);
  }

  private static Map<String, Object> directMessages() {
    Optional<String> link = Optional.of("https://example.slack.com/archives/C0APPROVALS/p1");
    SlackMessage card = new SlackMessage("U0BRUNO", "The card", List.of(new Block.Divider()));
    Map<String, Object> messages = new LinkedHashMap<>();
    messages.put("not in the channel", ApproverNotifications.direct(card, link));
    messages.put("not posted in the channel", ApproverNotifications.direct(card, Optional.empty()));
    return messages;
  }

  private static Optional<SlackMessage> mention(
      Occasion occasion, Recipients to, List<RequestDetails> requests) {
    return ApproverNotifications.mention(occasion, to, requests, new Place(CHANNEL, "1.2"));
  }

  private static Recipients nobody(int others) {
    return new Recipients(
        List.of(), List.of(), List.of(), List.of(), others, true, Optional.empty());
  }

  private Recipients recipients() {
    return new Recipients(
        List.of(
            new Recipient("U0BRUNO", of.foreign("Bruno Costa")),
            new Recipient("U0CHLOE", of.foreign("Chloé Martin"))),
        List.of(),
        List.of(),
        List.of(),
        0,
        true,
        Optional.empty());
  }

  private Map<String, Object> tooLate() {
    RequestDetails active = of.approved(Optional.of(of.live()));
    Map<String, Object> answers = new LinkedHashMap<>();
    answers.put("active, may revoke", tooLate(active, Optional.of(of.live())));
    answers.put("active", tooLate(active, Optional.empty()));
    answers.put("ended by now", tooLate(active, Optional.of(of.ended(EndReason.EXPIRED))));
    answers.put("denied", tooLate(of.denied(), Optional.empty()));
    return answers;
  }

  private static SlackMessage tooLate(RequestDetails request, Optional<GrantDetails> offered) {
    return new SlackMessage("U0BRUNO", "…", ApproverMessages.tooLate(request, offered));
  }

  private Map<String, Object> submitted() {
    Map<String, Optional<SlackMessage>> messages = new LinkedHashMap<>();
    requests().forEach((state, request) -> messages.put(state, submitted(request)));
    Nudge offered = new Nudge(true, Optional.empty());
    Nudge sent = new Nudge(true, Optional.of(APPROVED));
    messages.put("pending, can remind approvers", submitted(of.nudge(of.pending(), offered)));
    messages.put("pending, approvers reminded", submitted(of.nudge(of.pending(), sent)));
    messages.put(
        "pending for somebody else, can remind approvers",
        submitted(of.sentByBruno(of.nudge(of.pending(), offered))));
    messages.put(
        "active for somebody else", submitted(of.sentByBruno(of.approved(Optional.of(of.live())))));
    messages.put(
        "together, can remind approvers",
        RequesterMessages.submitted(
            GRANT,
            List.of(
                of.nudge(of.pending(), offered),
                of.named("logs-readonly", of.nudge(of.pending(), offered))),
            List.of(),
            Synchronization.RUNNING));
    messages.put(
        "together, approvers reminded",
        RequesterMessages.submitted(
            GRANT,
            List.of(
                of.nudge(of.pending(), sent),
                of.named("logs-readonly", of.nudge(of.pending(), sent))),
            List.of(),
            Synchronization.RUNNING));
    messages.put(
        "together, one is not allowed",
        RequesterMessages.submitted(
            GRANT,
            List.of(of.pending(), of.named("logs-readonly", of.pending())),
            List.of(of.foreign("Database admin") + ": You're not eligible for this access."),
            Synchronization.RUNNING));
    messages.put(
        "together, one active and one denied",
        RequesterMessages.submitted(
            GRANT,
            List.of(of.approved(Optional.of(of.live())), of.named("logs-readonly", of.denied())),
            List.of(),
            Synchronization.RUNNING));
    messages.put(
        "together, one ended and one expired",
        RequesterMessages.submitted(
            GRANT,
            List.of(
                of.approved(Optional.of(of.ended(EndReason.EXPIRED))),
                of.named("logs-readonly", of.expired())),
            List.of(),
            Synchronization.RUNNING));
    messages.put(
        "together, requested by somebody else",
        RequesterMessages.submitted(
            GRANT,
            List.of(
                of.sentByBruno(of.pending()),
                of.named("logs-readonly", of.sentByBruno(of.approved(Optional.of(of.live()))))),
            List.of(),
            Synchronization.RUNNING));
    return present(messages);
  }

  private static Optional<SlackMessage> submitted(RequestDetails request) {
    return RequesterMessages.submitted(request, Synchronization.RUNNING);
  }

  /** What follows a request from its approval to the end. */
  private Map<String, Object> followed() {
    Map<String, Optional<SlackMessage>> messages = new LinkedHashMap<>();
    for (GrantState state : STATES) {
      messages.put(name(state), followed(of.grant(state)));
    }
    GrantDetails syncing = of.grant(new GrantState.Syncing());
    for (AwsPresence presence : AwsPresence.values()) {
      messages.put("syncing, late, " + name(presence), followed(of.seen(syncing, presence)));
    }
    RequestDetails late = of.approved(Optional.of(of.seen(syncing, AwsPresence.NOT_MEMBER)));
    messages.put(
        "syncing, late, job stopped", RequesterMessages.submitted(late, Synchronization.STOPPED));
    messages.put(
        "syncing, late, job unseen", RequesterMessages.submitted(late, Synchronization.UNKNOWN));
    messages.put(
        "provisioning, late",
        followed(of.seen(of.grant(new GrantState.Provisioning()), AwsPresence.NOT_MEMBER)));
    messages.put(
        "clearing, late", followed(of.seen(of.clearing(EndReason.EXPIRED), AwsPresence.MEMBER)));
    for (EndReason cause : EndReason.values()) {
      messages.put("ended, " + name(cause), followed(ended(cause)));
      messages.put(
          "clearing, never active, " + name(cause), followed(of.neverLive(of.clearing(cause))));
    }
    messages.put("clearing, revoked", followed(of.revoked(of.clearing(EndReason.REVOKED))));
    messages.put("clearing, back in AWS", followed(of.reappeared(of.clearing(EndReason.EXPIRED))));
    for (GrantState state : STATES) {
      messages.put(
          name(state) + ", requested by somebody else",
          RequesterMessages.requestedForYou(
              of.sentByBruno(of.approved(Optional.of(of.grant(state)))), Synchronization.RUNNING));
      messages.put(
          name(state) + ", requested for somebody else",
          submitted(of.sentByBruno(of.approved(Optional.of(of.grant(state))))));
    }
    return present(messages);
  }

  private Optional<SlackMessage> followed(GrantDetails grant) {
    return submitted(of.approved(Optional.of(grant)));
  }

  private GrantDetails ended(EndReason cause) {
    GrantDetails ended = of.ended(cause);
    return switch (cause) {
      case REVOKED -> of.revoked(ended);
      case NO_LONGER_APPROVED, IMPOSSIBLE, STANDING ->
          of.kept(of.neverLive(ended), "Entra no longer has this person");
      case EXPIRED, ENDED_EARLY, NEVER_ARRIVED, REMOVED_ELSEWHERE -> ended;
    };
  }

  private Map<String, Object> notGranted() {
    Map<String, Optional<SlackMessage>> messages = new LinkedHashMap<>();
    requests().forEach((state, request) -> messages.put(state, NotGrantedMessage.of(request)));
    messages.put(
        "denied, requested by somebody else", NotGrantedMessage.of(of.sentByBruno(of.denied())));
    return present(messages);
  }

  private Map<String, Object> active() {
    AccessPortal unnamed = new AccessPortal(Optional.empty(), "eu-central-1");
    GrantState live = of.live().state();
    Map<String, Optional<SlackMessage>> messages = new LinkedHashMap<>();
    for (GrantState state : STATES) {
      messages.put(name(state), HolderMessages.active(of.grant(state), PORTAL));
    }
    messages.put(
        "live, many assignments", HolderMessages.active(of.grant(live, of.many(7), true), PORTAL));
    messages.put(
        "live, incomplete view", HolderMessages.active(of.grant(live, of.partial(), true), PORTAL));
    messages.put("live, profile known", HolderMessages.active(of.profileKnown(of.live()), PORTAL));
    messages.put("live, portal unknown", HolderMessages.active(of.live(), unnamed));
    messages.put(
        "live, assignments unknown",
        HolderMessages.active(of.grant(live, AwsAccess.none(), true), PORTAL));
    for (EndReason cause : EndReason.values()) {
      messages.put("ended, " + name(cause), HolderMessages.active(ended(cause), PORTAL));
    }
    messages.put("live, lost in AWS", HolderMessages.active(of.lost(of.live()), PORTAL));
    messages.put("lost in AWS", HolderMessages.assignmentLost(of.lost(of.live())));
    messages.put("back in AWS", HolderMessages.assignmentLost(of.live()));
    return present(messages);
  }

  private Map<String, Object> ending() {
    Map<String, Optional<SlackMessage>> messages = new LinkedHashMap<>();
    for (GrantState state : STATES) {
      messages.put(name(state), HolderMessages.ending(of.grant(state), 0));
    }
    messages.put("extended before", HolderMessages.ending(of.extended(), 0));
    messages.put("extended", HolderMessages.extended(of.extended(), 1));
    messages.put("extended once more", HolderMessages.extended(of.extended(), 0));
    messages.put("extended, ended", HolderMessages.extended(of.ended(EndReason.EXPIRED), 1));
    return present(messages);
  }

  private Map<String, Object> slow() {
    Map<String, Optional<SlackMessage>> messages = new LinkedHashMap<>();
    messages.put(
        "revoking", EndMessages.slow(of.grant(new GrantState.Revoking(EndReason.EXPIRED))));
    messages.put("clearing", EndMessages.slow(of.clearing(EndReason.EXPIRED)));
    messages.put("ended", EndMessages.slow(of.ended(EndReason.EXPIRED)));
    return present(messages);
  }

  private Map<String, Object> over() {
    Map<String, Optional<SlackMessage>> messages = new LinkedHashMap<>();
    for (GrantState state : STATES) {
      messages.put(name(state), EndMessages.over(of.grant(state)));
    }
    for (EndReason cause : EndReason.values()) {
      messages.put("ended, " + name(cause), EndMessages.over(ended(cause)));
      messages.put(
          "clearing, never active, " + name(cause),
          EndMessages.over(of.neverLive(of.clearing(cause))));
    }
    messages.put(
        "ended, membership kept",
        EndMessages.over(
            of.kept(of.ended(EndReason.EXPIRED), "another grant of the same group goes on")));
    for (EndReason cause : List.of(EndReason.NO_LONGER_APPROVED, EndReason.IMPOSSIBLE)) {
      messages.put(
          "ended, was active, " + name(cause),
          EndMessages.over(of.explained(of.ended(cause), "the reason")));
    }
    messages.put(
        "ended, session durations unknown",
        EndMessages.over(
            of.grant(new GrantState.Ended(EndReason.EXPIRED, ENDED), of.partial(), true)));
    messages.put(
        "revoking, revoked",
        EndMessages.over(of.revoked(of.grant(new GrantState.Revoking(EndReason.REVOKED)))));
    messages.put("clearing, revoked", EndMessages.over(of.revoked(of.clearing(EndReason.REVOKED))));
    messages.put(
        "clearing, back in AWS", EndMessages.over(of.reappeared(of.clearing(EndReason.EXPIRED))));
    messages.put(
        "clearing, revoked, back in AWS",
        EndMessages.over(of.reappeared(of.revoked(of.clearing(EndReason.REVOKED)))));
    return present(messages);
  }

  private Map<String, Object> grantAlarms() {
    Map<String, Object> alarms = new LinkedHashMap<>();
    for (GrantState state : STATES) {
      alarms.put("overdue, " + name(state), GrantAlarms.overdue(of.grant(state), OPERATIONS));
    }
    for (AwsPresence presence : AwsPresence.values()) {
      alarms.put(
          "overdue, clearing, " + name(presence),
          GrantAlarms.overdue(of.seen(of.clearing(EndReason.EXPIRED), presence), OPERATIONS));
    }
    GrantDetails revoking = of.grant(new GrantState.Revoking(EndReason.EXPIRED));
    alarms.put("overdue, queued", overdue(revoking, true, Optional.empty()));
    alarms.put(
        "overdue, refused",
        overdue(revoking, false, Optional.of(of.foreign("Entra refuses with 403 Forbidden"))));
    alarms.put(
        "many overdue", GrantAlarms.manyOverdue(1234, Duration.ofMinutes(7), ENDED, OPERATIONS));
    alarms.put(
        "back in AWS", GrantAlarms.accessReturned(of.clearing(EndReason.EXPIRED), OPERATIONS));
    alarms.put("group gone", GrantAlarms.groupGone(of.live(), OPERATIONS));
    RequestDetails notPosted = requireNonNull(requests().get("pending, card not posted"));
    alarms.put("card not posted", GrantAlarms.cardNotPosted(List.of(notPosted), 0, OPERATIONS));
    alarms.put(
        "card not posted, one got it directly",
        GrantAlarms.cardNotPosted(List.of(notPosted), 1, OPERATIONS));
    alarms.put(
        "card not posted, two got it directly",
        GrantAlarms.cardNotPosted(List.of(notPosted), 2, OPERATIONS));
    return alarms;
  }

  private SlackMessage overdue(GrantDetails grant, boolean queued, Optional<String> failure) {
    return GrantAlarms.overdue(
        of.progress(
            grant,
            new GrantDetails.Progress(ENDS, queued, failure, AwsPresence.UNKNOWN, REMOVED, true)),
        OPERATIONS);
  }

  /** Alarms that are over: the message, and the reply in its thread. */
  private Map<String, Object> endedAlarms() {
    Map<String, Object> ended = new LinkedHashMap<>();
    why()
        .forEach(
            (alarm, why) -> {
              ResolvedAlarmMessages end = new ResolvedAlarmMessages(REQUESTED, ENDED, why);
              ended.put(alarm, end.message(OPERATIONS));
              ended.put(alarm + ", reply", end.reply(OPERATIONS, "1772441700.000100"));
            });
    ended.put(
        "lasted for seconds",
        new ResolvedAlarmMessages(ENDED.minusSeconds(42), ENDED, Sentence.of("AWS answers again."))
            .message(OPERATIONS));
    ended.put("back", ResolvedAlarmMessages.back(ENDED, OPERATIONS, "1772441700.000100"));
    return ended;
  }

  private Map<String, Sentence> why() {
    Map<String, Sentence> why = new LinkedHashMap<>();
    why.put("overdue", GrantAlarms.noLongerOverdue(of.ended(EndReason.EXPIRED)));
    why.put(
        "overdue, membership kept",
        GrantAlarms.noLongerOverdue(of.kept(of.ended(EndReason.EXPIRED), "needed elsewhere")));
    why.put(
        "overdue, back in AWS since",
        GrantAlarms.noLongerOverdue(of.reappeared(of.clearing(EndReason.EXPIRED))));
    why.put("access returned", GrantAlarms.returnedAccessOver(of.ended(EndReason.EXPIRED)));
    why.put(
        "access returned, membership kept",
        GrantAlarms.returnedAccessOver(
            of.explained(of.ended(EndReason.EXPIRED), "needed elsewhere")));
    why.put("card posted", GrantAlarms.cardPosted(List.of(of.pending())));
    why.put("card of a decided request", GrantAlarms.cardPosted(List.of(of.denied())));
    why.put(
        "granting resumed", ServiceAlarms.grantingResumed(of.bruno(), pause().change().reason()));
    for (Vendor vendor : Vendor.values()) {
      why.put("credentials, " + name(vendor), ServiceAlarms.credentialsWork(vendor));
    }
    for (Credential credential : Credential.values()) {
      why.put("expiring, " + name(credential), ExpiryAlarms.renewed(credential));
    }
    for (CatalogIncidents.Kind kind : CatalogIncidents.Kind.values()) {
      why.put("catalog, " + name(kind), ServiceAlarms.catalogOver(kind));
    }
    for (boolean removed : List.of(false, true)) {
      String how = removed ? ", removed" : "";
      why.put(
          "audit events delivered" + how,
          AuditTrailAlarms.deliveryOver(new DeliveryRows.Over("collector", removed)));
      why.put(
          "checkpoints kept" + how,
          AuditTrailAlarms.resolved(
              new CheckpointIncidents.Over(Optional.of(CheckpointPlaceType.WITNESS), removed)));
      why.put(
          "requests not blocked" + how,
          ServiceAlarms.nothingBlocked(
              new ProvisioningBlockers.Alerted(
                  "'prod-admin' is unavailable: group 'aws-prod-admin' is dynamic",
                  Optional.empty(),
                  removed)));
    }
    Optional<Instant> ended = Optional.of(ENDED);
    List<DriftAlarms.Finding> findings =
        List.of(
            finding(ended, false, Optional.empty()),
            finding(ended, true, Optional.empty()),
            finding(ended, false, Optional.of(DriftFinding.Settled.ADOPTED)),
            finding(ended, true, Optional.of(DriftFinding.Settled.ADOPTED)),
            finding(ended, false, Optional.of(DriftFinding.Settled.REMOVED)));
    for (DriftFinding.Kind kind : DriftFinding.Kind.values()) {
      why.put(name(kind), DriftAlarms.resolved(kind, of.foreign("aws-prod-readonly"), findings));
    }
    return why;
  }

  private GrantingSwitch.Pause pause() {
    return pause(REQUESTED);
  }

  private GrantingSwitch.Pause pause(Instant confirmedAt) {
    return new GrantingSwitch.Pause(
        REQUEST,
        new GrantingSwitch.Change(
            "U0BRUNO",
            GrantingSwitch.Role.OPERATOR,
            of.foreign("INC-99: tokens of the identity team were stolen")),
        REQUESTED,
        confirmedAt);
  }

  private Map<String, Object> serviceAlarms() {
    String why = of.foreign("Entra answers 403 Forbidden");
    Map<String, Object> alarms = new LinkedHashMap<>();
    alarms.put("granting paused", ServiceAlarms.grantingPaused(pause(), of.bruno(), OPERATIONS));
    alarms.put(
        "pause confirmed",
        ServiceAlarms.grantingPaused(
            pause(REQUESTED.plus(Duration.ofMinutes(20))), of.bruno(), OPERATIONS));
    alarms.put(
        "job stopped",
        ServiceAlarms.jobStopped(new ScimJobService.Stop(REQUEST, why, REQUESTED), OPERATIONS));
    alarms.put(
        "job unseen",
        ServiceAlarms.jobUnseen(new ScimJobService.Unseen(REQUEST, why, REQUESTED), OPERATIONS));
    for (Vendor vendor : Vendor.values()) {
      alarms.put(
          "credentials, " + name(vendor),
          ServiceAlarms.credentials(
              new CredentialHealth.Problem(vendor, why, REQUESTED), OPERATIONS));
    }
    for (Credential credential : Credential.values()) {
      alarms.put(
          "expiring, " + name(credential),
          ExpiryAlarms.expiring(new Expiry(credential, ENDED), OPERATIONS));
    }
    for (CatalogIncidents.Kind kind : CatalogIncidents.Kind.values()) {
      alarms.put(
          "catalog, " + name(kind),
          ServiceAlarms.catalog(
              new CatalogIncidents.Problem(kind, why + ".", REQUESTED), OPERATIONS));
    }
    alarms.put(
        "requests blocked",
        ServiceAlarms.requestsBlocked(
            new ProvisioningBlockers.Alerted(why, Optional.of(REQUESTED), false),
            REQUESTED,
            OPERATIONS));
    alarms.put(
        "policy file changed",
        ServiceAlarms.policyChanged(
            new PolicyChanges.Change(
                List.of(
                    "widens prod-admin: " + of.foreign("group:contractors") + " may request it",
                    "narrows prod-admin, prod-logs: approvals: 1 → 2",
                    "and 12 more changes"),
                REQUESTED),
            OPERATIONS));
    alarms.put(
        "audit trail changed",
        AuditTrailAlarms.audit(
            new AuditCheck.Breach(REQUEST, REQUESTED, 42, "its hash does not match"), OPERATIONS));
    alarms.put(
        "access reviews differ",
        AuditTrailAlarms.recordsDiffer(
            new AuditCheck.Difference(
                REQUEST,
                REQUESTED,
                "Access review %s: The decision about %s and prod-admin differs from audit event 42."
                    .formatted(REQUEST, of.foreign("Ana Lima"))),
            OPERATIONS));
    alarms.put(
        "audit events not delivered",
        AuditTrailAlarms.notDelivered(
            new DeliveryRows.Problem("collector", "splunk.example.com answered 503", REQUESTED),
            OPERATIONS));
    alarms.put(
        "audit trail contradicts an earlier signed checkpoint",
        AuditTrailAlarms.open(
            new CheckpointIncidents.Problem(
                Optional.empty(),
                "the directory has a checkpoint of 120 entries, but the database has only 112",
                REQUESTED),
            OPERATIONS));
    alarms.put(
        "checkpoints not kept",
        AuditTrailAlarms.open(
            new CheckpointIncidents.Problem(
                Optional.of(CheckpointPlaceType.WITNESS),
                "the witness does not know this log (404)",
                REQUESTED),
            OPERATIONS));
    alarms.put(
        "audit trail under a new name",
        AuditTrailAlarms.begun(
            new CheckpointOrigins.Begun(
                "hourkey.example.com/audit/20260302T120000Z",
                REQUESTED,
                of.foreign("olga"),
                of.foreign("restored the backup of 1 March")),
            OPERATIONS));
    return alarms;
  }

  private Map<String, Object> digests() {
    Map<String, Object> digests = new LinkedHashMap<>();
    Map<Decided, Long> decided = new LinkedHashMap<>();
    long count = 3;
    for (Decided way : Decided.values()) {
      decided.put(way, count++);
    }
    List<String> unused = IntStream.range(0, 12).mapToObj(i -> of.foreign("Sandbox " + i)).toList();
    Optional<Percentiles> took =
        Optional.of(new Percentiles(Duration.ofSeconds(192), Duration.ofHours(3)));
    digests.put(
        "busy",
        digest(
            new WeekFigures(
                decided,
                took,
                took,
                took,
                2,
                List.of(
                    Map.entry(of.foreign("Production, read only"), 31L),
                    Map.entry(of.foreign("Logs"), 2L)),
                new BreakGlassReviews.Waiting(4, 1, 0),
                unused,
                40)));
    digests.put("little", digest(week(Map.of(Decided.PENDING, 1L), 0)));
    digests.put("quiet", digest(week(Map.of(), 0)));
    digests.put("quiet, a review to be done", digest(week(Map.of(), 1)));
    return digests;
  }

  private static WeekFigures week(Map<Decided, Long> decided, long reviews) {
    return new WeekFigures(
        decided,
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        0,
        List.of(),
        new BreakGlassReviews.Waiting(reviews, 0, 0),
        List.of(),
        0);
  }

  private static SlackMessage digest(WeekFigures week) {
    return DigestMessage.of(LocalDate.parse("2026-02-23"), week, OPERATIONS);
  }

  private Map<String, Object> driftAlarms() {
    DriftAlarms.Finding open = finding(Optional.empty(), false, Optional.empty());
    Map<String, Object> alarms = new LinkedHashMap<>();
    for (DriftFinding.Kind kind : DriftFinding.Kind.values()) {
      alarms.put(name(kind), drift(kind, List.of(open)));
    }
    DriftFinding.Kind kind = DriftFinding.Kind.UNAPPROVED_MEMBER;
    alarms.put("many", drift(kind, IntStream.range(0, 12).mapToObj(_ -> open).toList()));
    alarms.put(
        "partly resolved",
        drift(kind, List.of(open, finding(Optional.of(ENDED), true, Optional.empty()))));
    alarms.put(
        "not compared",
        drift(
            kind,
            List.of(
                new DriftAlarms.Finding(
                    of.foreign("Bruno Costa"),
                    REQUESTED,
                    Optional.empty(),
                    false,
                    Optional.empty(),
                    Optional.of(ACTIVE)))));
    alarms.put("restored", restored(false, List.of()));
    alarms.put(
        "restored, unexplained members",
        restored(
            false,
            List.of(of.foreign("aws-admin"), of.foreign("aws-admin"), of.foreign("aws-logs"))));
    firstComparison().ifPresent(message -> alarms.put("first comparison", message));
    return alarms;
  }

  private Optional<SlackMessage> firstComparison() {
    return DriftAlarms.firstComparison(
        List.of(
            new StandingMembershipCheck.Baseline(of.foreign("aws-prod-readonly"), 3),
            new StandingMembershipCheck.Baseline(of.foreign("aws-admin"), 0)),
        OPERATIONS);
  }

  private DriftAlarms.Finding finding(
      Optional<Instant> resolvedAt, boolean removed, Optional<DriftFinding.Settled> settled) {
    return new DriftAlarms.Finding(
        of.foreign("Bruno Costa"), REQUESTED, resolvedAt, removed, settled, Optional.empty());
  }

  private SlackMessage drift(DriftFinding.Kind kind, List<DriftAlarms.Finding> found) {
    return DriftAlarms.drift(kind, of.foreign("aws-prod-readonly"), found, OPERATIONS);
  }

  private static SlackMessage restored(boolean settled, List<String> groups) {
    return DriftAlarms.restored(
        new DatabaseRestore(
            REQUEST, ENDED, APPROVED, "PostgreSQL runs on another timeline", true, 2, settled),
        groups,
        OPERATIONS);
  }

  private Map<String, Object> requestForm() {
    Entitlement one = of.entitlement("prod-readonly", 1, of.one(), Risk.NORMAL);
    Entitlement many = of.entitlement("prod-admin", 2, of.many(7), Risk.HIGH);
    Entitlement free = of.entitlement("dev", 0, of.partial(), Risk.NORMAL);
    String stopped = of.foreign("the job is in quarantine");
    Map<String, Object> forms = new LinkedHashMap<>();
    forms.put("loading", RequestForm.loading());
    forms.put("nothing", RequestForm.message(Sentence.literal("You aren't eligible.")));
    forms.put("one assignment", form(Selection.of(one, false)));
    forms.put("many assignments", form(Selection.of(many, false)));
    forms.put(
        "may start later", form(Selection.of(of.startingLater(one, Duration.ofDays(14)), false)));
    forms.put("nothing selected", form(Selection.NONE));
    forms.put(
        "several",
        form(
            new Selection(
                List.of(new Block.Option("Incident kit (2 entitlements)", "incident")),
                List.of(one, free),
                false)));
    forms.put("for others as well", form(Selection.of(one, true)));
    forms.put("no approval", form(Selection.of(free, false)));
    forms.put(
        "no such access",
        form(
            Selection.of(one, false),
            RequestNotes.stopped(stopped),
            RequestNotes.unknown(of.foreign("prod"))));
    forms.put("granting paused", form(Selection.of(one, false), RequestNotes.paused(pause())));
    forms.put(
        "unavailable",
        form(
            Selection.of(one, false),
            RequestNotes.stopped(stopped),
            RequestNotes.refused(
                Sentence.literal(of.foreign("Production can't be requested now")))));
    forms.put(
        "already there",
        form(
            Selection.of(one, false),
            RequestNotes.active(one, Optional.of(ENDS)),
            RequestNotes.active(many, Optional.empty()),
            RequestNotes.scheduled(free, Examples.STARTS),
            RequestNotes.pending(one, REQUESTED)));
    forms.put(
        "without an AWS user",
        form(
            Selection.of(one, false),
            RequestNotes.awsUserProblem(
                Sentence.literal(
                        of.foreign("You have no AWS user yet: your account has no last name."))
                    .then(" Ask in {}.", new Sentence.Channel("aws-help")),
                REQUESTED)));
    forms.put(
        "the directories are away",
        form(
            Selection.of(one, false),
            RequestNotes.incomplete(Sentence.literal(of.foreign("Entra does not answer") + "."))));
    forms.put(
        "filled in by the command",
        RequestForm.filled(
            Selection.of(one, false),
            new Entered(Optional.of(Examples.HOUR), of.foreign("INC-42: disk full on db-1")),
            List.of()));
    forms.put(
        "a duration that is not offered, and a short reason",
        RequestForm.filled(
            Selection.of(one, false),
            new Entered(Optional.of(Duration.ofHours(9)), "disk"),
            List.of()));
    forms.put("everything it opens", AccessText.modal(of.foreign("Production"), of.many(7)));
    forms.put("everything, incomplete", AccessText.modal(of.foreign("Production"), of.partial()));
    return forms;
  }

  private static Modal form(Selection selected, Block... above) {
    return RequestForm.filled(selected, Entered.NOTHING, List.of(above));
  }

  private Map<String, Object> otherForms() {
    RevokeForm.Choice choice =
        new RevokeForm.Choice(GRANT, of.foreign("Ana Lima: Production, read only"));
    RevokeForm.Choice other =
        new RevokeForm.Choice(REQUEST, of.foreign("Dana Novak: Production, read only"));
    Map<String, Object> forms = new LinkedHashMap<>();
    forms.put("deny", DenyForm.of(REQUEST, "C0APPROVALS"));
    forms.put(
        "approve with a comment", ApproveForm.of(REQUEST, "C0APPROVALS", List.of(of.pending())));
    forms.put(
        "approve with a comment or for shorter",
        ApproveForm.of(
            REQUEST,
            "C0APPROVALS",
            List.of(
                of.shortened(
                    of.request(
                        of.pending().state(),
                        List.of(),
                        1,
                        of.one(),
                        true,
                        Optional.empty(),
                        Optional.empty())))));
    forms.put(
        "extend",
        ExtendForm.of(
            of.live(),
            List.of(Duration.ofMinutes(90), Duration.ofHours(4)),
            Examples.HOUR,
            of.foreign("INC-42: disk full"),
            Optional.empty(),
            Optional.empty()));
    forms.put(
        "extend for somebody else",
        ExtendForm.of(
            of.live(),
            List.of(Duration.ofHours(4)),
            Examples.HOUR,
            of.foreign("INC-42: disk full"),
            Optional.empty(),
            Optional.of(of.ana())));
    forms.put("revoke, loading", RevokeForm.loading());
    forms.put("revoke, without details", RevokeForm.unknown(GRANT, Optional.of("C0APPROVALS")));
    forms.put("revoke, one", RevokeForm.of(List.of(choice), "", Optional.of("C0APPROVALS")));
    forms.put(
        "revoke, several",
        RevokeForm.of(List.of(choice, other), of.foreign("laptop stolen"), Optional.empty()));
    return forms;
  }

  private Map<String, Object> answers() {
    Entitlement one = of.entitlement("prod-readonly", 1, of.one(), Risk.NORMAL);
    Entitlement many = of.entitlement("prod-admin", 2, of.many(7), Risk.HIGH);
    Entitlement free = of.entitlement("dev", 0, of.partial(), Risk.NORMAL);
    String command = "/aws-access";
    Map<String, Object> answers = new LinkedHashMap<>();
    answers.put("help", CommandMessages.help(command));
    answers.put(
        "status",
        CommandMessages.status(STATES.stream().map(of::grant).toList(), List.of(of.pending())));
    answers.put("status, nothing", CommandMessages.status(List.of(), List.of()));
    answers.put("status, for operators", new HomeDrawings(of).summary());
    answers.put(
        "list",
        CommandMessages.list(
            List.of(one, many, free),
            List.of(new Bundle(1, "incident", of.foreign("Incident kit"), List.of("dev", "logs"))),
            "",
            command));
    answers.put("list of one", CommandMessages.list(List.of(many), List.of(), "admin", command));
    answers.put(
        "list of none", CommandMessages.list(List.of(), List.of(), of.foreign("x"), command));
    answers.put("no command", CommandMessages.noCommand(of.foreign("staus"), "status", command));
    answers.put(
        "no entitlement",
        CommandMessages.noEntitlement(of.foreign("prd"), List.of("prod", "prod-eu"), command));
    answers.put(
        "no entitlement, none close",
        CommandMessages.noEntitlement(of.foreign("prd"), List.of(), command));
    answers.put("who", holders(List.of(of.live(), of.clearing(EndReason.EXPIRED)), 1));
    answers.put("who, nobody", holders(List.of(), 0));
    answers.put(
        "who, misspelt",
        CommandMessages.noHolders(of.foreign("prd"), List.of("prod"), command + " who"));
    answers.put(
        "who, unknown", CommandMessages.noHolders(of.foreign("prd"), List.of(), command + " who"));
    answers.put("pause", CommandMessages.switching(true));
    answers.put("resume", CommandMessages.switching(false));
    answers.put("pause, without a reason", CommandMessages.reasonMissing(command, true));
    answers.put("end", CommandMessages.ending(of.live()));
    answers.put("cancel", CommandMessages.cancelling(of.pending()));
    answers.put(
        "which",
        CommandMessages.ambiguous(command + " end", List.of("prod-readonly", "prod-logs")));
    return answers;
  }

  private static Map<String, Object> cliConfig() {
    Map<String, Object> sent = new LinkedHashMap<>();
    sent.put("as text", CliConfig.message("U0ANA", 1, "[sso-session hourkey]\n"));
    sent.put("as a file", CliConfig.message("U0ANA", 40, ""));
    return sent;
  }

  private String holders(List<GrantDetails> now, int ended) {
    Sentence approved = Sentence.of("approved by ").then("{}", of.bruno());
    return HolderListText.of(
            new HolderListText.Holders(
                of.foreign("Production, read only"),
                "prod-readonly",
                new Shown<>(
                    now.stream().map(one -> new HolderListText.ListedGrant(one, approved)).toList(),
                    0),
                new Shown<>(
                    Stream.of(of.ended(EndReason.REVOKED))
                        .limit(ended)
                        .map(one -> new HolderListText.ListedGrant(one, approved))
                        .toList(),
                    ended * 3),
                new Shown<>(
                    Stream.of(of.foreign("Eli Brandt"), of.foreign("Noor Haddad"))
                        .limit(2L * ended)
                        .toList(),
                    ended)))
        .mrkdwn();
  }

  /** Those of the most extreme size, which have no golden file. */
  Map<String, Object> extremes() {
    List<Entitlement> hundreds =
        IntStream.range(0, 101)
            .mapToObj(i -> of.entitlement("e" + i, 1, of.one(), Risk.NORMAL))
            .toList();
    List<RevokeForm.Choice> choices =
        IntStream.range(0, 101)
            .mapToObj(i -> new RevokeForm.Choice(new UUID(0, i), of.foreign("Ana")))
            .toList();
    return Map.of(
        "form", form(Selection.of(hundreds.getLast(), true)),
        "revoke everything", new BulkRevocationDrawings(of).question(),
        "revoke one of 101", RevokeForm.of(choices, "", Optional.empty()),
        "card of 1200",
            ApproverCard.of(
                of(of.pending().state(), List.of(), 1, of.many(1200), true),
                of.fullContext(),
                CHANNEL),
        "list of 101", CommandMessages.list(hundreds, List.of(), "", "/aws-access"),
        "home", new HomeDrawings(of).fullest());
  }

  /** An empty message is compared as well. */
  private static Map<String, Object> present(Map<String, Optional<SlackMessage>> messages) {
    Map<String, Object> present = new LinkedHashMap<>();
    messages.forEach(
        (state, message) -> present.put(state, message.<Object>map(one -> one).orElse("(none)")));
    return present;
  }

  private static String name(GrantState state) {
    return state.getClass().getSimpleName().toLowerCase(Locale.ROOT);
  }

  private static String name(Enum<?> one) {
    return one.name().toLowerCase(Locale.ROOT).replace('_', ' ');
  }
}
