package dev.hourkey.slack;

import static dev.hourkey.support.RecordCopy.with;

import dev.hourkey.catalog.AccessPortal;
import dev.hourkey.catalog.AccountAssignment;
import dev.hourkey.catalog.AwsAccess;
import dev.hourkey.catalog.AwsAccountState;
import dev.hourkey.catalog.Entitlement;
import dev.hourkey.catalog.EntraGroup;
import dev.hourkey.grant.AwsPresence;
import dev.hourkey.grant.EndReason;
import dev.hourkey.grant.GrantState;
import dev.hourkey.person.ChatProfiles.About;
import dev.hourkey.person.PersonId;
import dev.hourkey.policy.ApprovalProgress;
import dev.hourkey.policy.ApprovalStage;
import dev.hourkey.policy.BreakGlass;
import dev.hourkey.policy.DecideWith;
import dev.hourkey.policy.Justification;
import dev.hourkey.policy.Limits;
import dev.hourkey.policy.MaybeKnown;
import dev.hourkey.policy.Policy;
import dev.hourkey.policy.Principal;
import dev.hourkey.policy.Risk;
import dev.hourkey.request.Deciders;
import dev.hourkey.request.Nudge;
import dev.hourkey.request.Recipients.Approver;
import dev.hourkey.request.RequestState;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Requests and grants to draw.
 *
 * @param foreign applied to everything that people and directories wrote
 * @param number each has requests and grants with ids of their own
 */
record Examples(UnaryOperator<String> foreign, int number) {
  Examples(UnaryOperator<String> foreign) {
    this(foreign, 0);
  }

  static final Instant REQUESTED = Instant.parse("2026-03-02T08:40:00Z");
  static final Instant APPROVED = Instant.parse("2026-03-02T08:55:00Z");
  static final Instant STARTS = Instant.parse("2026-03-04T08:00:00Z");
  static final Instant ACTIVE = Instant.parse("2026-03-02T08:55:42Z");
  static final Instant ENDS = Instant.parse("2026-03-02T09:55:42Z");
  static final Instant REMOVED = Instant.parse("2026-03-02T09:55:44Z");
  static final Instant ENDED = Instant.parse("2026-03-02T09:56:10Z");
  static final ZoneId BERLIN = ZoneId.of("Europe/Berlin");
  static final Duration HOUR = Duration.ofHours(1);

  static final UUID REQUEST = UUID.fromString("00000000-0000-0000-0000-000000000001");
  static final UUID GRANT = UUID.fromString("00000000-0000-0000-0000-000000000002");
  static final String CHANNEL = "aws-approvals";
  static final String OPERATIONS = "aws-ops";

  static final AccessPortal PORTAL =
      new AccessPortal(
          Optional.of(URI.create("https://example.awsapps.com/start")), "eu-central-1");

  PersonMention ana() {
    return new PersonMention(foreign("Ana Lima"), Optional.of("U0ANA"));
  }

  PersonMention bruno() {
    return new PersonMention(foreign("Bruno Costa"), Optional.of("U0BRUNO"));
  }

  PersonMention chloe() {
    return new PersonMention(foreign("Chloé Martin"), Optional.of("U0CHLOE"));
  }

  /** The same examples with other ids. */
  Examples numbered(int other) {
    return new Examples(foreign, other);
  }

  private UUID id(UUID first) {
    return new UUID(number, first.getLeastSignificantBits());
  }

  String foreign(String text) {
    return foreign.apply(text);
  }

  AwsAccess one() {
    return new AwsAccess(List.of(assignment("Production", "111122223333", "ReadOnlyAccess")), true);
  }

  /** More than a message lists, in two accounts. */
  AwsAccess many(int number) {
    return new AwsAccess(
        IntStream.range(0, number)
            .mapToObj(
                i ->
                    assignment(
                        i % 2 == 0 ? "Production" : "Staging",
                        i % 2 == 0 ? "111122223333" : "444455556666",
                        "Role%02d".formatted(i)))
            .toList(),
        true);
  }

  /** One account is suspended, and others cannot be seen. */
  AwsAccess partial() {
    return new AwsAccess(
        List.of(
            assignment("Production", "111122223333", "AdministratorAccess"),
            new AccountAssignment(
                "777788889999",
                foreign("Old"),
                foreign("ReadOnlyAccess"),
                Optional.empty(),
                AwsAccountState.SUSPENDED)),
        false);
  }

  private AccountAssignment assignment(String account, String id, String permissionSet) {
    return new AccountAssignment(
        id, foreign(account), foreign(permissionSet), Optional.of(HOUR), AwsAccountState.ACTIVE);
  }

  RequestDetails request(RequestState state, List<PersonMention> approvedBy) {
    return request(state, approvedBy, 1, one(), false, Optional.empty(), Optional.empty());
  }

  /** A request for which the manager and then two leads must approve. */
  RequestDetails staged(List<PersonMention> approvedBy) {
    ApprovalProgress.Stage manager =
        new ApprovalProgress.Stage("the requester's manager", Math.min(1, approvedBy.size()), 1);
    ApprovalProgress.Stage leads =
        new ApprovalProgress.Stage(foreign("sre-leads"), Math.max(0, approvedBy.size() - 1), 2);
    return request(
        pending().state(),
        approvedBy,
        new ApprovalProgress(List.of(manager, leads)),
        one(),
        false,
        Optional.empty(),
        Optional.empty());
  }

  /** A request that waits for an approval, also of those to whom it was escalated. */
  RequestDetails escalated() {
    ApprovalProgress.Stage leads =
        new ApprovalProgress.Stage(
            foreign("sre-leads"),
            0,
            1,
            Optional.of(
                new ApprovalProgress.StageEscalation(
                    Duration.ofMinutes(30), foreign("sre-directors"), true)));
    return request(
        pending().state(),
        List.of(),
        new ApprovalProgress(List.of(leads)),
        one(),
        false,
        Optional.empty(),
        Optional.empty());
  }

  /** The same request for another entitlement. */
  RequestDetails named(String entitlement, RequestDetails request) {
    return with(
        with(
            with(
                request,
                "id",
                UUID.nameUUIDFromBytes(entitlement.getBytes(StandardCharsets.UTF_8))),
            "entitlement",
            entitlement),
        "name",
        foreign("Another, " + entitlement));
  }

  /** The same request, sent by Bruno for Ana. */
  RequestDetails sentByBruno(RequestDetails request) {
    return with(request, "sender", Optional.of(bruno()));
  }

  /** Nothing is unusual: a colleague in their hours, who had it before. */
  DecisionContext context() {
    return new DecisionContext(
        new About(Optional.of(foreign("Site reliability engineer")), Optional.of(BERLIN)),
        List.of(),
        List.of(earlier(new RequestState.Approved(APPROVED.minus(Duration.ofDays(3))), 3)),
        List.of(),
        0,
        Optional.empty(),
        Optional.of(
            deciders(
                List.of(onCall(), new Approver(Optional.of("U0CHLOE"), chloe().name(), false)),
                0)));
  }

  private Approver onCall() {
    return new Approver(Optional.of("U0BRUNO"), bruno().name(), true);
  }

  private static Deciders deciders(List<Approver> named, int more) {
    return new Deciders(named, more, false, true, REQUESTED);
  }

  /** The same, with others who can decide. */
  DecisionContext decidedBy(Deciders deciders) {
    DecisionContext context = context();
    return new DecisionContext(
        context.about(),
        context.open(),
        context.earlier(),
        context.holders(),
        context.moreHolders(),
        context.ticket(),
        Optional.of(deciders));
  }

  /** Somebody's first request of it, in the evening. */
  DecisionContext newcomer() {
    return new DecisionContext(
        new About(Optional.empty(), Optional.of(ZoneId.of("Pacific/Auckland"))),
        List.of(),
        List.of(),
        List.of(),
        0,
        Optional.empty(),
        Optional.empty());
  }

  /** As much as there can be. */
  DecisionContext fullContext() {
    return new DecisionContext(
        new About(Optional.of(foreign("Site reliability engineer")), Optional.of(BERLIN)),
        Stream.concat(
                Stream.of(live(), grant(new GrantState.Scheduled(STARTS))),
                Stream.generate(() -> grant(new GrantState.Syncing())).limit(5))
            .toList(),
        List.of(
            earlier(
                new RequestState.Denied(
                    new PersonId("chloe"),
                    foreign("Use the dashboards"),
                    APPROVED.minus(Duration.ofDays(1))),
                1),
            earlier(new RequestState.Expired(APPROVED.minus(Duration.ofDays(2))), 2),
            earlier(
                new RequestState.Cancelled(Optional.empty(), APPROVED.minus(Duration.ofDays(3))),
                3)),
        List.of(foreign("Bruno Costa"), foreign("Dana Novak"), foreign("Eli Brandt")),
        12,
        Optional.of(URI.create("https://example.atlassian.net/browse/INC-42")),
        Optional.of(
            new Deciders(
                List.of(onCall(), onCall(), onCall(), onCall()), 190, true, false, REQUESTED)));
  }

  private DecisionContext.Earlier earlier(RequestState state, int daysAgo) {
    return new DecisionContext.Earlier(REQUESTED.minus(Duration.ofDays(daysAgo)), state, chloe());
  }

  /** The same request, approved by Bruno with a comment. */
  RequestDetails commented(RequestDetails request) {
    return with(
        request,
        "comments",
        List.of(new RequestDetails.Comment(bruno(), foreign("Tell us when the disk is fixed"))));
  }

  /** The same request, which is decided with a sign-in. */
  RequestDetails signedInFor(RequestDetails request) {
    return withoutConsole(
        with(
            request,
            "decisionPage",
            Optional.of("https://hourkey.example.com/console/decisions/" + request.id())));
  }

  /** The same where there is no web console any more. */
  RequestDetails withoutConsole(RequestDetails request) {
    return with(request, "decideWith", DecideWith.ENTRA);
  }

  /** The same request, which names a ticket. */
  RequestDetails withTicket(RequestDetails request) {
    return with(request, "ticket", Optional.of(foreign("INC-42: Disk full on db-1 (In Progress)")));
  }

  /** The same request, approved for less time than was requested. */
  RequestDetails shortened(RequestDetails request) {
    return with(
        with(request, "duration", Duration.ofMinutes(30)),
        "shorterDurations",
        List.of(Duration.ofMinutes(15)));
  }

  RequestDetails request(
      RequestState state,
      List<PersonMention> approvedBy,
      int needed,
      AwsAccess opens,
      boolean highRisk,
      Optional<String> cardProblem,
      Optional<GrantDetails> grant) {
    ApprovalProgress.Stage only =
        new ApprovalProgress.Stage(foreign("sre-leads"), approvedBy.size(), needed);
    return request(
        state,
        approvedBy,
        new ApprovalProgress(List.of(only)),
        opens,
        highRisk,
        cardProblem,
        grant);
  }

  /** The same request, granted by break-glass. */
  RequestDetails reviewed(RequestDetails request, ReviewDetails review) {
    return with(request, "review", Optional.of(review));
  }

  RequestDetails request(
      RequestState state,
      List<PersonMention> approvedBy,
      ApprovalProgress progress,
      AwsAccess opens,
      boolean highRisk,
      Optional<String> cardProblem,
      Optional<GrantDetails> grant) {
    return new RequestDetails(
        id(REQUEST),
        Optional.of(CHANNEL),
        ana(),
        Optional.empty(),
        Optional.of(foreign("ana@example.com")),
        "prod-readonly",
        foreign("Production, read only"),
        opens,
        HOUR,
        HOUR,
        grant
            .map(GrantDetails::state)
            .flatMap(
                one ->
                    one instanceof GrantState.Scheduled(Instant at)
                        ? Optional.of(at)
                        : Optional.empty()),
        List.of(),
        foreign("INC-42: disk full on db-1"),
        Optional.empty(),
        highRisk,
        REQUESTED,
        state,
        progress,
        approvedBy,
        List.of(),
        chloe(),
        cardProblem,
        grant,
        Optional.empty(),
        Optional.empty(),
        DecideWith.CHAT,
        Optional.empty(),
        new Nudge(false, Optional.empty()));
  }

  RequestDetails pending() {
    return request(new RequestState.Pending(REQUESTED.plus(HOUR.multipliedBy(4))), List.of());
  }

  /** The same request, whose approvers its requester may remind or has reminded. */
  RequestDetails nudge(RequestDetails request, Nudge nudge) {
    return with(request, "nudge", nudge);
  }

  RequestDetails approved(Optional<GrantDetails> grant) {
    return request(
        new RequestState.Approved(APPROVED),
        List.of(bruno()),
        1,
        one(),
        false,
        Optional.empty(),
        grant);
  }

  /** Ana asks for an hour more of her access. */
  RequestDetails extension(RequestDetails request) {
    Duration whole = HOUR.multipliedBy(2);
    var extension = new ExtensionDetails(ACTIVE, ENDS, ENDS.plus(HOUR), HOUR);
    return with(
        with(with(request, "duration", whole), "requestedDuration", whole),
        "extension",
        Optional.of(extension));
  }

  RequestDetails denied() {
    return request(
        new RequestState.Denied(new PersonId("chloe"), foreign("Use the dashboards"), APPROVED),
        List.of());
  }

  RequestDetails cancelled() {
    return request(new RequestState.Cancelled(Optional.empty(), APPROVED), List.of());
  }

  RequestDetails endedByPolicy() {
    return request(
        new RequestState.Cancelled(
            Optional.of(
                "the policy changed: " + foreign("the requester is no longer eligible for it")),
            APPROVED),
        List.of());
  }

  RequestDetails expired() {
    return request(new RequestState.Expired(APPROVED), List.of());
  }

  GrantDetails grant(GrantState state) {
    boolean wasLive =
        state instanceof GrantState.Live
            || state instanceof GrantState.Revoking
            || state instanceof GrantState.Clearing
            || state instanceof GrantState.Ended;
    return grant(state, one(), wasLive);
  }

  GrantDetails grant(GrantState state, AwsAccess opens, boolean wasLive) {
    return new GrantDetails(
        id(GRANT),
        ana(),
        Optional.empty(),
        "prod-readonly",
        foreign("Production, read only"),
        new EntraGroup("6f1c0c9e-0000-4000-8000-000000000001", foreign("aws-prod-readonly")),
        opens,
        state,
        APPROVED,
        APPROVED.plus(HOUR).plus(Duration.ofMinutes(90)),
        wasLive ? Optional.of(ACTIVE) : Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        true,
        Optional.empty(),
        0,
        List.of(),
        new GrantDetails.Progress(
            ENDS, false, Optional.empty(), AwsPresence.NOT_MEMBER, REMOVED, false),
        false,
        new GrantDetails.Extensions(0, true, HOUR));
  }

  GrantDetails live() {
    return grant(new GrantState.Live(ACTIVE, ENDS));
  }

  /** Active access whose end was moved once, and cannot be moved again. */
  GrantDetails extended() {
    GrantDetails grant = live();
    return with(
        with(grant, "state", new GrantState.Live(ACTIVE, ENDS.plus(HOUR))),
        "extensions",
        new GrantDetails.Extensions(1, false, HOUR.multipliedBy(2)));
  }

  GrantDetails clearing(EndReason cause) {
    return grant(new GrantState.Clearing(cause, REMOVED));
  }

  GrantDetails ended(EndReason cause) {
    return grant(new GrantState.Ended(cause, ENDED));
  }

  GrantDetails neverLive(GrantDetails grant) {
    return grant(grant.state(), grant.opens(), false);
  }

  GrantDetails revoked(GrantDetails grant) {
    var revoked = new GrantDetails.Revoked(bruno(), foreign("INC-99: laptop stolen"));
    return with(grant, "revoked", Optional.of(revoked));
  }

  GrantDetails reappeared(GrantDetails grant) {
    Optional<Instant> seen = Optional.of(ENDED.plus(Duration.ofMinutes(20)));
    return with(with(grant, "reappeared", seen), "returns", 1);
  }

  /** Nothing was removed, for this reason. */
  GrantDetails kept(GrantDetails grant, String why) {
    return explained(with(grant, "removed", false), why);
  }

  /** It ended as it did for this reason. */
  GrantDetails explained(GrantDetails grant, String why) {
    return with(grant, "detail", Optional.of(foreign(why)));
  }

  /** AWS no longer assigns some of it. */
  GrantDetails lost(GrantDetails grant) {
    return with(grant, "lost", List.of(foreign("BillingAccess in Payments")));
  }

  GrantDetails seen(GrantDetails grant, AwsPresence inAws) {
    return progress(
        grant, new GrantDetails.Progress(ENDS, false, Optional.empty(), inAws, REMOVED, true));
  }

  /** Its holder was shown the command-line profile before. */
  GrantDetails profileKnown(GrantDetails grant) {
    return with(grant, "profileKnown", true);
  }

  GrantDetails progress(GrantDetails grant, GrantDetails.Progress progress) {
    return with(grant, "progress", progress);
  }

  /** The same entitlement, with requests that may start later. */
  Entitlement startingLater(Entitlement one, Duration ahead) {
    Policy policy = one.policy();
    return one.withPolicy(
        new Policy(
            policy.eligible(),
            policy.excluded(),
            policy.chatGuests(),
            policy.stages(),
            policy.durations(),
            policy.maxDuration(),
            policy.limits(),
            Optional.of(ahead),
            policy.expireAfter(),
            policy.remindAfter(),
            policy.warnBefore(),
            policy.justification(),
            policy.risk(),
            policy.selfApproval(),
            policy.onBehalfOf()));
  }

  Entitlement entitlement(String id, int approvals, AwsAccess opens, Risk risk) {
    Policy policy =
        new Policy(
            List.of(new Principal.Anyone()),
            List.of(),
            false,
            List.of(new ApprovalStage(List.of(new Principal.Anyone()), approvals)),
            List.of(Duration.ofMinutes(30), HOUR),
            HOUR,
            Limits.NONE,
            Optional.empty(),
            HOUR.multipliedBy(4),
            List.of(),
            Duration.ofMinutes(10),
            new Justification(10, Optional.empty(), Optional.of(foreign("INC-42: disk full"))),
            risk,
            false,
            List.of());
    return new Entitlement(
        id,
        foreign("Production, read only"),
        new EntraGroup("6f1c0c9e-0000-4000-8000-000000000001", foreign("aws-prod-readonly")),
        opens,
        policy,
        List.of(),
        Optional.empty(),
        Optional.of(CHANNEL),
        DecideWith.CHAT,
        Duration.ofMinutes(90),
        new MaybeKnown.Unknown<>("not read"),
        Optional.empty());
  }

  /** The same entitlement for somebody who may use break-glass. */
  Entitlement withBreakGlass(Entitlement plain) {
    return new Entitlement(
        plain.id(),
        plain.name(),
        plain.group(),
        plain.opens(),
        plain.policy(),
        plain.overrides(),
        Optional.of(
            BreakGlass.of(
                plain.policy(),
                plain.policies(),
                List.of(new Principal.Anyone()),
                HOUR,
                List.of(new Principal.Group("security", foreign("security"))),
                Duration.ofDays(1),
                Set.of())),
        plain.channel(),
        plain.decideWith(),
        plain.syncTimeout(),
        plain.accountTags(),
        plain.rule());
  }
}
