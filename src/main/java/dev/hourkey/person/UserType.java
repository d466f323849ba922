package dev.hourkey.person;

/** Whether an Entra account belongs to the organization or is a guest of another one. */
public enum UserType {
  MEMBER,
  GUEST,

  /** Entra does not say. The account then counts neither as a member nor as a guest. */
  UNKNOWN
}
