package dev.hourkey.aws;

import dev.hourkey.doctor.AwsDiagnostics.Attempt;
import dev.hourkey.person.DirectoryFailure;
import java.util.Optional;
import software.amazon.awssdk.awscore.exception.AwsServiceException;

/** Tries actions that only read. */
final class AwsActionProbe {
  private AwsActionProbe() {}

  /** "Not found" also shows that the action is allowed. */
  static Attempt attempt(String action, Runnable call) {
    return strictly(
        action,
        () -> {
          try {
            call.run();
          } catch (AwsServiceException e) {
            if (!AwsFailures.refused(e) || AwsFailures.denied(e) || AwsFailures.ofKey(e)) {
              throw e;
            }
          }
        });
  }

  /** For a call that names only the instance, so that every refusal concerns the instance. */
  static Attempt strictly(String action, Runnable call) {
    try {
      AwsFailures.call(
          "try " + action,
          () -> {
            call.run();
            return true;
          });
      return new Attempt(action, Optional.empty());
    } catch (DirectoryFailure failure) {
      return new Attempt(action, Optional.of(failure));
    }
  }
}
