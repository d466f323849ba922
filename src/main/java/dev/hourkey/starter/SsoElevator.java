package dev.hourkey.starter;

import com.fasterxml.jackson.databind.JsonNode;
import dev.hourkey.catalog.AccountAssignment;
import dev.hourkey.starter.Inventory.Manageable;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The configuration of terraform-aws-sso-elevator: a list of statements for accounts and one for
 * groups, as in its own file {@code config/approval-config.json} in S3, or as in the variables of
 * its module. All statements that match count together.
 */
public final class SsoElevator implements MigrationSource {
  private static final String ANY = "*";

  private final List<Statement> ofAccounts;
  private final List<Statement> ofGroups;
  private final Optional<Duration> longest;
  private final Set<Statement> used = new HashSet<>();

  /**
   * One statement.
   *
   * @param number its place in its list, from 1
   */
  private record Statement(
      String list,
      int number,
      String type,
      Set<String> resources,
      Set<String> permissionSets,
      Set<String> approvers,
      Optional<Boolean> selfApproval,
      Optional<Boolean> notRequired,
      Set<String> groups,
      Set<String> users) {
    static List<Statement> all(String list, JsonNode statements) {
      List<Statement> all = new ArrayList<>();
      for (JsonNode one : statements) {
        all.add(
            new Statement(
                list,
                all.size() + 1,
                one.path("ResourceType").asText("Account"),
                ConfigurationJson.texts(one.path("Resource")),
                ConfigurationJson.texts(one.path("PermissionSet")),
                ConfigurationJson.texts(one.path("Approvers")),
                ConfigurationJson.flag(one.path("AllowSelfApproval")),
                ConfigurationJson.flag(one.path("ApprovalIsNotRequired")),
                ConfigurationJson.texts(one.path("AllowedGroups")),
                ConfigurationJson.texts(one.path("AllowedUsers"))));
      }
      return all;
    }

    boolean affects(AccountAssignment target) {
      return type.equals("Account")
          && (resources.contains(target.accountId()) || resources.contains(ANY))
          && (permissionSets.contains(target.permissionSet()) || permissionSets.contains(ANY));
    }

    boolean limitsRequesters() {
      return !groups.isEmpty() || !users.isEmpty();
    }

    String words() {
      return "statement %d of %s".formatted(number, list);
    }
  }

  private SsoElevator(JsonNode root) {
    JsonNode accounts =
        root.isArray() ? root : ConfigurationJson.first(root, "statements", "config");
    this.ofAccounts = Statement.all("the accounts", accounts);
    this.ofGroups =
        Statement.all(
            "the groups", ConfigurationJson.first(root, "group_statements", "group_config"));
    int hours = root.path("max_permissions_duration_time").asInt(0);
    this.longest =
        hours > 0 && hours <= 24 * 365 ? Optional.of(Duration.ofHours(hours)) : Optional.empty();
  }

  /**
   * Reads its configuration.
   *
   * @throws Unreadable when it is something else
   */
  public static SsoElevator read(Path file) throws Unreadable {
    SsoElevator read = new SsoElevator(ConfigurationJson.read(file));
    if (read.ofAccounts.isEmpty() && read.ofGroups.isEmpty()) {
      throw new Unreadable(
          file
              + " has no statements of sso-elevator: it must be a list, or have 'statements' and"
              + " 'group_statements', or 'config' and 'group_config'");
    }
    return read;
  }

  @Override
  public String name() {
    return "sso-elevator";
  }

  @Override
  public Optional<Rules> rules(Manageable group, Inventory inventory) {
    List<Statement> own =
        ofGroups.stream().filter(one -> one.resources().contains(group.awsId())).toList();
    if (!own.isEmpty()) {
      used.addAll(own);
      return Optional.of(merged(own, inventory));
    }
    List<List<Statement>> each =
        group.opens().open().stream()
            .map(target -> ofAccounts.stream().filter(one -> one.affects(target)).toList())
            .distinct()
            .toList();
    each.forEach(used::addAll);
    if (each.size() == 1 && each.getFirst().isEmpty()) {
      return Optional.empty();
    }
    return Optional.of(
        each.size() == 1
            ? merged(each.getFirst(), inventory)
            : Rules.none("it has different statements for the parts of what this group opens"));
  }

  private Rules merged(List<Statement> statements, Inventory inventory) {
    long audiences =
        statements.stream().map(one -> List.of(one.groups(), one.users())).distinct().count();
    if (audiences > 1) {
      return Rules.none("who approves depends on who requests, by AllowedGroups and AllowedUsers");
    }
    List<String> notes = new ArrayList<>();
    Principals principals = new Principals(inventory, notes);
    Statement first = statements.getFirst();
    first.groups().forEach(id -> principals.group(id, id));
    first.users().forEach(principals::person);
    List<String> eligible = principals.taken();
    if (!first.limitsRequesters()) {
      notes.add("everybody in Identity Center may request this");
    }
    boolean noApproval = decided(statements.stream().map(Statement::notRequired).toList());
    boolean self = decided(statements.stream().map(Statement::selfApproval).toList());
    Set<String> named = new LinkedHashSet<>();
    statements.forEach(one -> named.addAll(one.approvers()));
    named.forEach(principals::person);
    List<String> approvers = principals.taken();
    if (!noApproval && approvers.isEmpty()) {
      notes.add("it names nobody who could approve this");
    }
    return new Rules(
        eligible,
        noApproval ? List.of() : approvers,
        Optional.of(noApproval ? 0 : 1),
        self && !noApproval,
        longest,
        notes);
  }

  /** What its statements say together: an explicit false wins. */
  private static boolean decided(List<Optional<Boolean>> said) {
    return said.contains(Optional.of(true)) && !said.contains(Optional.of(false));
  }

  @Override
  public List<String> leftOver() {
    List<String> left = new ArrayList<>();
    for (Statement one : ofAccounts) {
      if (!one.type().equals("Account")) {
        left.add(
            one.words()
                + " is for the type "
                + one.type()
                + "; it is not known which accounts those are");
      } else if (!used.contains(one)) {
        left.add(one.words() + " matches no group above");
      }
    }
    ofGroups.stream()
        .filter(one -> !used.contains(one))
        .forEach(one -> left.add(one.words() + " matches no group above"));
    return left;
  }
}
