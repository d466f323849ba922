package dev.hourkey.catalog;

import java.util.Comparator;
import java.util.List;
import java.util.Locale;

/**
 * The order in which targets are shown, riskiest first. It is based on the name of the permission
 * set, because Hourkey does not read what a permission set allows. The order decides only what is
 * shown first. Everything is shown, and nothing is allowed or refused because of the order.
 */
final class RiskOrder {
  static final Comparator<AccountAssignment> RISKIEST_FIRST =
      Comparator.comparing((AccountAssignment target) -> !target.mayOpen())
          .thenComparingInt(target -> rank(target.permissionSet()))
          .thenComparing(AccountAssignment::accountName)
          .thenComparing(AccountAssignment::accountId)
          .thenComparing(AccountAssignment::permissionSet);

  private static final List<String> ADMINISTRATOR =
      List.of("admin", "fullaccess", "root", "owner", "superuser", "breakglass");
  private static final List<String> POWER = List.of("power", "write", "deploy", "operator");
  private static final List<String> READER = List.of("readonly", "viewonly", "viewer", "audit");

  private RiskOrder() {}

  /** 0 is the riskiest. A name that says nothing about risk ranks above one that says read-only. */
  static int rank(String permissionSet) {
    String name = permissionSet.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]", "");
    if (ADMINISTRATOR.stream().anyMatch(name::contains)) {
      return 0;
    }
    if (POWER.stream().anyMatch(name::contains)) {
      return 1;
    }
    return READER.stream().anyMatch(name::contains) ? 3 : 2;
  }
}
