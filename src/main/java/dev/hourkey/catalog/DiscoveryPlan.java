package dev.hourkey.catalog;

import dev.hourkey.catalog.GroupDirectory.FoundGroup;
import dev.hourkey.catalog.StoredAnswer.Value;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;

/** Decides what to ask the directories for a policy file, and in which order. Pure. */
final class DiscoveryPlan {
  /** With more names than this, all groups of the tenant are listed. */
  private static final int MAX_LOOKUPS = 50;

  private static final Duration SHORTEST = Duration.ofMinutes(1);

  /** Well below the hour after which nothing is granted based on an answer. */
  private static final Duration LONGEST = Duration.ofMinutes(30);

  private static final Duration LISTING = Duration.ofMinutes(5);

  /** The average time between two calls. The interval grows with the number of questions. */
  private static final Duration NESTED_EACH = Duration.ofSeconds(1);

  private static final Duration ACCESS_EACH = Duration.ofMillis(500);

  private static final Duration ORGANIZATION_EACH = Duration.ofSeconds(1);

  /** Tags and organizational units change rarely. */
  private static final Duration ORGANIZATION = Duration.ofMinutes(15);

  private final DirectorySnapshot known;
  private final Set<DirectoryQuery> names = new LinkedHashSet<>();
  private final Set<DirectoryQuery> audience = new LinkedHashSet<>();
  private final Map<DirectoryQuery, EntraGroup> opening = new LinkedHashMap<>();
  private final Set<DirectoryQuery> organization = new LinkedHashSet<>();

  DiscoveryPlan(PolicyFile file, DirectorySnapshot known) {
    this.known = known;
    for (EntitlementSpec spec : file.specs()) {
      named(spec.group()).forEach(group -> opening.put(DirectoryQuery.access(group.id()), group));
    }
    planRules(file);
    file.principals()
        .filter(principal -> principal.startsWith(PrincipalForm.GROUP))
        .map(principal -> principal.substring(PrincipalForm.GROUP.length()).strip())
        .distinct()
        .flatMap(name -> named(name).stream())
        .forEach(group -> audience.add(DirectoryQuery.nested(group.id())));
  }

  private void planRules(PolicyFile file) {
    List<EntraGroup> groups = List.of();
    if (!file.rules().isEmpty()) {
      organization.add(DirectoryQuery.awsGroups());
      groups = new RuleCandidates(file).among(awsGroups());
      groups.forEach(
          group -> {
            names.add(DirectoryQuery.group(group.id()));
            opening.put(DirectoryQuery.access(group.id()), group);
          });
    }
    new NeededAttributes(file, known, groups).questions().forEach(organization::add);
  }

  private List<EntraGroup> awsGroups() {
    return known
        .to(DirectoryQuery.awsGroups())
        .value()
        .map(value -> ((Value.AwsGroups) value).namesOrIds())
        .orElse(Set.of())
        .stream()
        .flatMap(nameOrId -> named(nameOrId).stream())
        .toList();
  }

  /** The groups that Entra has shown under this name; empty if Entra was not queried. */
  private List<EntraGroup> named(String nameOrId) {
    DirectoryQuery question = DirectoryQuery.group(nameOrId);
    names.add(question);
    return known
        .to(question)
        .value()
        .map(value -> ((Value.Groups) value).found().stream().map(FoundGroup::group).toList())
        .orElse(List.of());
  }

  /** The names and ids by which the file refers to groups. */
  Set<DirectoryQuery> names() {
    return names;
  }

  /** The groups whose nested groups have to be known, because they are named in policies. */
  Set<DirectoryQuery> audience() {
    return audience;
  }

  /** The groups of entitlements. */
  Map<DirectoryQuery, EntraGroup> opening() {
    return opening;
  }

  /**
   * The questions behind rules and conditions: the groups of Identity Center, organizational units,
   * and tags.
   */
  Set<DirectoryQuery> organization() {
    return organization;
  }

  /** Whether listing all groups takes fewer calls than looking up each group. */
  boolean listsGroups() {
    return names.size() > MAX_LOOKUPS;
  }

  List<DirectoryQuery> dueNames() {
    return due(names, listsGroups() ? LISTING : SHORTEST);
  }

  List<DirectoryQuery> dueAudience() {
    return due(audience, interval(audience.size(), NESTED_EACH));
  }

  List<DirectoryQuery> dueOpening() {
    return due(opening.keySet(), interval(opening.size(), ACCESS_EACH));
  }

  List<DirectoryQuery> dueOrganization() {
    Duration even = interval(organization.size(), ORGANIZATION_EACH);
    Duration interval = even.compareTo(ORGANIZATION) < 0 ? ORGANIZATION : even;
    return due(
        organization, question -> question.equals(DirectoryQuery.awsGroups()) ? LISTING : interval);
  }

  /** The more questions there are, the less often each is asked. */
  static Duration interval(int questions, Duration each) {
    Duration even = each.multipliedBy(questions);
    return even.compareTo(SHORTEST) < 0 ? SHORTEST : even.compareTo(LONGEST) > 0 ? LONGEST : even;
  }

  /**
   * The questions that are due: first those that were never asked, then those asked longest ago.
   */
  private List<DirectoryQuery> due(Collection<DirectoryQuery> questions, Duration interval) {
    return due(questions, _ -> interval);
  }

  private List<DirectoryQuery> due(
      Collection<DirectoryQuery> questions, Function<DirectoryQuery, Duration> interval) {
    return questions.stream()
        .filter(question -> due(known.to(question), interval.apply(question)))
        .sorted(Comparator.comparing(question -> known.to(question).askedAt()))
        .toList();
  }

  private boolean due(StoredAnswer answer, Duration interval) {
    // AWS refuses the tags of some accounts permanently. Asking again early would use up the calls.
    boolean soon =
        answer.silence().filter(one -> !one.lasting() || interval.equals(SHORTEST)).isPresent();
    Duration pause = soon ? SHORTEST : interval;
    Instant next = answer.askedAt().plus(pause);
    return !next.isAfter(known.now());
  }
}
