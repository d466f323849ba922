package dev.hourkey.catalog;

import dev.hourkey.policy.DecideWith;
import dev.hourkey.policy.Risk;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.nodes.Node;

/**
 * Reads the policy file. It walks the YAML tree itself, because a mapper would stop at the first
 * problem and describe it in its own jargon. This class reports all problems at once, with their
 * lines.
 */
final class PolicyReader {
  private final String text;
  private final List<CatalogProblem> problems = new ArrayList<>();
  private final OverrideReader overrides = new OverrideReader(problems);
  private final StageReader stages = new StageReader(problems);
  private ExternalTools tools = ExternalTools.NONE;

  PolicyReader(String text) {
    this.text = text;
  }

  PolicyFile read(Node root) {
    YamlSection top = new YamlSection(root, PolicyKeys.TOP, null, problems);
    Optional<String> version = top.required("version");
    if (version.isPresent() && !version.get().equals("1")) {
      top.problem(top.lineOf("version"), "'version' must be 1");
    }
    Optional<YamlSection> channels =
        top.node("channels").map(node -> section(node, PolicyKeys.CHANNELS, null));
    YamlSection defaults =
        top.node("defaults").map(node -> section(node, PolicyKeys.SHARED, null)).orElse(null);
    if (defaults != null) {
      StageReader.checkForm(defaults);
    }
    Duration syncTimeout = top.duration("sync_timeout", PolicyFile.SYNC_TIMEOUT);
    Optional<String> approvals = channels.flatMap(section -> channel(section, "approvals"));
    Optional<String> operations = channels.flatMap(section -> channel(section, "operations"));
    Optional<String> help = channels.flatMap(section -> channel(section, "help"));
    Optional<YamlSection> roles =
        top.node("roles").map(node -> section(node, PolicyKeys.ROLES, null));
    List<String> operators = role(roles, "operators", "an operator");
    List<String> auditors = role(roles, "auditors", "an auditor");
    boolean removesDrift =
        top.read("drift", false, "'drift' must be report or remove", PolicyReader::removesDrift);
    tools = new ExternalToolsReader(problems).read(top);
    List<YamlSection> sections =
        top.node("entitlements").isEmpty() && top.node("rules").isPresent()
            ? List.of()
            : sections(top, "entitlements", PolicyKeys.OWN, defaults);
    List<EntitlementSpec> specs =
        sections.stream()
            .map(
                section ->
                    entitlement(
                        section, section.required("group").orElse(""), syncTimeout, approvals))
            .toList();
    List<YamlSection> ruleSections =
        top.node("rules").isPresent()
            ? sections(top, "rules", PolicyKeys.RULE, defaults)
            : List.of();
    RuleReader ruleReader = new RuleReader(problems);
    List<RuleSpec> rules =
        ruleSections.stream()
            .map(
                section ->
                    ruleReader.read(section, entitlement(section, "", syncTimeout, approvals)))
            .toList();
    ruleReader.check(rules);
    EntitlementChecks checks =
        new EntitlementChecks(
            specs,
            channels.flatMap(section -> section.node("approvals")).isPresent(),
            channels.flatMap(section -> section.node("operations")).isPresent(),
            tools.onCall().keySet());
    for (int i = 0; i < specs.size(); i++) {
      checks.check(sections.get(i), i);
    }
    for (int i = 0; i < rules.size(); i++) {
      checks.checkRule(ruleSections.get(i), rules.get(i));
    }
    overrides.check(checks);
    List<Bundle> bundles = new BundleReader(specs, !rules.isEmpty(), problems).read(top);
    return new PolicyFile(
        text,
        approvals,
        operations,
        help,
        operators,
        auditors,
        removesDrift,
        tools,
        specs,
        rules,
        bundles,
        problems);
  }

  /**
   * A role applies to all entitlements, so only people and groups of Entra may have it. {@code
   * manager}, {@code anyone}, and principals of other tools are refused.
   */
  private static List<String> role(Optional<YamlSection> roles, String key, String name) {
    return roles.map(section -> role(section, key, name)).orElseGet(List::of);
  }

  private static List<String> role(YamlSection roles, String key, String name) {
    List<String> people = roles.principals(key);
    PrincipalForm.check(roles, roles.lineOf(key), key, people);
    people.stream()
        .filter(
            principal ->
                principal.equals("manager")
                    || principal.equals("anyone")
                    || principal.startsWith(PrincipalForm.ON_CALL)
                    || principal.startsWith(PrincipalForm.CHAT_GROUP))
        .forEach(
            principal ->
                roles.problem(
                    roles.lineOf(key),
                    "'%s' can't be %s: name a group or people".formatted(principal, name)));
    return people;
  }

  private List<YamlSection> sections(
      YamlSection top, String key, Set<String> keys, @Nullable YamlSection defaults) {
    return top.items(key).stream().map(node -> section(node, keys, defaults)).toList();
  }

  private EntitlementSpec entitlement(
      YamlSection section, String group, Duration syncTimeout, Optional<String> approvalsChannel) {
    EntitlementSpec spec = values(section, group, syncTimeout, approvalsChannel);
    return spec.with(
        overrides.read(
            section, tools, override -> values(override, group, syncTimeout, approvalsChannel)));
  }

  private EntitlementSpec values(
      YamlSection section, String group, Duration syncTimeout, Optional<String> approvalsChannel) {
    String id = section.required("id").orElse("");
    List<Duration> offered = section.durations("durations", List.of(Duration.ofHours(1)));
    Duration maxDuration =
        section.duration(
            "max_duration",
            offered.stream().max(Duration::compareTo).orElse(PolicyFile.SYNC_TIMEOUT));
    List<Duration> durations =
        offered.stream().filter(one -> one.compareTo(maxDuration) <= 0).toList();
    return new EntitlementSpec(
        section.line(),
        id,
        section.text("name").orElse(id),
        group,
        section.text("account"),
        section.text("permission_set"),
        section.principals("eligible"),
        section.mergedPrincipals("excluded"),
        section.flag("slack_guests"),
        stages.read(section),
        durations,
        maxDuration,
        LimitsReader.read(section, durations, problems),
        LimitsReader.duration(section, "start_ahead"),
        section.duration("expire_after", Duration.ofHours(4)),
        section.durations("remind_after", List.of(Duration.ofMinutes(15), Duration.ofHours(1))),
        section.duration("warn_before", Duration.ofMinutes(10)),
        section.duration("sync_timeout", syncTimeout),
        new JustificationReader(problems, tools.jiraProjects()).read(section),
        section.read("risk", Risk.NORMAL, "'risk' must be normal or high", PolicyReader::risk),
        section.flag("self_approval"),
        channel(section, "channel").or(() -> approvalsChannel),
        BreakGlassReader.read(section, problems),
        section.principals("on_behalf_of"),
        section.read(
            "decide_with",
            DecideWith.CHAT,
            "'decide_with' must be slack or entra",
            PolicyReader::decideWith),
        List.of(),
        Optional.empty());
  }

  private static Optional<String> channel(YamlSection section, String key) {
    Optional<String> channel = section.text(key);
    channel
        .filter(name -> !EntitlementChecks.isChannel(name))
        .ifPresent(
            name ->
                section.problem(
                    section.lineOf(key),
                    "'%s' must be the name of a channel, in lower case and without spaces, or its id, not '%s'"
                        .formatted(key, name)));
    return channel;
  }

  private static Optional<Boolean> removesDrift(String text) {
    return switch (text) {
      case "report" -> Optional.of(false);
      case "remove" -> Optional.of(true);
      default -> Optional.empty();
    };
  }

  private static Optional<DecideWith> decideWith(String text) {
    return switch (text) {
      case "slack" -> Optional.of(DecideWith.CHAT);
      case "entra" -> Optional.of(DecideWith.ENTRA);
      default -> Optional.empty();
    };
  }

  private static Optional<Risk> risk(String text) {
    return switch (text) {
      case "normal" -> Optional.of(Risk.NORMAL);
      case "high" -> Optional.of(Risk.HIGH);
      default -> Optional.empty();
    };
  }

  private YamlSection section(Node node, Set<String> keys, @Nullable YamlSection defaults) {
    return new YamlSection(node, keys, defaults, problems);
  }
}
