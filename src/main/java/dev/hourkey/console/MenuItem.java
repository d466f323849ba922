package dev.hourkey.console;

/** The links of the menu, and who sees them. */
enum MenuItem {
  NOW("Now", "/console/now", ConsoleRole.VIEWER),
  GRANTS("Grants", "/console/grants", ConsoleRole.AUDITOR),
  REQUESTS("Requests", "/console/requests", ConsoleRole.AUDITOR),
  ENTITLEMENTS("Entitlements", "/console/entitlements", ConsoleRole.AUDITOR),
  POINT_IN_TIME("Access as of…", "/console/moment", ConsoleRole.AUDITOR),
  SERVICE_LEVELS("Service levels", "/console/service-levels", ConsoleRole.AUDITOR),
  EVIDENCE("Evidence", "/console/evidence", ConsoleRole.AUDITOR),
  AUDIT_TRAIL("Audit trail", "/console/audit-trail", ConsoleRole.AUDITOR),
  POLICY("Policy", "/console/policy", ConsoleRole.AUDITOR),
  DOCTOR("Doctor", "/console/doctor", ConsoleRole.OPERATOR),
  MY_ACCESS("My access", "/console/my-access", ConsoleRole.PERSON);

  private final String label;
  private final String path;
  private final ConsoleRole needed;

  MenuItem(String label, String path, ConsoleRole needed) {
    this.label = label;
    this.path = path;
    this.needed = needed;
  }

  String label() {
    return label;
  }

  String path() {
    return path;
  }

  ConsoleRole needed() {
    return needed;
  }
}
