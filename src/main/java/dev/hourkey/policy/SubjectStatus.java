package dev.hourkey.policy;

import java.util.List;
import java.util.stream.Stream;

/** A requester or reviewer, as Entra shows them now. */
public sealed interface SubjectStatus {
  record Enabled(Subject subject) implements SubjectStatus {}

  record Disabled() implements SubjectStatus {}

  /**
   * Entra does not show the account.
   *
   * @param gone whether that has lasted so long that the account no longer exists
   */
  record Missing(boolean gone) implements SubjectStatus {}

  /** The people among these whose account is enabled. */
  static List<Subject> enabled(List<SubjectStatus> people) {
    return people.stream()
        .flatMap(person -> person instanceof Enabled(var found) ? Stream.of(found) : Stream.of())
        .toList();
  }
}
