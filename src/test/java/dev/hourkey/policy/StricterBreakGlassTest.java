package dev.hourkey.policy;

import static dev.hourkey.policy.TestPolicy.enabled;
import static dev.hourkey.policy.TestPolicy.person;
import static org.assertj.core.api.Assertions.assertThat;

import dev.hourkey.person.DirectoryFailure;
import dev.hourkey.person.UserType;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What break-glass never bypasses, for many rules and people at random. */
class StricterBreakGlassTest {
  private static final int ROUNDS = 20_000;
  private static final Instant NOON = Instant.parse("2026-03-02T12:00:00Z");
  private static final List<String> GROUPS = List.of("a", "b", "c", "d");
  private static final List<String> REASONS =
      List.of("", "OPS-1: x", "OPS-1: disk full", "disk full on db-1", "INC-7: it has been slow");
  private static final Principal.OfTool ON_CALL =
      new Principal.OnCall(
          "platform", new OnCallSchedule(OnCallSchedule.Tool.PAGERDUTY, "PSCHED1"));

  private final Random random = new Random(42);

  /** The keys of a policy file that break-glass depends on. */
  private record Rules(
      Policy base,
      List<Policy> overrides,
      List<Principal> eligible,
      Duration maxDuration,
      Set<String> projects) {
    BreakGlass breakGlass() {
      return BreakGlass.of(
          base,
          Stream.concat(Stream.of(base), overrides.stream()).toList(),
          eligible,
          maxDuration,
          List.of(new Principal.Group("security", "security")),
          Duration.ofDays(1),
          projects);
    }

    boolean grants(Subject person, Duration wanted, String why) {
      BreakGlass rules = breakGlass();
      return rules.policy().request(person, rules.granted(wanted), why)
          instanceof RequestDecision.Granted;
    }

    boolean holds(SubjectStatus person, Duration granted) {
      return breakGlass().policy().approval(person, granted, List.of())
          instanceof ApprovalDecision.Holds;
    }
  }

  @Test
  void more_exclusions_or_overrides_fewer_eligible_and_stricter_reasons_never_allow_more() {
    int granted = 0;
    int refused = 0;
    for (int round = 0; round < ROUNDS; round++) {
      Rules rules = someRules();
      Rules stricter = stricter(rules);
      Subject person = somebody();
      Duration wanted = someDuration();
      String why = someReason();
      if (stricter.grants(person, wanted, why)) {
        granted++;
        Duration length = stricter.breakGlass().granted(wanted);
        assertThat(rules.grants(person, wanted, why))
            .as("%s%nlets more through than%n%s%nfor %s", stricter, rules, person)
            .isTrue();
        assertThat(length).isLessThanOrEqualTo(rules.breakGlass().granted(wanted));
        assertThat(rules.holds(enabled(person), length)).isTrue();
      } else {
        refused++;
      }
    }
    assertThat(granted).as("rounds that granted").isGreaterThan(ROUNDS / 50);
    assertThat(refused).as("rounds that refused").isGreaterThan(ROUNDS / 50);
  }

  @Test
  void break_glass_never_bypasses_eligibility_exclusions_duration_or_justification() {
    int granted = 0;
    for (int round = 0; round < ROUNDS; round++) {
      Rules rules = someRules();
      BreakGlass breakGlass = rules.breakGlass();
      Subject person = somebody();
      Duration wanted = someDuration();
      String why = someReason();
      boolean grants = rules.grants(person, wanted, why);
      boolean may = named(rules, person);
      assertThat(breakGlass.mayUse(known(person, wanted, Optional.empty())))
          .isEqualTo(TriState.of(may));
      assertThat(breakGlass.mayUse(known(person, wanted, Optional.of(NOON.plusSeconds(60)))))
          .as("later")
          .isEqualTo(TriState.UNSATISFIED);
      assertThat(rules.holds(enabled(person), breakGlass.granted(wanted))).isEqualTo(may);
      assertThat(rules.holds(new SubjectStatus.Disabled(), wanted)).isFalse();
      assertThat(rules.holds(new SubjectStatus.Missing(random.nextBoolean()), wanted)).isFalse();
      Subject other = person("sender", Set.copyOf(GROUPS), Optional.empty());
      assertThat(
              rules.grants(
                  person.requestedBy(new OnBehalfSender(other.person(), Optional.of(other))),
                  wanted,
                  why))
          .as("for others")
          .isFalse();
      if (grants) {
        granted++;
        Justification own = rules.base.justification();
        assertThat(may).as("%s may use %s", person, rules).isTrue();
        assertThat(breakGlass.granted(wanted)).isLessThanOrEqualTo(rules.maxDuration);
        assertThat(why.length()).isGreaterThanOrEqualTo(Math.max(10, own.minLength()));
        assertThat(own.refusal(why)).isEmpty();
        Set<String> projects = breakGlass.policy().justification().ticketProjects();
        assertThat(projects).containsAll(rules.projects);
        assertThat(projects.isEmpty())
            .isEqualTo(rules.projects.isEmpty() && own.ticketProjects().isEmpty());
      }
    }
    assertThat(granted).as("rounds that granted").isGreaterThan(ROUNDS / 50);
  }

  @Test
  void an_unknown_fact_never_grants_what_one_of_its_values_would_refuse() {
    int unknown = 0;
    for (int round = 0; round < ROUNDS; round++) {
      Rules rules = someRules();
      Subject asked = somebody();
      DirectoryFailure noAnswer =
          DirectoryFailure.temporary("ask PagerDuty", null, new IllegalStateException("503"));
      Subject person =
          new Subject(
              asked.person(),
              asked.names(),
              asked.groups(),
              new ToolAnswers(Set.of(), Map.of(ON_CALL, noAnswer)),
              asked.manager(),
              asked.userType(),
              asked.chatGuest());
      Set<Boolean> either =
          Stream.of(person.withMemberships(Set.of(), Set.of(ON_CALL)), person.withoutUnknown())
              .map(one -> named(rules, one))
              .collect(Collectors.toSet());
      TriState expected = either.size() > 1 ? TriState.UNKNOWN : TriState.of(either.contains(true));
      assertThat(rules.breakGlass().mayUse(known(person, Duration.ofHours(1), Optional.empty())))
          .isEqualTo(expected);
      boolean held;
      try {
        held = rules.holds(enabled(person), Duration.ofMinutes(1));
      } catch (DirectoryFailure e) {
        held = false; // The request would wait.
      }
      assertThat(held && either.contains(false)).as("%s for %s", rules, person).isFalse();
      unknown += either.size() > 1 ? 1 : 0;
    }
    assertThat(unknown).as("rounds that depend on it").isGreaterThan(ROUNDS / 50);
  }

  @Test
  void nobody_reviews_their_own_and_guests_only_where_they_are_named() {
    int reviewed = 0;
    for (int round = 0; round < ROUNDS; round++) {
      BreakGlass rules =
          new BreakGlass(
              TestPolicy.policy(0),
              IntStream.rangeClosed(0, random.nextInt(3)).mapToObj(_ -> somePrincipal()).toList(),
              Duration.ofDays(1));
      Subject holder = somebody();
      Subject reviewer = somebody();
      if (rules.reviewRefusal(reviewer, holder).isEmpty()) {
        reviewed++;
        assertThat(reviewer.person()).isNotEqualTo(holder.person());
        assertThat(rules.reviewBy())
            .anyMatch(
                one ->
                    one.matches(reviewer, holder)
                        && (reviewer.userType() == UserType.MEMBER
                            || one instanceof Principal.One));
      }
    }
    assertThat(reviewed).as("reviews").isGreaterThan(ROUNDS / 50);
  }

  /** The rule written a second time, as the documentation words it. */
  private static boolean named(Rules rules, Subject person) {
    return rules.eligible.stream().anyMatch(one -> one.matches(person, person))
        && Stream.concat(Stream.of(rules.base), rules.overrides.stream())
            .flatMap(one -> one.excluded().stream())
            .noneMatch(one -> one.matches(person, person))
        && !person.chatGuest();
  }

  private static PartialFacts known(Subject person, Duration wanted, Optional<Instant> startsAt) {
    return new PartialFacts(
        new ConditionFacts(
            person,
            new MaybeKnown.Known<>(List.of()),
            "prod",
            Risk.NORMAL,
            new MaybeKnown.Unknown<>("no tags"),
            new MaybeKnown.Known<>("ReadOnlyAccess"),
            wanted,
            new MaybeKnown.Unknown<>("no ticket"),
            NOON),
        Set.of(),
        PartialUsage.UNKNOWN,
        Optional.empty(),
        startsAt,
        Optional.empty());
  }

  private Rules stricter(Rules rules) {
    List<Policy> overrides = new ArrayList<>(rules.overrides);
    List<Principal> eligible = new ArrayList<>(rules.eligible);
    Policy base = rules.base;
    Duration longest = rules.maxDuration;
    Set<String> projects = rules.projects;
    Justification own = base.justification();
    switch (random.nextInt(7)) {
      case 0 -> base = excluding(base, somePrincipal());
      case 1 -> overrides.add(excluding(somePolicy(), somePrincipal()));
      case 2 -> overrides.replaceAll(one -> excluding(one, somePrincipal()));
      case 3 -> eligible.remove(random.nextInt(eligible.size()));
      case 4 ->
          base =
              with(
                  base,
                  base.excluded(),
                  new Justification(
                      own.minLength() + random.nextInt(15),
                      own.pattern().or(() -> Optional.of("[A-Z]+-[0-9]+.*")),
                      own.example(),
                      own.ticketProjects()));
      case 5 -> longest = longest.dividedBy(2);
      default -> projects = Set.of("OPS");
    }
    return new Rules(base, overrides, eligible, longest, projects);
  }

  private Rules someRules() {
    return new Rules(
        somePolicy(),
        IntStream.range(0, random.nextInt(3)).mapToObj(_ -> somePolicy()).toList(),
        IntStream.rangeClosed(0, random.nextInt(3)).mapToObj(_ -> somePrincipal()).toList(),
        someDuration().dividedBy(1 + random.nextInt(2)),
        random.nextBoolean() ? Set.of() : Set.of("OPS"));
  }

  private Policy somePolicy() {
    Policy policy = TestPolicy.policy(random.nextInt(3));
    return with(
        policy,
        random.nextInt(3) == 0 ? List.of(somePrincipal()) : List.of(),
        new Justification(
            random.nextInt(20),
            random.nextBoolean() ? Optional.empty() : Optional.of("[A-Z]+-[0-9]+.*"),
            Optional.empty(),
            random.nextInt(4) == 0 ? Set.of("INC") : Set.of()));
  }

  private static Policy excluding(Policy policy, Principal one) {
    List<Principal> excluded = new ArrayList<>(policy.excluded());
    excluded.add(one);
    return with(policy, excluded, policy.justification());
  }

  /** Adds rules for ordinary requests, which break-glass must not take over. */
  private static Policy with(Policy policy, List<Principal> excluded, Justification justification) {
    return new Policy(
        List.of(new Principal.Anyone()),
        excluded,
        true,
        policy.stages(),
        policy.durations(),
        policy.maxDuration(),
        Limits.NONE,
        Optional.of(Duration.ofDays(14)),
        policy.expireAfter(),
        policy.remindAfter(),
        policy.warnBefore(),
        justification,
        policy.risk(),
        true,
        List.of(new Principal.Anyone()));
  }

  private Principal somePrincipal() {
    return switch (random.nextInt(8)) {
      case 0 -> new Principal.One("p" + random.nextInt(4));
      case 1, 2 -> ON_CALL;
      case 3 -> random.nextInt(4) == 0 ? new Principal.Anyone() : new Principal.Group("a", "a");
      default -> {
        String group = GROUPS.get(random.nextInt(GROUPS.size()));
        yield new Principal.Group(group, group);
      }
    };
  }

  private Subject somebody() {
    Set<String> groups =
        GROUPS.stream().filter(_ -> random.nextBoolean()).collect(Collectors.toSet());
    Subject person = person("p" + random.nextInt(4), groups, Optional.empty());
    person = random.nextInt(4) == 0 ? person.withMemberships(Set.of(), Set.of(ON_CALL)) : person;
    person = random.nextInt(6) == 0 ? TestPolicy.as(UserType.GUEST, person) : person;
    return random.nextInt(6) == 0 ? TestPolicy.chatGuest(person) : person;
  }

  /** One of the durations that the policies offer. */
  private Duration someDuration() {
    return Duration.ofMinutes(random.nextBoolean() ? 30 : 60);
  }

  private String someReason() {
    return REASONS.get(random.nextInt(REASONS.size()));
  }
}
