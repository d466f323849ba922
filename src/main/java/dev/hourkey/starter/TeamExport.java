package dev.hourkey.starter;

import com.fasterxml.jackson.databind.JsonNode;
import dev.hourkey.catalog.AccountAssignment;
import dev.hourkey.starter.Inventory.Manageable;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The eligibility and approvers of AWS' sample TEAM, as its GraphQL API returns them for {@code
 * listEligibilities}, {@code listPolicies} and {@code listApprovers}.
 */
public final class TeamExport implements MigrationSource {
  private final List<Eligibility> eligibilities = new ArrayList<>();

  /** The approver groups of an account, by its id: names by ids. */
  private final Map<String, Map<String, String>> approvers = new HashMap<>();

  private final List<String> left = new ArrayList<>();
  private final Set<Eligibility> used = new HashSet<>();

  /**
   * Who may request what. The fields of a policy of TEAM replace those of the eligibility.
   *
   * @param group whether it is for a group of Identity Center, by its id
   * @param deciders the approver groups of a policy; none if the account's approver groups decide
   */
  private record Eligibility(
      boolean group,
      String id,
      String name,
      Set<String> accounts,
      Set<String> permissionSets,
      boolean needsApproval,
      int hours,
      Map<String, String> deciders) {
    boolean allows(AccountAssignment target) {
      return accounts.contains(target.accountId())
          && permissionSets.contains(target.permissionSet());
    }
  }

  private TeamExport(JsonNode root) {
    JsonNode answer = root.has("data") ? root.path("data") : root;
    Map<String, JsonNode> policies = new HashMap<>();
    for (JsonNode policy : items(answer, "listPolicies")) {
      policies.put(policy.path("id").asText(), policy);
    }
    for (JsonNode one : items(answer, "listEligibilities")) {
      add(one, one);
      for (String id : ConfigurationJson.texts(one.path("policyIds"))) {
        JsonNode policy = policies.get(id);
        if (policy == null) {
          left.add(words(one) + " refers to the policy " + id + ", which the file does not have");
        } else {
          add(one, policy);
        }
      }
    }
    for (JsonNode one : items(answer, "listApprovers")) {
      if (one.path("type").asText().equals("Account")) {
        approvers.put(one.path("id").asText(), groups(one));
      } else {
        left.add(
            "approvers of %s '%s'; it is not known which accounts those are"
                .formatted(one.path("type").asText(), one.path("name").asText()));
      }
    }
  }

  private List<JsonNode> items(JsonNode answer, String list) {
    if (answer.path(list).hasNonNull("nextToken")) {
      left.add("what follows after the first page of " + list + "; request it with a larger limit");
    }
    return ConfigurationJson.items(answer.path(list).path("items"));
  }

  private void add(JsonNode who, JsonNode what) {
    names(what.path("ous"))
        .forEach(
            (_, ou) ->
                left.add(
                    words(who) + " in OU '" + ou + "'; it is not known which accounts those are"));
    Set<String> accounts = names(what.path("accounts")).keySet();
    if (!accounts.isEmpty()) {
      eligibilities.add(
          new Eligibility(
              who.path("type").asText().equals("Group"),
              who.path("id").asText(),
              who.path("name").asText(),
              Set.copyOf(accounts),
              Set.copyOf(names(what.path("permissions")).values()),
              !ConfigurationJson.flag(what.path("approvalRequired")).equals(Optional.of(false)),
              what.path("duration").asInt(0),
              names(what.path("approverGroupIds"))));
    }
  }

  private static String words(JsonNode eligibility) {
    return "eligibility of '" + eligibility.path("name").asText() + "'";
  }

  /** Names by ids. */
  private static Map<String, String> names(JsonNode list) {
    Map<String, String> names = new LinkedHashMap<>();
    list.forEach(one -> names.put(one.path("id").asText(), one.path("name").asText()));
    return names;
  }

  private static Map<String, String> groups(JsonNode approvers) {
    List<JsonNode> ids = ConfigurationJson.items(approvers.path("groupIds"));
    List<JsonNode> names = ConfigurationJson.items(approvers.path("approvers"));
    Map<String, String> groups = new LinkedHashMap<>();
    for (int i = 0; i < ids.size(); i++) {
      String id = ids.get(i).asText();
      groups.put(id, i < names.size() ? names.get(i).asText() : id);
    }
    return groups;
  }

  /**
   * Reads an export.
   *
   * @throws Unreadable when it is something else
   */
  public static TeamExport read(Path file) throws Unreadable {
    JsonNode root = ConfigurationJson.read(file);
    TeamExport read = new TeamExport(root);
    if (read.eligibilities.isEmpty() && read.left.isEmpty()) {
      throw new Unreadable(
          file + " has no eligibility of TEAM: it must be the answer to 'listEligibilities'");
    }
    return read;
  }

  @Override
  public String name() {
    return "TEAM";
  }

  @Override
  public Optional<Rules> rules(Manageable group, Inventory inventory) {
    List<AccountAssignment> targets = group.opens().open();
    List<List<Eligibility>> each =
        targets.stream()
            .map(target -> eligibilities.stream().filter(one -> one.allows(target)).toList())
            .distinct()
            .toList();
    each.forEach(used::addAll);
    if (each.size() == 1 && each.getFirst().isEmpty()) {
      return Optional.empty();
    }
    List<Map<String, String>> deciders =
        each.getFirst().stream()
            .flatMap(
                one ->
                    targets.stream()
                        .map(
                            target ->
                                one.deciders().isEmpty()
                                    ? approvers.getOrDefault(target.accountId(), Map.of())
                                    : one.deciders()))
            .distinct()
            .toList();
    if (each.size() > 1 || deciders.size() > 1) {
      return Optional.of(
          Rules.none("it has different rules for the parts or people of what this group opens"));
    }
    return Optional.of(rules(each.getFirst(), deciders.getFirst(), inventory));
  }

  private Rules rules(List<Eligibility> all, Map<String, String> deciders, Inventory inventory) {
    List<String> notes = new ArrayList<>();
    Principals principals = new Principals(inventory, notes);
    for (Eligibility one : all) {
      if (one.group()) {
        principals.group(one.id(), one.name());
      } else {
        principals.person(one.name());
      }
    }
    List<String> eligible = principals.taken();
    deciders.forEach(principals::group);
    List<String> decide = principals.taken();
    boolean approval = all.stream().anyMatch(Eligibility::needsApproval);
    if (approval && !all.stream().allMatch(Eligibility::needsApproval)) {
      notes.add("some of these people needed no approval");
    }
    if (approval && decide.isEmpty()) {
      notes.add("it names nobody who could approve this");
    }
    List<Integer> hours = all.stream().map(Eligibility::hours).distinct().sorted().toList();
    if (hours.size() > 1) {
      notes.add(
          "its people had different limits, up to %d hours; the shortest is used"
              .formatted(hours.getLast()));
    }
    return new Rules(
        eligible,
        approval ? decide : List.of(),
        Optional.of(approval ? 1 : 0),
        false,
        Optional.of(hours.getFirst())
            .filter(few -> few > 0 && few <= 24 * 365)
            .map(Duration::ofHours),
        notes);
  }

  @Override
  public List<String> leftOver() {
    List<String> all = new ArrayList<>(left);
    eligibilities.stream()
        .filter(one -> !used.contains(one))
        .map(one -> "eligibility of '" + one.name() + "' matches no group above")
        .distinct()
        .forEach(all::add);
    return all;
  }
}
