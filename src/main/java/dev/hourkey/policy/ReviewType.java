package dev.hourkey.policy;

/** What an approver does with a request. */
public enum ReviewType {
  APPROVE,
  DENY
}
