package dev.hourkey.catalog;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/** Finds mistakes in an entitlement of the policy file, alone and compared with the others. */
final class EntitlementChecks {
  /** The commands of {@code /aws-access}. No entitlement with such an id could be requested. */
  static final Set<String> COMMANDS =
      Set.of(
          "help", "list", "status", "extend", "end", "return", "cancel", "who", "revoke", "config",
          "pause", "resume");

  /** Keys whose values are names. */
  private static final List<String> TEXTS = List.of("id", "name", "group", "permission_set");

  private static final int LONGEST_ID = 63;
  private static final Pattern ID = Pattern.compile("[a-z0-9][a-z0-9-]*");

  /** AWS, CreatePermissionSet: Name. */
  private static final Pattern PERMISSION_SET = Pattern.compile("[\\w+=,.@-]{1,32}");

  /** Names of channels have no upper-case letters; ids have no lower-case ones. */
  private static final Pattern CHANNEL =
      Pattern.compile("[CDGU][A-Z0-9]{8,}|#?[^\\s\\p{Lu}#@<>&,:;\"'`]{1,80}");

  private final List<EntitlementSpec> all;
  private final boolean namesApprovalsChannel;
  private final boolean namesOperationsChannel;
  private final Set<String> schedules;
  private final Set<String> ids = new HashSet<>();
  private final Map<String, EntitlementSpec> firstOfGroup = new HashMap<>();

  EntitlementChecks(
      List<EntitlementSpec> all,
      boolean namesApprovalsChannel,
      boolean namesOperationsChannel,
      Set<String> schedules) {
    this.all = all;
    this.schedules = schedules;
    all.stream()
        .filter(spec -> !spec.group().isEmpty())
        .forEach(spec -> firstOfGroup.putIfAbsent(name(spec.group()), spec));
    this.namesApprovalsChannel = namesApprovalsChannel;
    this.namesOperationsChannel = namesOperationsChannel;
  }

  static boolean isChannel(String nameOrId) {
    return CHANNEL.matcher(nameOrId).matches();
  }

  void check(YamlSection section, int index) {
    EntitlementSpec spec = all.get(index);
    TEXTS.forEach(key -> UnexpectedNode.checkText(section, key));
    checkId(section, spec.id());
    checkTarget(section, spec);
    checkGroup(section, spec);
    checkRules(section, spec);
    BreakGlassReader.check(this, section, spec);
  }

  /** Checks what the entitlements of a rule have in common. */
  void checkRule(YamlSection section, RuleSpec rule) {
    checkTarget(section, rule.entitlement());
    checkRules(section, rule.entitlement());
  }

  /** Checks what an override may change as well. */
  void checkRules(YamlSection section, EntitlementSpec spec) {
    checkAll(section, section.lineOf("eligible"), "eligible", spec.eligible());
    checkAll(section, section.lineOf("excluded"), "excluded", spec.excluded());
    spec.stages().forEach(stage -> checkStage(section, stage));
    if (spec.durations().isEmpty()
        && section
            .node("durations")
            .filter(node -> UnexpectedNode.hasOnlyMistakes(node, Durations::isOne))
            .isEmpty()) {
      section.problem(
          section.lineOf("durations"), "every value of 'durations' exceeds 'max_duration'");
    }
    if (spec.stages().stream().anyMatch(stage -> stage.approvals() > 0)) {
      checkApprovals(section, spec);
    }
    if (spec.eligible().contains("manager")) {
      section.problem(section.lineOf("eligible"), "'manager' can be an approver, but not eligible");
    }
    if (spec.excluded().contains("manager")) {
      section.problem(section.lineOf("excluded"), "'manager' can be an approver, but not excluded");
    }
    checkNamed(section, section.lineOf("eligible"), "eligible", spec.eligible(), "eligible");
    checkSenders(section, spec.onBehalfOf());
  }

  private void checkSenders(YamlSection section, List<String> senders) {
    int line = section.lineOf("on_behalf_of");
    checkAll(section, line, "on_behalf_of", senders);
    if (senders.contains("manager")) {
      section.problem(line, "'manager' can't be in 'on_behalf_of': name a group or people instead");
    }
    checkNamed(section, line, "on_behalf_of", senders, "able to request for others");
  }

  private void checkStage(YamlSection section, EntitlementSpec.Stage stage) {
    checkAll(section, stage.line(), "approvers", stage.approvers());
    checkNamed(section, stage.line(), "approvers", stage.approvers(), "an approver");
    stage
        .escalate()
        .ifPresent(
            escalation -> {
              if (escalation.to().isEmpty()) {
                section.problem(escalation.line(), "'escalate' names nobody in 'to'");
              }
              checkAll(section, escalation.line(), "to", escalation.to());
              checkNamed(section, escalation.line(), "to", escalation.to(), "an approver");
            });
  }

  /** A grant must not change which rules apply to its holder. */
  void checkConditionGroups(YamlSection override, Set<String> groups) {
    checkNamed(
        override,
        override.lineOf("when"),
        "when",
        groups.stream().map(PrincipalForm.GROUP::concat).toList(),
        "meet the condition");
  }

  private void checkId(YamlSection section, String id) {
    if (id.isEmpty()) {
      return; // The id is missing, which is already reported.
    }
    checkForm(section, id);
    if (!ids.add(id)) {
      section.problem(section.lineOf("id"), "'" + id + "' appears twice");
    }
  }

  /** Checks that an id can be typed after the command. */
  static void checkForm(YamlSection section, String id) {
    if (id.length() > LONGEST_ID) {
      section.problem(
          section.lineOf("id"), "'%s' has more than %d characters".formatted(id, LONGEST_ID));
    } else if (!ID.matcher(id).matches()) {
      section.problem(
          section.lineOf("id"),
          "'" + id + "' may contain only lower-case letters, digits and dashes",
          Optional.of(id.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]+", "-"))
              .filter(better -> ID.matcher(better).matches()));
    }
    if (COMMANDS.contains(id)) {
      section.problem(
          section.lineOf("id"),
          "'%s' cannot be an id, because `/aws-access %s` is a command".formatted(id, id));
    }
  }

  private static void checkTarget(YamlSection section, EntitlementSpec spec) {
    spec.account().ifPresent(account -> AccountId.check(section, "account", account));
    spec.permissionSet()
        .filter(name -> !PERMISSION_SET.matcher(name).matches())
        .ifPresent(
            name ->
                section.problem(
                    section.lineOf("permission_set"),
                    "'permission_set' must be a name of 1 to 32 letters, digits and +=,.@_-, not '"
                        + name
                        + "'"));
  }

  void checkAll(YamlSection section, int line, String key, List<String> principals) {
    PrincipalForm.check(section, line, key, principals);
    principals.stream()
        .filter(principal -> PrincipalForm.names(PrincipalForm.ON_CALL, principal))
        .map(principal -> principal.substring(PrincipalForm.ON_CALL.length()).strip())
        .filter(name -> !schedules.contains(name))
        .forEach(
            name ->
                section.problem(
                    line,
                    "'on_call:" + name + "' in '" + key + "': 'on_call' has no '" + name + "'",
                    SpellingSuggestion.nearest(name, schedules)));
  }

  /**
   * Whether requests are decided in a channel. An invalid channel counts, because it is already
   * reported.
   */
  private boolean hasChannel(YamlSection section, EntitlementSpec spec) {
    return spec.channel().isPresent()
        || section.node("channel").isPresent()
        || namesApprovalsChannel;
  }

  /** Whether there is a channel in which people read that break-glass was used. */
  boolean breakGlassIsAnnounced(YamlSection section, EntitlementSpec spec) {
    return namesOperationsChannel || hasChannel(section, spec);
  }

  private void checkApprovals(YamlSection section, EntitlementSpec spec) {
    if (!hasChannel(section, spec)) {
      section.problem(
          section.line(),
          "'" + spec.id() + "' has no channel for its approvals: set 'channels: approvals'");
    }
    StageChecks.check(section, spec);
  }

  /**
   * A group has one policy, because with two the weaker one would decide. Also, a grant must not
   * make its holder eligible or an approver. This check compares groups as they are written; the
   * resolver compares them by object id.
   */
  private void checkGroup(YamlSection section, EntitlementSpec spec) {
    PrincipalForm.checkOneGroup(section, spec.group());
    EntitlementSpec first = firstOfGroup.getOrDefault(name(spec.group()), spec);
    if (!first.equals(spec)) {
      section.problem(
          section.lineOf("group"),
          "'%s' has the same group as '%s' (line %d), so the weaker of the two policies would decide; give each entitlement its own group"
              .formatted(spec.id(), first.id(), first.line()));
    }
  }

  void checkNamed(
      YamlSection section, int line, String key, List<String> principals, String becomes) {
    for (String principal : principals) {
      EntitlementSpec other =
          principal.startsWith(PrincipalForm.GROUP)
              ? firstOfGroup.get(name(principal.substring(PrincipalForm.GROUP.length())))
              : null;
      if (other != null) {
        section.problem(
            line,
            "'%s' in '%s' is the group of '%s' (line %d), so a grant of it would make the holder %s here; name another group"
                .formatted(principal, key, other.id(), other.line(), becomes));
      }
    }
  }

  /** Entra ignores case in names. */
  private static String name(String group) {
    return group.strip().toLowerCase(Locale.ROOT);
  }
}
