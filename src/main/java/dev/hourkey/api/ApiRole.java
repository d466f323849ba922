package dev.hourkey.api;

/** What a caller of the API may do. */
public enum ApiRole {
  /** Read reports and the audit trail. */
  READ("Hourkey.Read"),
  /** Request access for people, and follow these requests. */
  REQUEST("Hourkey.Request");

  private final String appRole;

  ApiRole(String appRole) {
    this.appRole = appRole;
  }

  /** The app role of an Entra application that allows this. */
  String appRole() {
    return appRole;
  }
}
