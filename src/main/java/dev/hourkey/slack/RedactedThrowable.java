package dev.hourkey.slack;

import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;

/** Failures without their messages, which may quote a secret or what a person wrote. */
final class RedactedThrowable {
  private RedactedThrowable() {}

  /** The types of the failure and its causes. */
  static String names(Throwable failure) {
    Throwable cause = failure.getCause();
    if (isWrapper(failure) && cause != null) {
      return names(cause);
    }
    String name = failure.getClass().getSimpleName();
    return cause == null ? name : name + ": " + names(cause);
  }

  private static boolean isWrapper(Throwable failure) {
    return failure instanceof CompletionException || failure instanceof ExecutionException;
  }

  /** The failure and its causes with nothing but their types and stack traces. */
  static Throwable copy(Throwable failure) {
    Throwable cause = failure.getCause();
    var copy = new Throwable(failure.getClass().getName(), cause == null ? null : copy(cause));
    copy.setStackTrace(failure.getStackTrace());
    return copy;
  }
}
