package dev.hourkey.catalog;

import static java.util.Objects.requireNonNull;

import dev.hourkey.catalog.GroupDirectory.FoundGroup;
import dev.hourkey.catalog.StoredAnswer.Value;
import dev.hourkey.person.DirectoryFailure;
import dev.hourkey.person.VendorError;
import dev.hourkey.person.VendorError.Party;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/**
 * Asks Entra and AWS about the groups of the policy file, and stores the answers for all replicas.
 */
@ApplicationScoped
class Discovery {
  /** The longest slice of work. It is short, so that a new policy file is noticed soon. */
  private static final Duration SLICE = Duration.ofSeconds(10);

  private static final Duration ENDLESS = Duration.ofDays(1);

  private final GroupDirectory directory;
  private final Assignments assignments;
  private final AwsAttributes attributes;
  private final AnswerStore store;
  private final CatalogListener listener;
  private final Clock clock;

  Discovery(
      GroupDirectory directory,
      Assignments assignments,
      AwsAttributes attributes,
      AnswerStore store,
      CatalogListener listener,
      Clock clock) {
    this.directory = directory;
    this.assignments = assignments;
    this.attributes = attributes;
    this.store = store;
    this.listener = listener;
    this.clock = clock;
  }

  /** All answers so far, from all replicas. */
  DirectorySnapshot known() {
    return store.load();
  }

  /** AWS's last answer about a group's assignments; empty if it is unknown. */
  Optional<AssignedAccess> lastAssigned(EntraGroup group) {
    DirectorySnapshot known = known();
    return known.to(DirectoryQuery.access(group.id())).assigned(known.now());
  }

  /** Asks Entra about groups that are due; returns whether Entra may be asked again at once. */
  boolean askEntra(PolicyFile file) {
    DiscoveryRound round = round(Party.ENTRA, SLICE);
    DiscoveryPlan plan = new DiscoveryPlan(file, round.known());
    names(round, plan, plan.dueNames());
    nested(round, plan(file).dueAudience());
    return round.end();
  }

  /** Asks AWS about groups that are due; returns whether AWS may be asked again at once. */
  boolean askAws(PolicyFile file) {
    DiscoveryRound round = round(Party.AWS, SLICE);
    DiscoveryPlan plan = new DiscoveryPlan(file, round.known());
    organization(round, plan.dueOrganization());
    access(
        round, plan, plan.dueOpening(), group -> assignments.opens(group, plan.opening().size()));
    return round.end();
  }

  /** Asks all questions that a file needs, at once. For a large file, this takes minutes. */
  void askEverything(PolicyFile file) {
    DiscoveryRound aws = round(Party.AWS, ENDLESS);
    organization(aws, List.copyOf(plan(file).organization()));
    DiscoveryRound entra = round(Party.ENTRA, ENDLESS);
    DiscoveryPlan names = plan(file);
    names(entra, names, List.copyOf(names.names()));
    DiscoveryPlan then = plan(file);
    names(entra, then, then.dueNames()); // The groups that rules have found.
    nested(entra, List.copyOf(then.audience()));
    boolean _ = entra.end();
    access(aws, then, List.copyOf(then.opening().keySet()), assignments::opensNow);
    organization(aws, plan(file).dueOrganization()); // The accounts that they open.
    boolean _ = aws.end();
  }

  private DiscoveryPlan plan(PolicyFile file) {
    return new DiscoveryPlan(file, store.load());
  }

  /** Compares a file that is not in force with what the directories answer now. */
  CatalogSnapshot check(PolicyFile file, Map<String, EntitlementIds.Owner> owners) {
    AnswerStore own = AnswerStore.inMemory(clock);
    new Discovery(directory, assignments, attributes, own, CatalogListener.NOBODY, clock)
        .askEverything(file);
    return EntitlementResolver.resolve(file, own.load(), owners);
  }

  /**
   * Asks AWS what a group opens now, and replaces the known answer.
   *
   * @throws DirectoryFailure when AWS could not be queried
   */
  Optional<AwsAccess> opensNow(EntraGroup group) {
    Instant before = store.load().now();
    Optional<AwsAccess> opens = assignments.opensNow(group);
    store.put(
        Map.of(
            DirectoryQuery.access(group.id()),
            StoredAnswer.NONE.answered(new Value.Access(opens), before)));
    return opens;
  }

  private DiscoveryRound round(Party party, Duration longest) {
    return new DiscoveryRound(party, longest, store, listener);
  }

  private void names(DiscoveryRound round, DiscoveryPlan plan, List<DirectoryQuery> due) {
    if (plan.listsGroups() && !due.isEmpty()) {
      round.ask(plan.names(), () -> list(round, plan));
      return;
    }
    for (DirectoryQuery question : due) {
      round.ask(question, () -> new Value.Groups(directory.groups(question.key())));
    }
  }

  /** Lists all groups. If most known groups are missing, their earlier answers stay in use. */
  private Map<DirectoryQuery, StoredAnswer> list(DiscoveryRound round, DiscoveryPlan plan) {
    Map<String, List<FoundGroup>> shown = new HashMap<>();
    for (FoundGroup one : directory.all()) {
      shown.computeIfAbsent(lower(one.group().name()), _ -> new ArrayList<>()).add(one);
      shown.put(lower(one.group().id()), List.of(one));
    }
    Map<DirectoryQuery, StoredAnswer> answers = new LinkedHashMap<>();
    List<DirectoryQuery> lost = new ArrayList<>();
    for (DirectoryQuery question : plan.names()) {
      List<FoundGroup> found = shown.getOrDefault(lower(question.key()), List.of());
      StoredAnswer known = round.known().to(question);
      if (found.isEmpty() && known.showsGroups()) {
        lost.add(question);
      }
      answers.put(question, known.answered(new Value.Groups(found), round.now()));
    }
    long before = plan.names().stream().filter(one -> round.known().to(one).showsGroups()).count();
    if (before >= SuddenDrop.FEWEST_GROUPS && lost.size() * 2L > before) {
      DirectoryFailure failure =
          DirectoryFailure.lasting("list the groups", new IllegalStateException("groups are lost"))
              .because(
                  VendorError.said(
                      Party.ENTRA,
                      "Entra suddenly lacks %d of the %d groups that it had"
                          .formatted(lost.size(), before)));
      lost.forEach(one -> answers.put(one, round.known().to(one).failed(failure, round.now())));
      round.failed(failure);
    }
    return answers;
  }

  private static String lower(String name) {
    return name.strip().toLowerCase(Locale.ROOT);
  }

  private void nested(DiscoveryRound round, List<DirectoryQuery> due) {
    for (DirectoryQuery question : due) {
      round.ask(question, () -> new Value.Nested(directory.nestedIn(question.key())));
    }
  }

  private void organization(DiscoveryRound round, List<DirectoryQuery> due) {
    for (DirectoryQuery question : due) {
      round.ask(
          question,
          () -> organization(question),
          (known, shown) -> believable(round, known, shown));
    }
  }

  private Value organization(DirectoryQuery question) {
    return switch (question.kind()) {
      case AWS_GROUPS -> new Value.AwsGroups(assignments.groups());
      case OU_PATHS -> new Value.OuPaths(attributes.ouPaths());
      case ACCOUNT_TAGS -> new Value.Tags(attributes.accountTags(question.key()));
      case PERMISSION_SET_TAGS -> new Value.Tags(attributes.permissionSetTags(question.key()));
      case GROUP, NESTED, ACCESS -> throw new IllegalArgumentException("ask " + question);
    };
  }

  private static StoredAnswer believable(DiscoveryRound round, StoredAnswer known, Value shown) {
    Optional<String> doubt = SuddenDrop.ofGroups(known, shown, round.now());
    if (doubt.isPresent()) {
      throw DirectoryFailure.lasting(
              "list the groups of Identity Center", new IllegalStateException("groups are lost"))
          .because(VendorError.said(Party.AWS, doubt.get()));
    }
    return known.answered(shown, round.now());
  }

  private void access(
      DiscoveryRound round,
      DiscoveryPlan plan,
      List<DirectoryQuery> due,
      Function<EntraGroup, Optional<AwsAccess>> opens) {
    SuddenDrop before = SuddenDrop.of(answers(plan, round.known()).values());
    for (DirectoryQuery question : due) {
      EntraGroup group = requireNonNull(plan.opening().get(question));
      round.ask(
          question,
          () -> new Value.Access(opens.apply(group)),
          (known, shown) ->
              before.holds(known, shown)
                  ? known.holding(shown, round.now())
                  : known.answered(shown, round.now()));
    }
    DirectorySnapshot now = store.load();
    Map<DirectoryQuery, StoredAnswer> all = answers(plan, now);
    Map<DirectoryQuery, StoredAnswer> believed = new HashMap<>();
    SuddenDrop.believed(all, now.now())
        .forEach(question -> believed.put(question, now.to(question).released()));
    store.put(believed);
    SuddenDrop after = SuddenDrop.of(all.values());
    if (after.suspicious()) {
      round.failed(
          DirectoryFailure.lasting("read what groups open", new IllegalStateException("shrunken"))
              .because(VendorError.said(Party.AWS, after.sentence())));
    }
  }

  private static Map<DirectoryQuery, StoredAnswer> answers(
      DiscoveryPlan plan, DirectorySnapshot snapshot) {
    Map<DirectoryQuery, StoredAnswer> answers = new LinkedHashMap<>();
    plan.opening().keySet().forEach(one -> answers.put(one, snapshot.to(one)));
    return answers;
  }
}
