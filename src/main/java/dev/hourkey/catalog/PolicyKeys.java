package dev.hourkey.catalog;

import java.util.HashSet;
import java.util.Set;

/** The keys that each section of the policy file may have. */
final class PolicyKeys {
  static final Set<String> TOP =
      Set.of(
          "version",
          "channels",
          "roles",
          "defaults",
          "sync_timeout",
          "drift",
          "on_call",
          "tickets",
          "entitlements",
          "rules",
          "bundles");
  static final Set<String> BUNDLE = Set.of("id", "name", "entitlements");
  static final Set<String> CHANNELS = Set.of("approvals", "operations", "help");
  static final Set<String> ROLES = Set.of("operators", "auditors");
  static final Set<String> ON_CALL = Set.of("pagerduty", "jsm", "incident_io", "slack_user_group");
  static final Set<String> TICKETS = Set.of("jira");
  static final Set<String> JIRA = Set.of("projects");
  static final Set<String> SHARED =
      Set.of(
          "eligible",
          "excluded",
          "slack_guests",
          "on_behalf_of",
          "approvers",
          "approvals",
          "stages",
          "escalate",
          "durations",
          "max_duration",
          "limits",
          "start_ahead",
          "expire_after",
          "remind_after",
          "warn_before",
          "sync_timeout",
          "justification",
          "risk",
          "self_approval",
          "channel",
          "decide_with",
          "account",
          "permission_set",
          "break_glass",
          "overrides");
  static final Set<String> OWN = union(SHARED, Set.of("id", "name", "group"));

  static final Set<String> RULE = union(SHARED, Set.of("match", "id", "name"));
  static final Set<String> MATCH = Set.of("group", "account", "permission_set");
  static final Set<String> MATCH_ACCOUNT = Set.of("id", "name", "ou", "tags");
  static final Set<String> MATCH_PERMISSION_SET = Set.of("name", "tags");

  /** The keys that an override may replace. */
  static final Set<String> REPLACED =
      without(
          SHARED,
          Set.of(
              "account",
              "permission_set",
              "sync_timeout",
              "channel",
              "decide_with",
              "break_glass",
              "overrides"));

  static final Set<String> OVERRIDE = union(REPLACED, Set.of("when"));

  /** The key for stages, and the keys that abbreviate a single stage. */
  static final Set<String> STAGE_FORMS = Set.of("stages", "approvers", "approvals", "escalate");

  static final Set<String> LIMITS = Set.of("total", "within", "cool_down");
  static final Set<String> STAGE = Set.of("approvers", "approvals", "escalate");
  static final Set<String> ESCALATE = Set.of("after", "to");
  static final Set<String> BREAK_GLASS =
      Set.of("eligible", "max_duration", "review_by", "review_within");
  static final Set<String> JUSTIFICATION = Set.of("min_length", "pattern", "example", "ticket");

  private PolicyKeys() {}

  private static Set<String> without(Set<String> all, Set<String> some) {
    Set<String> rest = new HashSet<>(all);
    rest.removeAll(some);
    return Set.copyOf(rest);
  }

  private static Set<String> union(Set<String> some, Set<String> more) {
    Set<String> all = new HashSet<>(some);
    all.addAll(more);
    return Set.copyOf(all);
  }
}
