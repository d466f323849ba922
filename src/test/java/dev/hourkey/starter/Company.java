package dev.hourkey.starter;

import dev.hourkey.catalog.AccountAssignment;
import dev.hourkey.catalog.AwsAccess;
import dev.hourkey.catalog.AwsAccountState;
import dev.hourkey.catalog.EntraGroup;
import dev.hourkey.starter.Inventory.LeftOut;
import dev.hourkey.starter.Inventory.Manageable;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What a small company has in Identity Center and Entra. */
final class Company {
  static final String PROD = "111122223333";
  static final String STAGING = "444455556666";
  static final Manageable PROD_READONLY =
      group(4, "aws-prod-readonly", opens("Production", PROD, "ReadOnlyAccess"));
  static final Manageable PROD_ADMIN =
      group(5, "aws-prod-admin", opens("Production", PROD, "AdministratorAccess"));
  static final Manageable STAGING_POWER =
      group(6, "aws-staging-poweruser", opens("Staging", STAGING, "PowerUserAccess"));
  static final Manageable EVERYWHERE =
      group(
          8,
          "aws-deploy",
          opens("Staging", STAGING, "Deploy"),
          opens("Production", PROD, "Deploy"),
          opens("Production", PROD, "ReadOnlyAccess"));

  /** Groups that open nothing, as Entra and Identity Center know them. */
  static final Map<String, EntraGroup> AUDIENCES =
      Map.of(
          awsId(1), new EntraGroup(entraId(1), "engineering"),
          awsId(2), new EntraGroup(entraId(2), "sre-leads"));

  private Company() {}

  static Inventory inventory(Manageable... groups) {
    Map<String, EntraGroup> known = new HashMap<>(AUDIENCES);
    List.of(groups).forEach(one -> known.put(one.awsId(), one.group()));
    return new Inventory(List.of(groups), List.of(), 0, known, Map.of(), List.of());
  }

  static Inventory with(Inventory inventory, List<LeftOut> leftOut, int empty, String... gaps) {
    return new Inventory(
        inventory.manageable(),
        leftOut,
        empty,
        inventory.entraGroups(),
        Map.of("Deploy", List.of("IAMFullAccess")),
        List.of(gaps));
  }

  static Manageable group(int number, String name, AccountAssignment... opens) {
    return new Manageable(
        new EntraGroup(entraId(number), name), awsId(number), new AwsAccess(List.of(opens), true));
  }

  static AccountAssignment opens(String accountName, String account, String permissionSet) {
    return new AccountAssignment(
        account,
        accountName,
        permissionSet,
        Optional.of(Duration.ofHours(permissionSet.equals("PowerUserAccess") ? 4 : 1)),
        AwsAccountState.ACTIVE);
  }

  static String entraId(int number) {
    return "22222222-0000-4000-8000-%012d".formatted(number);
  }

  static String awsId(int number) {
    return "bbbbbbbb-0000-4000-8000-%012d".formatted(number);
  }
}
