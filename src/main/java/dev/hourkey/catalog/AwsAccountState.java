package dev.hourkey.catalog;

import java.util.Locale;

/** Whether people can get into an AWS account, according to AWS Organizations. */
public enum AwsAccountState {
  ACTIVE,
  PENDING_ACTIVATION,
  SUSPENDED,
  PENDING_CLOSURE,
  CLOSED,

  /** Hourkey is not allowed to query Organizations, or got no answer. The account may be open. */
  UNKNOWN;

  /** Whether an assignment in this account gives access, or may give it. */
  boolean mayOpen() {
    return this == ACTIVE || this == UNKNOWN;
  }

  /** For people: {@code suspended}, {@code pending closure}. */
  public String words() {
    return name().toLowerCase(Locale.ROOT).replace('_', ' ');
  }
}
