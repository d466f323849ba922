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

/** What AWS' refusals mean for us. */
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

  /** Makes AWS' exceptions ours. */
  static <T> T asking(String doing, Supplier<T> call) {
    try {
      return call.get();
    } catch (SdkException e) {
      throw failure(doing, e);
    }
  }

  /** Asks the Identity Store for something that may not be there. */
  static <T> Optional<T> finding(String doing, Supplier<T> call) {
    return asking(
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

  /** Hourkey's own credentials do not work, so AWS was not asked anything. */
  static boolean ofCredentials(SdkException e) {
    for (Throwable cause = e; cause != null; cause = cause.getCause()) {
      if (cause instanceof MonitoredCredentials.Unavailable
          || (cause instanceof SdkException answer && CREDENTIALS.contains(code(answer)))) {
        return true;
      }
    }
    return false;
  }

  static boolean denied(SdkException e) {
    return DENIED.contains(code(e));
  }

  /** Asking again will not help: AWS does not let us, or does not know the question. */
  static boolean refused(SdkException e) {
    return e instanceof AwsServiceException answer
        && answer.statusCode() >= 400
        && answer.statusCode() < 500
        && !code(answer).isEmpty() // Without a code it is the page of a proxy in between.
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
   * Whether the object that was asked for is missing. If the store itself is missing, or the key
   * that it is encrypted with, nothing is known about its content.
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
                  .see("5"));
    }
    return (refused(e)
            ? DirectoryFailure.lasting(doing, e)
            : DirectoryFailure.passing(doing, command(e).orElse(null), e))
        .because(vendorError(e));
  }

  private static String reason(SdkException e) {
    return code(e).isEmpty() ? "there are none" : code(e);
  }

  /** AWS' message without the request id, which differs each time. */
  static String words(RuntimeException e) {
    return String.valueOf(e.getMessage()).replaceAll("\\s*\\(Service: [^)]*\\)", "");
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
            answer.awsErrorDetails() == null ? "" : words(answer));
    return refused(e) ? said.see("5") : said;
  }

  /** For how long AWS wishes not to be asked again, if it says so. */
  static Optional<Duration> command(Throwable e) {
    return e instanceof ThrottlingException busy
        ? Optional.ofNullable(busy.retryAfterSeconds()).map(Duration::ofSeconds)
        : Optional.empty();
  }
}
