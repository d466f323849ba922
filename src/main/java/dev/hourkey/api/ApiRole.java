package dev.hourkey.api;

/** What a caller of the API may do. */
public enum ApiRole {
  /** Read reports and the audit trail. */
  READ,
  /** Request access for people, and follow these requests. */
  REQUEST
}
