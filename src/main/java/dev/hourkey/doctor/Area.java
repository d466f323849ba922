package dev.hourkey.doctor;

import java.util.Locale;

/** What a check is about, in the order of the installation guide. */
public enum Area {
  SETTINGS("Settings", "docs/configuration.md"),
  DATABASE("Database", Guide.DATABASE),
  CHAT("Slack", Guide.CHAT),
  ENTRA("Entra", Guide.ENTRA),
  PROVISIONING("Provisioning", Guide.PROVISIONING),
  AWS("AWS", Guide.AWS),
  POLICY("Policy file", Guide.POLICY),
  TOOLS("Tools", Guide.TOOLS),
  NETWORK("Network", Guide.MACHINE),
  CONSOLE("Console", Guide.CONSOLE),
  AUDIT("Audit trail", "docs/operations.md#signed-checkpoints");

  private final String label;
  private final String page;

  Area(String label, String page) {
    this.label = label;
    this.page = page;
  }

  /** How the command line names it. */
  public String word() {
    return label.split(" ", 2)[0].toLowerCase(Locale.ROOT);
  }

  public String label() {
    return label;
  }

  /** The page and section that says how it should be. */
  public String page() {
    return page;
  }
}
