package dev.hourkey.request;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import dev.hourkey.catalog.EntraGroup;
import dev.hourkey.person.PersonId;
import dev.hourkey.policy.MaybeKnown;
import dev.hourkey.request.Preflight.AwsUserState;
import dev.hourkey.request.Preflight.Check;
import dev.hourkey.request.Preflight.Finding;
import dev.hourkey.request.Preflight.GroupFacts;
import dev.hourkey.request.Preflight.PersonFacts;
import dev.hourkey.scim.ProvisioningScope.Assigned;
import dev.hourkey.scim.ProvisioningScope.Names;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Every check before approvers are asked, with every answer. */
class PreflightTest {
  private static final PersonId ANA = new PersonId("ana");
  private static final EntraGroup GROUP = new EntraGroup("g", "aws-prod");
  private static final Assigned USUAL =
      new Assigned(Map.of("g", "aws-prod", "b", "aws-everyone"), Set.of(), Set.of());
  private static final Names WHOLE = new Names("Ana", "Lima", "Ana Lima");

  @Test
  void a_request_with_nothing_in_its_way_passes_every_check() {
    assertThat(usual().findings().values())
        .hasSameSizeAs(Check.values())
        .allMatch(Finding.Passed.class::isInstance);
    assertThat(blockers(usual())).isEmpty();
  }

  static Stream<Arguments> groups() {
    return Stream.of(
        arguments("assigned", USUAL, Set.of(), passed()),
        arguments(
            "not assigned",
            of(Map.of("b", "aws-everyone")),
            Set.of(),
            failed(new ProvisioningBlocker.NotAssigned("aws-prod"))),
        arguments(
            "nested in another that is assigned",
            of(Map.of("b", "aws-everyone")),
            Set.of("b"),
            failed(new ProvisioningBlocker.OnlyNested("aws-prod", "aws-everyone"))),
        arguments("assigned itself, and nested as well", USUAL, Set.of("b"), passed()),
        arguments(
            "assigned as Default Access",
            new Assigned(Map.of("b", "aws-everyone"), Set.of("g"), Set.of()),
            Set.of(),
            failed(new ProvisioningBlocker.InDefaultRole("aws-prod"))),
        arguments("nothing is assigned at all", of(Map.of()), Set.of(), unknown()));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("groups")
  void the_group_has_to_be_assigned_itself(
      String name, Assigned assigned, Set<String> around, Finding expected) {
    assertThat(finding(Check.GROUP, usual().assigned(assigned).around(around))).isEqualTo(expected);
  }

  @Test
  void without_an_answer_it_is_unknown_whether_the_group_is_assigned() {
    assertThat(finding(Check.GROUP, usual().assignedUnknown())).isEqualTo(unknown());
    assertThat(finding(Check.GROUP, usual().assigned(of(Map.of("b", "x"))).aroundUnknown()))
        .isEqualTo(failed(new ProvisioningBlocker.NotAssigned("aws-prod")));
  }

  @Test
  void the_groups_around_are_asked_for_only_if_the_group_is_not_assigned_itself() {
    assertThat(Preflight.needsContainingGroups(USUAL, GROUP)).isFalse();
    assertThat(Preflight.needsContainingGroups(of(Map.of()), GROUP)).isFalse();
    assertThat(Preflight.needsContainingGroups(of(Map.of("b", "x")), GROUP)).isTrue();
  }

  static Stream<Arguments> people() {
    Assigned only = of(Map.of("g", "aws-prod"));
    return Stream.of(
        arguments("in the base group", USUAL, Set.of("b"), passed()),
        arguments(
            "in no group", USUAL, Set.of(), failed(new ProvisioningBlocker.NoBaseAccess(false))),
        arguments(
            "only in the group of an entitlement",
            USUAL,
            Set.of("g"),
            failed(new ProvisioningBlocker.NoBaseAccess(false))),
        arguments(
            "assigned as a person",
            new Assigned(Map.of("g", "aws-prod"), Set.of(), Set.of(ANA)),
            Set.of(),
            passed()),
        arguments(
            "while others are assigned as people",
            new Assigned(Map.of("g", "aws-prod"), Set.of(), Set.of(new PersonId("bruno"))),
            Set.of(),
            failed(new ProvisioningBlocker.NoBaseAccess(false))),
        arguments("there is no base group", only, Set.of(), unknown()),
        arguments("nothing is assigned at all", of(Map.of()), Set.of(), unknown()));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("people")
  void a_person_without_an_aws_user_needs_base_access(
      String name, Assigned assigned, Set<String> groups, Finding expected) {
    assertThat(
            finding(
                Check.BASE_ACCESS,
                usual().awsUser(AwsUserState.MISSING).assigned(assigned).personGroups(groups)))
        .isEqualTo(expected);
  }

  @Test
  void an_enabled_aws_user_proves_base_access_whatever_entra_shows() {
    assertThat(finding(Check.BASE_ACCESS, usual().assignedUnknown())).isEqualTo(passed());
  }

  @Test
  void without_an_answer_base_access_is_unknown() {
    assertThat(finding(Check.BASE_ACCESS, usual().awsUser(AwsUserState.MISSING).assignedUnknown()))
        .isEqualTo(unknown());
    assertThat(
            finding(Check.BASE_ACCESS, usual().awsUser(AwsUserState.MISSING).personGroupsUnknown()))
        .isEqualTo(unknown());
  }

  @Test
  void an_enabled_aws_user_shows_that_entra_carries_the_person() {
    assertThat(finding(Check.BASE_ACCESS, usual().personGroups(Set.of()))).isEqualTo(passed());
  }

  static Stream<Arguments> awsUsers() {
    return Stream.of(
        arguments("enabled", AwsUserState.ENABLED, WHOLE, passed()),
        arguments("enabled, names gone", AwsUserState.ENABLED, new Names("", "", ""), passed()),
        arguments(
            "disabled",
            AwsUserState.DISABLED,
            WHOLE,
            failed(new ProvisioningBlocker.AwsUserDisabled())),
        arguments(
            "missing",
            AwsUserState.MISSING,
            WHOLE,
            failed(new ProvisioningBlocker.NotYetProvisioned())),
        arguments(
            "without a last name",
            AwsUserState.MISSING,
            new Names("Greta", "", "Greta"),
            failed(new ProvisioningBlocker.NamesMissing(List.of("last name")))),
        arguments(
            "without any name",
            AwsUserState.MISSING,
            new Names("", " ", ""),
            failed(
                new ProvisioningBlocker.NamesMissing(
                    List.of("first name", "last name", "display name")))),
        arguments(
            "with a character that AWS refuses",
            AwsUserState.MISSING,
            new Names("Greta", "Guest; Ltd", "Greta <Guest>"),
            failed(new ProvisioningBlocker.NamesRefused(List.of("last name", "display name")))));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("awsUsers")
  void aws_needs_an_enabled_user(String name, AwsUserState user, Names names, Finding expected) {
    assertThat(finding(Check.AWS_USER, usual().awsUser(user).names(names))).isEqualTo(expected);
  }

  @Test
  void a_user_who_is_missing_for_an_unknown_reason_is_only_not_there_yet() {
    assertThat(finding(Check.AWS_USER, usual().awsUser(AwsUserState.MISSING).namesUnknown()))
        .isEqualTo(failed(new ProvisioningBlocker.NotYetProvisioned()));
  }

  @Test
  void a_missing_or_disabled_user_without_base_access_is_only_one_blocker() {
    for (AwsUserState user : List.of(AwsUserState.MISSING, AwsUserState.DISABLED)) {
      assertThat(blockers(usual().personGroups(Set.of()).awsUser(user)))
          .containsExactly(new ProvisioningBlocker.NoBaseAccess(user == AwsUserState.DISABLED));
    }
  }

  @Test
  void every_blocker_is_told_at_once() {
    assertThat(
            blockers(
                usual()
                    .assigned(of(Map.of("b", "aws-everyone")))
                    .personGroups(Set.of())
                    .awsUser(AwsUserState.MISSING)
                    .names(new Names("Greta", "", "Greta"))))
        .containsExactly(
            new ProvisioningBlocker.NotAssigned("aws-prod"),
            new ProvisioningBlocker.NoBaseAccess(false),
            new ProvisioningBlocker.NamesMissing(List.of("last name")));
  }

  static Stream<Arguments> sentences() {
    return Stream.of(
        arguments(
            new ProvisioningBlocker.NotAssigned("aws-prod"),
            "A grant could not reach AWS, because the group aws-prod is not assigned to the AWS"
                + " enterprise application.",
            "the group aws-prod is not assigned to the AWS enterprise application. In Entra, assign"
                + " this group itself to the AWS enterprise application, in the role User"),
        arguments(
            new ProvisioningBlocker.OnlyNested("aws-prod", "aws-all"),
            "A grant could not reach AWS, because the group aws-prod is assigned to the AWS"
                + " enterprise application only through aws-all, and Entra does not provision"
                + " nested groups.",
            "the group aws-prod is assigned to the AWS enterprise application only through aws-all,"
                + " and Entra does not provision nested groups. In Entra, assign this group itself"
                + " to the AWS enterprise application, in the role User"),
        arguments(
            new ProvisioningBlocker.InDefaultRole("aws-prod"),
            "A grant could not reach AWS, because the group aws-prod is assigned to the AWS"
                + " enterprise application in the role Default Access, which Entra does not"
                + " provision.",
            "the group aws-prod is assigned to the AWS enterprise application in the role Default"
                + " Access, which Entra does not provision. In Entra, assign this group itself to"
                + " the AWS enterprise application, in the role User"),
        arguments(
            new ProvisioningBlocker.NoBaseAccess(true),
            "Your AWS user is disabled, because you have no base access to AWS:"
                + " you are not a direct member of a permanent group that is assigned to the AWS"
                + " application in Entra.",
            "Greta is in no permanent group that is assigned to the AWS enterprise application. In"
                + " Entra, add them to your group for base access, as a direct member"),
        arguments(
            new ProvisioningBlocker.NoBaseAccess(false),
            "You have no AWS user yet: you are not a direct member of a permanent group that is"
                + " assigned to the AWS application in Entra.",
            "Greta is in no permanent group that is assigned to the AWS enterprise application. In"
                + " Entra, add them to your group for base access, as a direct member"),
        arguments(
            new ProvisioningBlocker.NamesMissing(List.of("first name", "last name")),
            "You have no AWS user yet: your Entra account has no first name and no last name, and"
                + " AWS refuses users without one.",
            "Greta has no AWS user: AWS refuses people without a first name and a last name. Add it"
                + " to their account in Entra"),
        arguments(
            new ProvisioningBlocker.NamesRefused(List.of("last name")),
            "You have no AWS user yet: your last name in Entra contains a character that AWS"
                + " refuses (< > ; : % or a line break).",
            "Greta has no AWS user: AWS refuses < > ; : % and line breaks in the last name. Change"
                + " it in their account in Entra"),
        arguments(
            new ProvisioningBlocker.NotYetProvisioned(),
            "You have no AWS user yet. Entra creates it with its next synchronization, usually"
                + " within 40 minutes. If it is still missing after an hour, tell your operators.",
            "Greta has no AWS user yet"),
        arguments(
            new ProvisioningBlocker.AwsUserDisabled(),
            "Your AWS user is disabled.",
            "Greta's AWS user is disabled. Enable it in IAM Identity Center, or restart Entra's"
                + " provisioning job if Entra disabled it"));
  }

  @ParameterizedTest
  @MethodSource("sentences")
  void each_blocker_has_a_sentence_for_the_requester_and_one_for_operators(
      ProvisioningBlocker blocker, String requester, String operators) {
    assertThat(blocker.toRequester()).isEqualTo(requester);
    assertThat(blocker.toOperators("Greta")).isEqualTo(operators);
  }

  private static List<ProvisioningBlocker> blockers(Known known) {
    return Preflight.blockers(known.findings());
  }

  private static Finding finding(Check check, Known known) {
    return requireNonNull(known.findings().get(check));
  }

  private static Assigned of(Map<String, String> groups) {
    return new Assigned(groups, Set.of(), Set.of());
  }

  private static Finding passed() {
    return new Finding.Passed();
  }

  private static Finding failed(ProvisioningBlocker blocker) {
    return new Finding.Failed(blocker);
  }

  private static Finding unknown() {
    return new Finding.Unknown();
  }

  private static Known usual() {
    return new Known();
  }

  /** What is known, to be changed where a test needs it. */
  private static final class Known {
    private MaybeKnown<Assigned> assigned = new MaybeKnown.Known<>(USUAL);
    private MaybeKnown<Set<String>> around = new MaybeKnown.Known<>(Set.of());
    private MaybeKnown<Set<String>> personGroups = new MaybeKnown.Known<>(Set.of("b"));
    private AwsUserState awsUser = AwsUserState.ENABLED;
    private MaybeKnown<Names> names = new MaybeKnown.Known<>(WHOLE);

    Known assigned(Assigned value) {
      assigned = new MaybeKnown.Known<>(value);
      return this;
    }

    Known assignedUnknown() {
      assigned = new MaybeKnown.Unknown<>("Entra does not answer");
      return this;
    }

    Known around(Set<String> value) {
      around = new MaybeKnown.Known<>(value);
      return this;
    }

    Known aroundUnknown() {
      around = new MaybeKnown.Unknown<>("Entra does not answer");
      return this;
    }

    Known personGroups(Set<String> value) {
      personGroups = new MaybeKnown.Known<>(value);
      return this;
    }

    Known personGroupsUnknown() {
      personGroups = new MaybeKnown.Unknown<>("Entra does not answer");
      return this;
    }

    Known awsUser(AwsUserState value) {
      awsUser = value;
      return this;
    }

    Known names(Names value) {
      names = new MaybeKnown.Known<>(value);
      return this;
    }

    Known namesUnknown() {
      names = new MaybeKnown.Unknown<>("Entra does not answer");
      return this;
    }

    Map<Check, Finding> findings() {
      return Preflight.findings(
          new GroupFacts(GROUP, assigned, around),
          new PersonFacts(ANA, assigned, Set.of("g"), personGroups, awsUser, names));
    }
  }
}
