package dev.hourkey.catalog;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hourkey.person.DirectoryFailure;
import dev.hourkey.person.VendorError;
import dev.hourkey.policy.Principal;
import dev.hourkey.support.MovableClock;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

/**
 * The policy file against fake directories: what can be requested, and why something is
 * unavailable.
 */
class EntitlementResolverTest {
  private static final AccountAssignment READER =
      target("1", "ReadOnlyAccess", AwsAccountState.ACTIVE);
  private static final AccountAssignment ADMIN =
      target("2", "AdministratorAccess", AwsAccountState.ACTIVE);

  private final FakeDirectories directories = new FakeDirectories();
  private final MovableClock clock = new MovableClock();
  private final AnswerStore store = AnswerStore.inMemory(clock);
  private final Discovery discovery =
      new Discovery(
          directories, directories, new FakeAttributes(), store, CatalogListener.NOBODY, clock);

  private static final String ONE =
      """
      version: 1
      entitlements:
        - { id: logs, group: logs, eligible: [group:all], approvals: 0 }
      """;

  @Test
  void an_entitlement_is_everything_its_group_opens() {
    directories.opens("logs", true, READER, ADMIN);
    assertThat(resolve(ONE).entitlements())
        .singleElement()
        .returns(new AwsAccess(List.of(ADMIN, READER), true), Entitlement::opens);
  }

  @Test
  void where_account_or_permission_set_are_named_the_group_opens_exactly_that() {
    directories.opens("logs", true, READER, ADMIN);
    for (String named : List.of("account: \"000000000001\"", "permission_set: ReadOnlyAccess")) {
      assertThat(sentences(resolve(ONE.replace("approvals: 0", "approvals: 0, " + named))))
          .singleElement()
          .asString()
          .contains("'logs' is unavailable")
          .contains("namely AdministratorAccess in 000000000002");
    }
    directories.opens("logs", true, READER);
    assertThat(
            resolve(ONE.replace("approvals: 0", "approvals: 0, permission_set: ReadOnlyAccess"))
                .entitlements())
        .hasSize(1);
  }

  @Test
  void an_entitlement_whose_group_does_not_open_it_is_unavailable() {
    directories.opens("logs", false, READER);
    assertThat(sentences(resolve(ONE.replace("approvals: 0", "approvals: 0, permission_set: X"))))
        .singleElement()
        .asString()
        .contains("does not open permission set X; it opens ReadOnlyAccess in 000000000001")
        .contains("cannot see assignments in the management account");
  }

  @Test
  void an_unavailable_entitlement_keeps_its_policy_and_the_reason() {
    directories.opens("logs", true);
    assertThat(resolve(ONE).unavailable("logs"))
        .hasValueSatisfying(
            one -> {
              assertThat(one.why()).contains("group 'logs' opens nothing");
              assertThat(one.entitlement().policies()).isNotEmpty();
              assertThat(one.entitlement().opens()).isEqualTo(AwsAccess.none());
            });
    directories.opens("logs", true, READER);
    assertThat(resolve(ONE).unavailable()).isEmpty();
    directories.unknown = Set.of("logs");
    clock.advance(Duration.ofMinutes(2));
    assertThat(resolve(ONE).unavailable("logs"))
        .map(UnavailableEntitlement::why)
        .hasValue("Entra has no group 'logs'");
  }

  @Test
  void an_unresolvable_policy_does_not_say_who_could_request_it() {
    directories.opens("logs", true, READER);
    directories.unknown = Set.of("all");
    CatalogSnapshot snapshot = resolve(ONE);
    assertThat(snapshot.entitlements()).isEmpty();
    assertThat(snapshot.unavailable()).isEmpty();
    assertThat(snapshot.complete()).isTrue();
    assertThat(snapshot.leftOut())
        .containsExactly(
            new CatalogSnapshot.LeftOut("logs", Optional.of("logs"), "Entra has no group 'all'"));
    assertThat(snapshot.mayHave("logs")).as("the file has it").isTrue();
    assertThat(snapshot.mayHave("other")).isFalse();
    assertThat(snapshot.mayHaveGroup("logs")).as("and its group").isTrue();
    assertThat(snapshot.mayHaveGroup("id-other")).isFalse();
  }

  @Test
  void while_entra_does_not_show_which_group_is_meant_it_may_be_any() {
    directories.unknown = Set.of("logs");
    CatalogSnapshot snapshot = resolve(ONE);
    assertThat(snapshot.complete()).isTrue();
    assertThat(snapshot.mayHaveGroup("id-before-it-was-renamed")).isTrue();
  }

  @Test
  void inactive_accounts_do_not_count() {
    AccountAssignment closed = target("2", "AdministratorAccess", AwsAccountState.PENDING_CLOSURE);
    directories.opens("logs", true, READER, closed);
    assertThat(
            resolve(ONE.replace("approvals: 0", "approvals: 0, permission_set: ReadOnlyAccess"))
                .entitlements())
        .hasSize(1);
    directories.opens("logs", true, closed);
    assertThat(sentences(resolve(ONE)))
        .singleElement()
        .asString()
        .contains("only inactive accounts", "(pending closure)");
  }

  @Test
  void entitlements_whose_groups_turn_out_to_be_the_same_are_both_unavailable() {
    directories.opens("logs", true, READER);
    directories.call("other-name", "logs");
    String two =
        ONE
            + "  - { id: weak, group: other-name, approvals: 0 }\n"
            + "  - { id: fine, group: fine, approvals: 0 }\n";
    directories.opens("fine", true, READER);
    CatalogSnapshot snapshot = resolve(two);
    assertThat(snapshot.entitlements()).extracting(Entitlement::id).containsExactly("fine");
    assertThat(sentences(snapshot))
        .anySatisfy(one -> assertThat(one).contains("'logs' is unavailable", "'weak' (line 4)"))
        .anySatisfy(one -> assertThat(one).contains("'weak' is unavailable", "'logs' (line 3)"));
  }

  @Test
  void a_group_that_a_grant_fills_cannot_be_eligible_or_approve_under_any_name() {
    directories.opens("logs", true, READER);
    directories.opens("fine", true, READER);
    directories.call("all", "fine");
    CatalogSnapshot snapshot = resolve(ONE + "  - { id: fine, group: fine, approvals: 0 }\n");
    assertThat(snapshot.entitlements()).isEmpty();
    assertThat(sentences(snapshot))
        .anySatisfy(one -> assertThat(one).contains("'logs' is unavailable", "the group of 'fine'"))
        .anySatisfy(
            one -> assertThat(one).contains("'fine' is unavailable", "'approvers' of 'logs'"));
  }

  @Test
  void a_group_that_a_grant_fills_may_be_excluded_because_that_only_takes_from_its_holder() {
    directories.opens("logs", true, READER);
    directories.opens("fine", true, READER);
    String file = ONE.replace("approvals: 0", "approvals: 0, excluded: [group:fine]");
    CatalogSnapshot snapshot = resolve(file + "  - { id: fine, group: fine, approvals: 0 }\n");
    assertThat(snapshot.entitlements()).hasSize(2);
    assertThat(snapshot.entitlements().getFirst().policy().groups()).contains("fine");
  }

  @Test
  void an_unknown_excluded_group_makes_the_entitlement_unavailable() {
    directories.opens("logs", true, READER);
    directories.unknown = Set.of("gone");
    assertThat(
            sentences(resolve(ONE.replace("approvals: 0", "approvals: 0, excluded: [group:gone]"))))
        .containsExactly("line 3: 'logs' is unavailable: Entra has no group 'gone'");
  }

  @Test
  void a_group_that_contains_an_entitlements_group_cannot_be_eligible_or_approve() {
    directories.opens("logs", true, READER);
    directories.opens("fine", true, READER);
    directories.nest("all", "fine");
    CatalogSnapshot snapshot = resolve(ONE + "  - { id: fine, group: fine, approvals: 0 }\n");
    assertThat(snapshot.entitlements()).isEmpty();
    assertThat(sentences(snapshot)).allSatisfy(one -> assertThat(one).contains("nested member"));
  }

  @Test
  void the_last_answer_of_a_silent_directory_is_used_for_an_hour_and_reported_after_ten_minutes() {
    directories.opens("logs", true, READER);
    resolve(ONE);
    for (String silent : List.of("Entra", "AWS")) {
      directories.silent = Set.of(silent);
      assertThat(resolve(ONE)).returns(false, CatalogSnapshot::complete);
      assertThat(resolve(ONE).entitlements()).hasSize(1);
      assertThat(resolve(ONE).problems()).isEmpty();

      clock.advance(Duration.ofMinutes(11));
      CatalogSnapshot warned = resolve(ONE);
      assertThat(warned.entitlements()).hasSize(1);
      assertThat(sentences(warned))
          .singleElement()
          .asString()
          .startsWith(silent + " has not answered since 2026-03-02T1")
          .contains("503");
      clock.advance(Duration.ofMinutes(40));
      assertThat(resolve(ONE).problems()).isEqualTo(warned.problems()); // Logged once.

      clock.advance(Duration.ofMinutes(10));
      CatalogSnapshot refused = resolve(ONE);
      assertThat(refused.entitlements()).isEmpty();
      assertThat(refused.complete()).isFalse();
      assertThat(refused.named("logs").isPresent())
          .as("who may revoke is known while only AWS is silent")
          .isEqualTo(silent.equals("AWS"));
      assertThat(sentences(refused))
          .anySatisfy(
              one -> assertThat(one).contains("'logs' is unavailable", "too old to grant on"));

      directories.silent = Set.of();
      CatalogSnapshot back = resolve(ONE);
      assertThat(back.entitlements()).hasSize(1);
      assertThat(back.complete()).isTrue();
      assertThat(back.problems()).isEmpty();
    }
  }

  @Test
  void an_entitlement_that_cannot_be_checked_leaves_the_others_decided() {
    directories.opens("fine", true, READER);
    directories.refused = Set.of("logs");
    CatalogSnapshot snapshot = resolve(ONE + "  - { id: fine, group: fine, approvals: 0 }\n");
    assertThat(snapshot.entitlements()).extracting(Entitlement::id).containsExactly("fine");
    assertThat(snapshot.isUndecided("logs")).isTrue();
    assertThat(snapshot.isUndecided("removed")).isFalse();
    assertThat(snapshot.mayBeCompleteSoon()).as("AWS refuses until somebody acts").isFalse();
    assertThat(sentences(snapshot))
        .singleElement()
        .asString()
        .contains("AWS answered 400 AccessDeniedException (not authorized)")
        .endsWith("see docs/install.md#aws");
    assertThat(snapshot.incompleteReason())
        .hasValue("AWS refuses Hourkey (400 AccessDeniedException)");
  }

  @Test
  void an_entitlement_that_was_never_checked_is_undecided() {
    directories.silent = Set.of("AWS");
    CatalogSnapshot snapshot = resolve(ONE);
    assertThat(snapshot.complete()).isFalse();
    assertThat(sentences(snapshot)).singleElement().asString().contains("could not be checked yet");
    assertThat(snapshot.problems()).allMatch(CatalogProblem::temporary);
  }

  @Test
  void an_entitlement_is_neither_listed_nor_wrong_before_it_was_read() {
    PolicyFile file = PolicyFile.parse(ONE);
    CatalogSnapshot snapshot = EntitlementResolver.resolve(file, store.load(), Map.of());
    assertThat(snapshot.entitlements()).isEmpty();
    assertThat(snapshot.problems()).isEmpty();
    assertThat(snapshot.complete()).isFalse();
    assertThat(snapshot.mayBeCompleteSoon()).isTrue();
    assertThat(snapshot.isUndecided("logs")).isTrue();
  }

  @Test
  void entitlements_that_were_checked_are_listed_at_once() {
    directories.opens("fine", true, READER);
    String two = ONE + "  - { id: fine, group: fine, approvals: 0 }\n";
    discovery.askEverything(PolicyFile.parse(two.replace("group: logs", "group: fine2")));
    CatalogSnapshot snapshot =
        EntitlementResolver.resolve(PolicyFile.parse(two), store.load(), Map.of());
    assertThat(snapshot.entitlements()).extracting(Entitlement::id).containsExactly("fine");
    assertThat(snapshot.problems()).isEmpty();
    assertThat(snapshot.isUndecided("logs")).isTrue();
    assertThat(snapshot.isUndecided("unheard-of")).isFalse();
  }

  @Test
  void a_group_that_opens_nothing_is_a_problem_that_does_not_pass() {
    assertThat(resolve(ONE).problems()).singleElement().returns(false, CatalogProblem::temporary);
  }

  @Test
  void nobody_becomes_an_auditor_by_a_grant() {
    directories.opens("logs", true, READER);
    directories.nest("everybody", "logs");
    CatalogSnapshot snapshot =
        resolve(ONE + "roles: { auditors: [group:logs, group:everybody, group:platform] }\n");
    assertThat(sentences(snapshot))
        .hasSize(2)
        .anySatisfy(
            one ->
                assertThat(one)
                    .contains(
                        "'group:logs' can't be an auditor: a grant of 'logs' would make the holder"))
        .anySatisfy(one -> assertThat(one).contains("'group:everybody' can't be an auditor"));
  }

  @Test
  void nobody_becomes_an_operator_by_a_grant() {
    directories.opens("logs", true, READER);
    directories.nest("everybody", "logs");
    String roles = "roles: { operators: [group:logs, group:everybody, group:platform] }\n";
    CatalogSnapshot snapshot = resolve(ONE + roles);
    assertThat(snapshot.operators()).containsExactly(new Principal.Group("platform", "platform"));
    assertThat(sentences(snapshot))
        .anySatisfy(
            one -> assertThat(one).contains("'group:logs' can't be an operator: a grant of 'logs'"))
        .anySatisfy(one -> assertThat(one).contains("'group:everybody' can't be an operator"));
    assertThat(snapshot.entitlements()).hasSize(1);
  }

  private CatalogSnapshot resolve(String yaml) {
    PolicyFile file = PolicyFile.parse(yaml);
    assertThat(file.problems()).isEmpty();
    discovery.askEverything(file);
    return EntitlementResolver.resolve(file, store.load(), Map.of());
  }

  private static List<String> sentences(CatalogSnapshot snapshot) {
    return snapshot.problems().stream().map(CatalogProblem::sentence).toList();
  }

  private static AccountAssignment target(
      String account, String permissionSet, AwsAccountState state) {
    return new AccountAssignment(
        "00000000000" + account, "Account " + account, permissionSet, Optional.empty(), state);
  }

  /** Entra and AWS, in which a group's name is also its id, unless the test says otherwise. */
  private static final class FakeDirectories implements GroupDirectory, Assignments {
    private final Map<String, String> ids = new HashMap<>();
    private final Map<String, Set<String>> nested = new HashMap<>();
    private final Map<String, AwsAccess> access = new HashMap<>();
    Set<String> unknown = Set.of();
    Set<String> silent = Set.of();
    Set<String> refused = Set.of();

    void opens(String group, boolean complete, AccountAssignment... targets) {
      access.put(group, new AwsAccess(List.of(targets), complete));
    }

    void call(String name, String id) {
      ids.put(name, id);
    }

    void nest(String group, String member) {
      nested.computeIfAbsent(member, _ -> new HashSet<>()).add(group);
    }

    @Override
    public List<FoundGroup> groups(String name) {
      say("Entra");
      if (unknown.contains(name)) {
        return List.of();
      }
      String id = ids.getOrDefault(name, name);
      return List.of(new FoundGroup(new EntraGroup(id, name), Optional.empty()));
    }

    @Override
    public List<FoundGroup> all() {
      throw new IllegalStateException("these few are looked up");
    }

    @Override
    public Set<String> nestedIn(String groupId) {
      say("Entra");
      Set<String> found = new HashSet<>();
      nested.forEach(
          (member, groups) -> {
            if (groups.contains(groupId)) {
              found.add(member);
            }
          });
      return found;
    }

    @Override
    public Optional<AwsAccess> opens(EntraGroup group, int ofHowMany) {
      say("AWS");
      if (refused.contains(group.id())) {
        throw DirectoryFailure.lasting("read what it opens", new IllegalStateException("denied"))
            .because(
                VendorError.answered(
                        VendorError.Party.AWS, 400, "AccessDeniedException", "not authorized")
                    .see("aws"));
      }
      return Optional.ofNullable(access.get(group.id()));
    }

    @Override
    public Optional<AwsAccess> opensNow(EntraGroup group) {
      return opens(group, 1);
    }

    @Override
    public Set<String> groups() {
      return Set.of();
    }

    private void say(String who) {
      if (silent.contains(who)) {
        throw DirectoryFailure.temporary(
            "ask " + who, null, new IllegalStateException("503, request " + Math.random()));
      }
    }
  }
}
