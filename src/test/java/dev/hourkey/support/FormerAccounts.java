package dev.hourkey.support;

import dev.hourkey.sandbox.entra.EntraStandIn;
import java.util.Map;

/** Accounts that people had before their present ones. */
public final class FormerAccounts {
  private FormerAccounts() {}

  /** Adds a disabled account that has the same address as somebody's present account. */
  public static void addDisabled(EntraStandIn entra, String principalName, String address) {
    entra.putUser(
        Map.of(
            "id",
            "11111111-0000-4000-8000-000000000099",
            "displayName",
            "A former account",
            "userPrincipalName",
            principalName,
            "mail",
            address,
            "accountEnabled",
            false));
  }
}
