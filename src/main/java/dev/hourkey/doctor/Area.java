package dev.hourkey.doctor;

import java.util.Locale;

/** The areas that doctor checks, in the order of the installation guide. */
public enum Area {
  SETTINGS("Settings", "docs/configuration.md"),
  DATABASE("Database", DocumentationLinks.DATABASE),
  CHAT("Slack", DocumentationLinks.CHAT),
  ENTRA("Entra", DocumentationLinks.ENTRA),
  PROVISIONING("Provisioning", DocumentationLinks.PROVISIONING),
  AWS("AWS", DocumentationLinks.AWS),
  POLICY("Policy file", DocumentationLinks.POLICY),
  TOOLS("Tools", DocumentationLinks.TOOLS),
  NETWORK("Network", DocumentationLinks.MACHINE),
  CONSOLE("Console", DocumentationLinks.CONSOLE),
  AUDIT("Audit trail", "docs/operations.md#signed-checkpoints");

  private final String label;
  private final String page;

  Area(String label, String page) {
    this.label = label;
    this.page = page;
  }

  /** The area's name on the command line. */
  public String word() {
    return label.split(" ", 2)[0].toLowerCase(Locale.ROOT);
  }

  public String label() {
    return label;
  }

  /** The page and section of the documentation that describe how to set up the area. */
  public String page() {
    return page;
  }
}
