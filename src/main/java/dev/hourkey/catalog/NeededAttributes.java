package dev.hourkey.catalog;

import dev.hourkey.catalog.StoredAnswer.Value;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Stream;

/** Finds the attributes of accounts and permission sets that a rule or a condition needs. Pure. */
final class NeededAttributes {
  private final PolicyFile file;
  private final DirectorySnapshot known;
  private final List<EntraGroup> candidates;

  /**
   * @param candidates the groups that rules may turn into entitlements
   */
  NeededAttributes(PolicyFile file, DirectorySnapshot known, List<EntraGroup> candidates) {
    this.file = file;
    this.known = known;
    this.candidates = candidates;
  }

  Set<DirectoryQuery> questions() {
    Set<DirectoryQuery> questions = new LinkedHashSet<>();
    if (targets(rule -> !rule.match().account().ou().isEmpty()).findAny().isPresent()) {
      questions.add(DirectoryQuery.ouPaths());
    }
    Stream.concat(
            file.specs().stream()
                .filter(spec -> spec.asksAbout("account.tags"))
                .flatMap(spec -> spec.account().stream()),
            targets(RuleSpec::asksAboutAccountTags).map(AccountAssignment::accountId))
        .map(DirectoryQuery::accountTags)
        .forEach(questions::add);
    targets(rule -> !rule.match().permissionSet().tags().isEmpty())
        .map(target -> DirectoryQuery.permissionSetTags(target.permissionSet()))
        .forEach(questions::add);
    return questions;
  }

  /** The targets of the groups that such a rule may match. */
  private Stream<AccountAssignment> targets(Predicate<RuleSpec> which) {
    List<RuleSpec> rules = file.rules().stream().filter(which).toList();
    return candidates.stream()
        .filter(group -> rules.stream().anyMatch(rule -> rule.match().matchesGroup(group.name())))
        .flatMap(group -> known.to(DirectoryQuery.access(group.id())).value().stream())
        .flatMap(value -> ((Value.Access) value).opens().stream())
        .flatMap(opens -> opens.open().stream());
  }
}
