package dev.hourkey.policy;

/** How much an approver is warned. */
public enum Risk {
  NORMAL,
  HIGH
}
