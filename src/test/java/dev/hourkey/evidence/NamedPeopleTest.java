package dev.hourkey.evidence;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hourkey.catalog.AwsAccess;
import dev.hourkey.catalog.Entitlement;
import dev.hourkey.catalog.EntraGroup;
import dev.hourkey.person.EntraAccount;
import dev.hourkey.person.PersonId;
import dev.hourkey.person.UserType;
import dev.hourkey.policy.ApprovalStage;
import dev.hourkey.policy.BreakGlass;
import dev.hourkey.policy.DecideWith;
import dev.hourkey.policy.Justification;
import dev.hourkey.policy.Limits;
import dev.hourkey.policy.MaybeKnown;
import dev.hourkey.policy.Policy;
import dev.hourkey.policy.Principal;
import dev.hourkey.policy.Risk;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class NamedPeopleTest {
  private static final Principal ENGINEERING = new Principal.Group("e", "engineering");
  private static final Principal LEADS = new Principal.Group("l", "sre-leads");
  private static final Principal DANA = new Principal.One("dana@example.com");
  private static final Principal ANYONE = new Principal.Anyone();

  private static final Map<Principal, List<EntraAccount>> ENTRA =
      Map.of(
          ENGINEERING,
          List.of(account("noor"), account("ana"), account("bruno")),
          LEADS,
          List.of(account("bruno")),
          DANA,
          List.of(account("dana")));

  @Test
  void everybody_is_listed_once_with_every_entry_that_names_them() {
    assertThat(words(eligible(List.of(ENGINEERING, LEADS), List.of(), List.of(DANA))))
        .containsExactly(
            "ana: group:engineering",
            "bruno: group:engineering, group:sre-leads",
            "dana: person:dana@example.com (break_glass)",
            "noor: group:engineering");
  }

  @Test
  void excluded_people_are_not_listed() {
    assertThat(words(eligible(List.of(ENGINEERING), List.of(LEADS), List.of())))
        .containsExactly("ana: group:engineering", "noor: group:engineering");
  }

  @Test
  void an_entry_whose_people_cannot_be_listed_is_named_and_never_left_out() {
    NamedPeople all = eligible(List.of(ANYONE, DANA), List.of(), List.of());
    assertThat(words(all)).containsExactly("dana: person:dana@example.com");
    assertThat(all.unlisted()).containsExactly("anyone");
    assertThat(eligible(List.of(DANA), List.of(ANYONE), List.of()).unlisted())
        .as("perhaps some of those who are listed are excluded")
        .containsExactly("anyone in 'excluded'");
  }

  @Test
  void approvers_are_listed_by_stage_and_those_of_no_approval_are_not() {
    Entitlement one =
        entitlement(
            policy(
                List.of(),
                List.of(),
                new ApprovalStage(List.of(new Principal.Manager()), 1),
                new ApprovalStage(List.of(LEADS), 1)),
            List.of(DANA));
    NamedPeople approvers = NamedPeople.approvers(one, NamedPeopleTest::accounts);
    assertThat(words(approvers))
        .containsExactly(
            "bruno: group:sre-leads (stage 2)",
            "dana: person:dana@example.com (break_glass review)");
    assertThat(approvers.unlisted()).containsExactly("manager (stage 1)");
    assertThat(
            NamedPeople.approvers(
                    entitlement(
                        policy(List.of(), List.of(), new ApprovalStage(List.of(LEADS), 0)),
                        List.of()),
                    NamedPeopleTest::accounts)
                .people())
        .isEmpty();
  }

  private static NamedPeople eligible(
      List<Principal> eligible, List<Principal> excluded, List<Principal> breakGlass) {
    return NamedPeople.eligible(
        entitlement(policy(eligible, excluded, new ApprovalStage(List.of(LEADS), 1)), breakGlass),
        NamedPeopleTest::accounts);
  }

  private static List<String> words(NamedPeople all) {
    return all.people().stream()
        .map(one -> one.account().name() + ": " + String.join(", ", one.entries()))
        .toList();
  }

  private static Optional<List<EntraAccount>> accounts(Principal principal) {
    return Optional.ofNullable(ENTRA.get(principal));
  }

  private static EntraAccount account(String name) {
    return new EntraAccount(
        new PersonId(name),
        name,
        name + "@example.com",
        Optional.empty(),
        EntraAccount.Status.ENABLED,
        UserType.MEMBER);
  }

  private static Entitlement entitlement(Policy policy, List<Principal> breakGlass) {
    return new Entitlement(
        "prod",
        "Production",
        new EntraGroup("g", "aws-prod"),
        AwsAccess.none(),
        policy,
        List.of(),
        breakGlass.isEmpty()
            ? Optional.empty()
            : Optional.of(
                BreakGlass.of(
                    policy,
                    List.of(policy),
                    breakGlass,
                    Duration.ofHours(1),
                    breakGlass,
                    Duration.ofHours(24),
                    Set.of())),
        Optional.empty(),
        DecideWith.CHAT,
        Duration.ofMinutes(90),
        new MaybeKnown.Unknown<>("not read"),
        Optional.empty());
  }

  private static Policy policy(
      List<Principal> eligible, List<Principal> excluded, ApprovalStage... stages) {
    Duration hour = Duration.ofHours(1);
    return new Policy(
        eligible,
        excluded,
        false,
        List.of(stages),
        List.of(hour),
        hour,
        Limits.NONE,
        Optional.empty(),
        hour,
        List.of(),
        hour,
        new Justification(10, Optional.empty(), Optional.empty()),
        Risk.NORMAL,
        false,
        List.of());
  }
}
