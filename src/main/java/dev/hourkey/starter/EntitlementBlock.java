package dev.hourkey.starter;

import dev.hourkey.catalog.AccountAssignment;
import dev.hourkey.catalog.Durations;
import dev.hourkey.starter.Inventory.Manageable;
import dev.hourkey.starter.MigrationSource.Rules;
import dev.hourkey.text.DurationText;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;

/** The lines of one entitlement in a first policy file. */
record EntitlementBlock(
    Manageable source, String id, String name, Map<String, List<String>> policies) {
  /** The durations that are offered unless an earlier tool had another limit. */
  static final List<Duration> OFFERED =
      Stream.of(30, 60, 120, 240).map(Duration::ofMinutes).toList();

  private static final int MAX_TARGETS = 10;

  /**
   * The lines, indented as an item of {@code entitlements}.
   *
   * @param notes comments
   */
  List<String> lines(Optional<Rules> rules, List<String> notes) {
    List<String> lines = new ArrayList<>(opens());
    notes.forEach(note -> lines.add("  # " + YamlText.line(note)));
    lines.add("  - id: " + YamlText.value(id));
    lines.add("    name: " + YamlText.value(name));
    lines.add("    group: \"%s\" # %s".formatted(source.group().id(), YamlText.line(groupName())));
    only(AccountAssignment::accountId).ifPresent(one -> lines.add("    account: \"" + one + "\""));
    only(AccountAssignment::permissionSet)
        .ifPresent(one -> lines.add("    permission_set: " + YamlText.value(one)));
    administrative().ifPresent(why -> lines.add("    risk: high # " + YamlText.line(why)));
    lines.add(
        rules
            .map(Rules::eligible)
            .filter(some -> !some.isEmpty())
            .map(some -> "    eligible: " + YamlText.list(some))
            .orElse("    eligible: [] # nobody"));
    rules.ifPresent(some -> add(lines, some));
    return lines;
  }

  private static void add(List<String> lines, Rules rules) {
    if (!rules.approvers().isEmpty()) {
      lines.add("    approvers: " + YamlText.list(rules.approvers()));
    }
    rules.approvals().ifPresent(count -> lines.add("    approvals: " + count));
    if (rules.selfApproval()) {
      lines.add("    self_approval: true");
    }
    rules
        .maxDuration()
        .ifPresent(
            most -> {
              List<String> offered =
                  Stream.concat(
                          OFFERED.stream().filter(one -> one.compareTo(most) < 0), Stream.of(most))
                      .map(Durations::text)
                      .toList();
              lines.add("    durations: " + YamlText.list(offered).replace("\"", ""));
              lines.add("    max_duration: " + Durations.text(most));
            });
  }

  /** What it opens, as comments. */
  private List<String> opens() {
    List<AccountAssignment> targets = source.opens().targets();
    String opens = "  # " + YamlText.line(groupName()) + " opens";
    if (targets.size() == 1) {
      return List.of(opens + " " + words(targets.getFirst()));
    }
    List<String> lines = new ArrayList<>(List.of(opens + ":"));
    targets.stream().limit(MAX_TARGETS).forEach(one -> lines.add("  #   " + words(one)));
    if (targets.size() > MAX_TARGETS) {
      lines.add("  #   and " + (targets.size() - MAX_TARGETS) + " more");
    }
    return lines;
  }

  private static String words(AccountAssignment target) {
    return YamlText.line(
        target.permissionSet()
            + " in "
            + account(target)
            + target.session().map(one -> ", sessions of " + DurationText.words(one)).orElse("")
            + (target.mayOpen() ? "" : ", an account that is " + target.state().words()));
  }

  static String account(AccountAssignment target) {
    return target.accountName().equals(target.accountId())
        ? target.accountId()
        : target.accountName() + " (" + target.accountId() + ")";
  }

  /** A value that all open targets share. */
  private Optional<String> only(Function<AccountAssignment, String> part) {
    List<String> values = source.opens().open().stream().map(part).distinct().toList();
    return values.size() == 1 ? Optional.of(values.getFirst()) : Optional.empty();
  }

  private Optional<String> administrative() {
    return source.opens().open().stream()
        .map(AccountAssignment::permissionSet)
        .distinct()
        .flatMap(
            set -> AdministrativeAccess.reason(set, policies.getOrDefault(set, List.of())).stream())
        .findFirst();
  }

  private String groupName() {
    String name = source.group().name();
    return YamlText.line(name).isEmpty() ? "a group without a visible name" : name;
  }
}
