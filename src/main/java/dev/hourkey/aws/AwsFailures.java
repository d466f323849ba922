package dev.hourkey.aws;

import dev.hourkey.person.DirectoryFailure;
import dev.hourkey.person.VendorError;
import java.time.Duration;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.identitystore.model.ResourceNotFoundException;
import software.amazon.awssdk.services.identitystore.model.ResourceType;
import software.amazon.awssdk.services.identitystore.model.ThrottlingException;
import software.amazon.awssdk.services.identitystore.model.ValidationException;

/** Decides what AWS errors mean for Hourkey. */
final class AwsFailures {
  private static final Set<String> DENIED =
      Set.of("AccessDeniedException", "AccessDenied", "UnauthorizedOperation");

  private static final Set<ResourceType> MISSING =
      EnumSet.of(ResourceType.USER, ResourceType.GROUP, ResourceType.GROUP_MEMBERSHIP);

  /** AWS does not accept the credentials, or the signature made with them. */
  private static final Set<String> CREDENTIALS =
      Set.of(
          "ExpiredToken",
          "ExpiredTokenException",
          "IncompleteSignature",
          "InvalidAccessKeyId",
          "InvalidClientTokenId",
          "InvalidSignatureException",
          "InvalidToken",
          "MissingAuthenticationToken",
          "MissingAuthenticationTokenException",
          "RequestExpired",
          "SignatureDoesNotMatch",
          "TokenRefreshRequired",
          "UnrecognizedClientException");

  private AwsFailures() {}

  /** Makes a call, and turns an exception of the SDK into a {@link DirectoryFailure}. */
  static <T> T call(String doing, Supplier<T> call) {
    try {
      return call.get();
    } catch (SdkException e) {
      throw failure(doing, e);
    }
  }

  /** Makes a call for something that may not exist in the Identity Store. */
  static <T> Optional<T> find(String doing, Supplier<T> call) {
    return call(
        doing,
        () -> {
          try {
            return Optional.of(call.get());
          } catch (ResourceNotFoundException e) {
            if (missing(e)) {
              return Optional.empty();
            }
            throw e;
          }
        });
  }

  /** Whether Hourkey's own credentials failed, so that AWS did not carry out the call. */
  static boolean ofCredentials(SdkException e) {
    for (Throwable cause = e; cause != null; cause = cause.getCause()) {
      if (cause instanceof MonitoredCredentials.Unavailable
          || (cause instanceof SdkException answer && CREDENTIALS.contains(code(answer)))) {
        return true;
      }
    }
    return false;
  }

  /** Whether Identity Center cannot use the key that it is encrypted with. */
  static boolean ofKey(SdkException e) {
    return keyReason(e).startsWith("KMS_");
  }

  private static String keyReason(SdkException e) {
    return switch (e) {
      case ValidationException invalid -> String.valueOf(invalid.reasonAsString());
      case ResourceNotFoundException missing -> String.valueOf(missing.reasonAsString());
      default -> "";
    };
  }

  static boolean denied(SdkException e) {
    return DENIED.contains(code(e));
  }

  /** Whether a retry would fail again: AWS refuses Hourkey, or does not know the call. */
  static boolean refused(SdkException e) {
    return e instanceof AwsServiceException answer
        && answer.statusCode() >= 400
        && answer.statusCode() < 500
        && !code(answer).isEmpty() // Without a code, a proxy answered.
        && !answer.isThrottlingException()
        && !ofCredentials(answer);
  }

  static String code(SdkException e) {
    return e instanceof AwsServiceException answer
            && answer.awsErrorDetails() != null
            && answer.awsErrorDetails().errorCode() != null
        ? answer.awsErrorDetails().errorCode()
        : "";
  }

  /**
   * Whether the requested object is missing. If the store itself is missing, or the key that it is
   * encrypted with, nothing is known about its content.
   */
  private static boolean missing(ResourceNotFoundException e) {
    return e.reason() == null && (e.resourceType() == null || MISSING.contains(e.resourceType()));
  }

  private static DirectoryFailure failure(String doing, SdkException e) {
    if (ofCredentials(e)) {
      return DirectoryFailure.credentials(doing, e)
          .because(
              VendorError.said(
                      VendorError.Party.AWS,
                      "AWS does not accept Hourkey's credentials (" + reason(e) + ")")
                  .see("aws"));
    }
    return (refused(e)
            ? DirectoryFailure.lasting(doing, e)
            : DirectoryFailure.temporary(doing, retryAfter(e).orElse(null), e))
        .because(vendorError(e));
  }

  private static String reason(SdkException e) {
    return code(e).isEmpty() ? "there are none" : code(e);
  }

  /** AWS' message without the request id, which differs each time. */
  static String words(RuntimeException e) {
    return String.valueOf(e.getMessage())
        .replaceAll("\\s*\\((Service|SDK Attempt Count): [^)]*\\)", "");
  }

  private static VendorError vendorError(SdkException e) {
    if (!(e instanceof AwsServiceException answer)) {
      return VendorError.unreachable(VendorError.Party.AWS, e);
    }
    VendorError said =
        VendorError.answered(
            VendorError.Party.AWS,
            answer.statusCode(),
            code(answer),
            answer.awsErrorDetails() == null
                ? ""
                : words(answer) + (ofKey(e) ? " (" + keyReason(e) + ")" : ""));
    return refused(e) ? said.see("aws") : said;
  }

  /** How long AWS asks to wait, if it says so. */
  static Optional<Duration> retryAfter(Throwable e) {
    return e instanceof ThrottlingException busy
        ? Optional.ofNullable(busy.retryAfterSeconds()).map(Duration::ofSeconds)
        : Optional.empty();
  }
}
