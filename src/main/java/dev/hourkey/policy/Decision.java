package dev.hourkey.policy;

/** What a policy says. */
public sealed interface Decision {
  /** It is allowed, and nobody else has to be asked. */
  record Granted() implements Decision {}

  /** It is allowed once this many (more) people have said so. */
  record NeedsApproval(int approvals) implements Decision {}

  /** It is not allowed; {@code reason} is one sentence a person can act on. */
  record Refused(String reason) implements Decision {}
}
