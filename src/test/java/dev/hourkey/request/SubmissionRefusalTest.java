package dev.hourkey.request;

import static java.util.Objects.requireNonNull;
import static java.util.stream.Collectors.toSet;
import static org.assertj.core.api.Assertions.assertThat;

import dev.hourkey.person.IdentityRefusal;
import dev.hourkey.policy.Refusal;
import dev.hourkey.request.ExtensionRefusal.*;
import dev.hourkey.request.SubmissionRefusal.*;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Every refusal of a submission, and its sentence. */
class SubmissionRefusalTest {
  private static final String NAME = "Production, read only";

  static Stream<Arguments> refusals() {
    return Stream.of(
        row(new ByPolicy(new Refusal.NotEligible()), "You're not eligible for this access."),
        row(
            new NotIdentified(new IdentityRefusal.AccountDisabled()),
            "Your Entra account is disabled; ask your IT team to enable it."),
        row(
            new SentBeforeRestore(),
            "Hourkey's database was restored after you sent this, so nothing was changed. Send it"
                + " again if you still want it."),
        row(
            new FormCorrected(),
            "You sent this form again with a correction, so only the later one counts."),
        row(
            new StillFailing("Entra does not answer", 10),
            "Entra does not answer. Hourkey retried for 10 minutes. Nothing was changed; try again later."),
        row(
            new NotRequestable("prod"),
            "There is no access called 'prod' that can be requested now."),
        row(
            new Unavailable(NAME, "group 'aws-prod' is dynamic"),
            "Production, read only can't be requested now: group 'aws-prod' is dynamic. Operators"
                + " have been notified. Request it again once that is fixed."),
        row(
            new CannotReachAws(List.of(new ProvisioningBlocker.NamesMissing(List.of("last name")))),
            "You have no AWS user yet: your Entra account has no last name, and AWS refuses users"
                + " without one. Operators have been notified. Request it again once that is"
                + " fixed."),
        row(
            new BeneficiaryUnknown(new IdentityRefusal.NoAccount("carl@partner.example")),
            "No Entra account has the address carl@partner.example."),
        row(
            new ForOther("Carl Otto", new ByPolicy(new Refusal.NobodyCanApprove("sre-leads"))),
            "Nobody could approve this request: besides you and Carl Otto, too few people with an"
                + " enabled account are approvers (sre-leads)."),
        row(
            new AlreadyMember(NAME, "aws-prod-readonly"),
            "You already have Production, read only: you were added to the group"
                + " aws-prod-readonly outside Hourkey."),
        row(
            new AlreadyActive(NAME),
            "You already have Production, read only. Your status shows when it ends."),
        row(
            new AlreadyScheduled(NAME, Instant.parse("2026-03-02T08:40:00Z")),
            "You already have Production, read only scheduled: it starts 2026-03-02T08:40:00Z. End"
                + " that first if you need it at another time."),
        row(
            new AlreadyRequested(NAME),
            "You already requested Production, read only, and it waits for a decision."),
        row(
            new NothingToExtend(NAME),
            "Production, read only is ending or has ended, so it can't be extended. Request it"
                + " again."),
        row(
            new PauseRefusal.GrantingPaused("INC-99"),
            "Operators have paused granting: “INC-99”. Until they resume it, nothing can be"
                + " requested, approved or extended. Access that is active ends on time."),
        row(
            new PauseRefusal.NotOperator(),
            "Only operators can pause granting and resume it; nothing was changed."),
        row(
            new PauseRefusal.PausedSince("INC-99"),
            "Somebody paused granting, or confirmed the pause, after you sent this: “INC-99”."
                + " Granting stays paused. If you still want to resume it, send the command"
                + " again."),
        row(new PauseRefusal.NotPaused(), "Granting is not paused, so nothing was changed."),
        row(
            new NudgeRefusal.NotRequester(),
            "Only the requester can remind the approvers of this request."),
        row(
            new NudgeRefusal.TooEarly(),
            "The approvers were notified a moment ago. You can remind them once the request has"
                + " waited for 5 minutes."),
        row(
            new NudgeRefusal.NotNotifiedYet(),
            "The approvers have not been notified yet, because the chat has not accepted the card."
                + " Hourkey keeps trying; you can remind them afterwards."),
        row(
            new NotActiveYet(NAME),
            "Production, read only isn't active yet, so it can't be extended. Its time starts when"
                + " it is."),
        row(
            new NotLonger(NAME),
            "Production, read only already lasts that long. Choose a longer time."),
        row(
            new LastsLongest(NAME, Duration.ofHours(4)),
            "Production, read only can't be extended: 4 hours in total is the longest offered."),
        row(
            new BreakGlassNotExtended(NAME),
            "Break-glass access can't be extended. When it has ended, request Production, read only"
                + " the usual way."),
        row(new NoSuchRequest(), "This request does not exist."),
        row(new NoReview(), "There is nothing to review here."),
        row(
            new NoReviewers(),
            "The policy file no longer says who reviews this break-glass access. Ask your operators"
                + " to put 'break_glass' back."),
        row(
            new AlreadyReviewed(Optional.of("Chloé Martin")),
            "This was already reviewed by Chloé Martin, so nothing was changed."),
        row(new RequestExpired(), "This request has expired. Its requester can submit a new one."),
        row(
            new AlreadyApproved(List.of("Bruno Costa", "Chloé Martin")),
            "This request was already approved by Bruno Costa and Chloé Martin, so nothing was"
                + " changed."),
        row(
            new AlreadyApproved(List.of()),
            "This request was already approved, so nothing was changed."),
        row(
            new AlreadyDenied(Optional.of("Bruno Costa")),
            "This request was already denied by Bruno Costa, so nothing was changed."),
        row(
            new AlreadyDenied(Optional.empty()),
            "This request was already denied, so nothing was changed."),
        row(
            new AlreadyCancelled(
                Optional.of("the policy changed: the requester is excluded from it")),
            "This request ended, because the policy changed: the requester is excluded from it."),
        row(
            new AlreadyCancelled(Optional.empty()),
            "This request was cancelled by its requester, so nothing was changed."),
        row(
            new NotAnApprover("sre-leads"),
            "You're not an approver for this access, so nothing was changed. Its approvers:"
                + " sre-leads."),
        row(new NotRequester(), "Only the requester can cancel this request."),
        row(new NoSuchGrant(), "This access does not exist."),
        row(new NothingToEnd(), "You have no request to cancel and no access to end."),
        row(new NotHolder(), "This access is already ending, or it isn't yours."),
        row(
            new NotRevocable(),
            "You can't revoke this, so nothing was changed. Only approvers and operators can revoke"
                + " somebody's access, and a command must name exactly one active grant."),
        row(
            new NotOperator(),
            "Only operators can revoke all access to an entitlement, or all access that a person"
                + " has. Nothing was changed."),
        row(
            new AlreadyEnding(NAME + " of Ana Lima"),
            "Production, read only of Ana Lima is ending or has ended already."),
        row(
            new NoLongerOffered(NAME),
            "Production, read only can no longer be requested, so this request can't be decided."),
        row(
            new GroupUnsettled("aws-prod-readonly"),
            "Hourkey can't grant anything through the group aws-prod-readonly yet: its database may"
                + " have been restored, and the group is still being checked. Operators are"
                + " alerted. Try again later."),
        row(
            new OpensNothing(NAME),
            "Production, read only opens nothing in AWS at the moment. Nothing was approved; try"
                + " again later."),
        row(
            new AccessChanged(NAME, "it now stands for another Entra group"),
            "Production, read only has changed since it was requested: it now stands for another"
                + " Entra group. Nothing was approved; ask the requester to submit a new"
                + " request."));
  }

  @ParameterizedTest
  @MethodSource("refusals")
  void each_refusal_has_one_sentence(SubmissionRefusal refusal, String sentence) {
    assertThat(refusal.sentence()).isEqualTo(sentence);
  }

  @Test
  void every_refusal_is_in_the_table() {
    Set<Class<?>> all = new HashSet<>(List.of(SubmissionRefusal.class.getPermittedSubclasses()));
    all.remove(OfAccess.class);
    all.addAll(List.of(OfAccess.class.getPermittedSubclasses()));
    all.remove(InOwnFile.class);
    for (Class<?> file : InOwnFile.class.getPermittedSubclasses()) {
      all.addAll(List.of(file.getPermittedSubclasses()));
    }
    Set<Class<?>> named =
        refusals().map(row -> requireNonNull(row.get()[0]).getClass()).collect(toSet());
    assertThat(named).isEqualTo(all);
  }

  @Test
  void refusals_whose_cause_people_cannot_fix_say_where_to_ask() {
    assertThat(
            refusals()
                .map(row -> (SubmissionRefusal) requireNonNull(row.get()[0]))
                .filter(SubmissionRefusal::needsHelp))
        .containsExactlyInAnyOrder(
            new ByPolicy(new Refusal.NotEligible()),
            new NotIdentified(new IdentityRefusal.AccountDisabled()),
            new Unavailable(NAME, "group 'aws-prod' is dynamic"),
            new CannotReachAws(List.of(new ProvisioningBlocker.NamesMissing(List.of("last name")))),
            new ForOther("Carl Otto", new ByPolicy(new Refusal.NobodyCanApprove("sre-leads"))));
    assertThat(new CannotReachAws(List.of(new ProvisioningBlocker.NotYetProvisioned())).needsHelp())
        .isFalse();
    assertThat(
            Stream.of(
                new Refusal.Excluded(),
                new Refusal.ChatGuest(),
                new Refusal.NobodyCanApprove("sre-leads"),
                new Refusal.NoManager()))
        .allMatch(Refusal::needsHelp);
    assertThat(new Refusal.DurationNotOffered().needsHelp()).isFalse();
    assertThat(new IdentityRefusal.ByChat("Confirm your address.").needsHelp()).isFalse();
  }

  @Test
  void sentences_about_somebody_else_do_not_say_you() {
    assertThat(
            Stream.of(
                    new ByPolicy(new Refusal.NotEligible()),
                    new ByPolicy(new Refusal.Excluded()),
                    new ByPolicy(new Refusal.ChatGuest()),
                    new ByPolicy(new Refusal.NoManager()),
                    new ByPolicy(new Refusal.DurationNotOffered()),
                    new CannotReachAws(List.of(new ProvisioningBlocker.NotYetProvisioned())),
                    new AlreadyMember(NAME, "aws-prod-readonly"),
                    new AlreadyActive(NAME),
                    new AlreadyScheduled(NAME, Instant.parse("2026-03-02T08:40:00Z")),
                    new AlreadyRequested(NAME))
                .map(why -> new ForOther("Carl Otto", why).sentence()))
        .containsExactly(
            "Carl Otto is not eligible for this access.",
            "Carl Otto is excluded from this access.",
            "Carl Otto is a guest of this workspace; guests can't have this access.",
            "The manager of Carl Otto must approve it, but Entra names none.",
            "This access isn't offered for that long; choose one of the listed durations.",
            "Carl Otto has no AWS user yet.",
            "Carl Otto already has Production, read only: they were added to the group"
                + " aws-prod-readonly outside Hourkey.",
            "Carl Otto already has Production, read only.",
            "Carl Otto already has Production, read only scheduled: it starts"
                + " 2026-03-02T08:40:00Z. To change the time, end it first.",
            "Production, read only was already requested for Carl Otto, and waits for a decision.");
  }

  @Test
  void sentences_about_somebody_else_do_not_address_the_reader() {
    assertThat(
            refusals()
                .map(row -> (SubmissionRefusal) requireNonNull(row.get()[0]))
                .filter(why -> new ForOther("Carl Otto", why).sentence().startsWith("You")))
        .as("these are about what the reader did or may do")
        .containsExactlyInAnyOrder(
            new NotIdentified(new IdentityRefusal.AccountDisabled()),
            new FormCorrected(),
            new NotAnApprover("sre-leads"),
            new NothingToEnd(),
            new NotRevocable());
    Instant later = Instant.parse("2026-03-02T12:00:00Z");
    Duration hour = Duration.ofHours(1);
    assertThat(
            Stream.of(
                    new Refusal.NotEligible(),
                    new Refusal.Excluded(),
                    new Refusal.ChatGuest(),
                    new Refusal.NobodyCanApprove("sre-leads"),
                    new Refusal.NoManager(),
                    new Refusal.DurationNotOffered(),
                    new Refusal.NoBreakGlass(),
                    new Refusal.JustificationTooShort(10),
                    new Refusal.TicketNotNamed(List.of("OPS")),
                    new Refusal.StartNotOffered(),
                    new Refusal.StartTooFar(hour),
                    new Refusal.LimitReached(hour, hour, hour, hour, Optional.of(later)),
                    new Refusal.CoolingDown(hour, later))
                .map(why -> new ForOther("Carl Otto", new ByPolicy(why)).sentence()))
        .noneMatch(sentence -> sentence.startsWith("You"));
  }

  @Test
  void each_refusal_of_access_also_has_a_clause() {
    assertThat(
            Stream.of(
                    new NoLongerOffered(NAME),
                    new GroupUnsettled("aws-prod-readonly"),
                    new OpensNothing(NAME),
                    new AccessChanged(NAME, "it now opens more"))
                .map(OfAccess::clause))
        .containsExactly(
            "Production, read only can no longer be requested",
            "Hourkey is checking the group aws-prod-readonly, because its database may have been"
                + " restored",
            "Production, read only opens nothing in AWS",
            "Production, read only has changed since it was requested: it now opens more");
  }

  private static Arguments row(SubmissionRefusal refusal, String sentence) {
    return Arguments.of(refusal, sentence);
  }
}
