package dev.hourkey.entra;

import com.microsoft.graph.models.odataerrors.MainError;
import com.microsoft.graph.models.odataerrors.ODataError;
import com.microsoft.kiota.ApiException;
import dev.hourkey.person.DirectoryFailure;
import dev.hourkey.person.VendorError;
import dev.hourkey.retry.RetryAfter;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/**
 * An error that Graph answered.
 *
 * @param code Graph's error code; empty when something else answered, such as a proxy
 */
record GraphError(int status, String code, String message, Throwable cause) {
  /** The error for a new group that is not replicated yet (Microsoft, group: add members). */
  private static final String NOT_REPLICATED_YET =
      "source resource object or one of the objects being referenced do not exist";

  private static final Set<Integer> TEMPORARY = Set.of(401, 408, 409, 423, 429);

  static GraphError of(ApiException answer) {
    MainError error = new MainError();
    if (answer instanceof ODataError graph) {
      error = Objects.requireNonNullElse(graph.getError(), error);
      graph.setError(error); // Its getMessage() would fail without one.
    }
    return new GraphError(
        answer.getResponseStatusCode(),
        Objects.requireNonNullElse(error.getCode(), ""),
        Objects.requireNonNullElse(error.getMessage(), ""),
        answer);
  }

  /** Whether Graph says that something named in the path does not exist. */
  boolean notFound() {
    return status == 404 && byGraph();
  }

  /** Whether Graph does not accept the token, so that it did not carry out the call. */
  boolean ofToken() {
    return status == 401 && code.equals("InvalidAuthenticationToken");
  }

  /**
   * Whether Hourkey lacks a permission. Graph answers 401 for a provisioning job and 403 for
   * anything else.
   */
  boolean notPermitted() {
    return byGraph() && (status == 403 || (status == 401 && !ofToken()));
  }

  boolean says(int status, String words) {
    return this.status == status && message.contains(words);
  }

  Optional<Duration> retryAfter() {
    return cause instanceof ApiException answer
        ? answer.getResponseHeaders().getOrDefault(RetryAfter.HEADER, Set.of()).stream()
            .findFirst()
            .flatMap(RetryAfter::parse)
        : Optional.empty();
  }

  /**
   * The failure for a caller that does not expect this error. A 401 is temporary: the token has
   * expired, or a permission for synchronization calls is missing, and neither is an answer about a
   * membership.
   */
  DirectoryFailure failure(String doing) {
    return (lasting()
            ? DirectoryFailure.lasting(doing, cause)
            : DirectoryFailure.temporary(doing, retryAfter().orElse(null), cause))
        .because(vendorError());
  }

  /** Graph's answer, with the heading of docs/install.md that describes the remedy. */
  VendorError vendorError() {
    VendorError said = VendorError.answered(VendorError.Party.ENTRA, status, code, message);
    if (!byGraph()) {
      return VendorError.answered(
          VendorError.Party.ENTRA,
          status,
          "",
          "not an error from Microsoft, but perhaps from a proxy");
    }
    return switch (status) {
      case 401 -> said.see(ofToken() ? "credential" : "provisioning");
      case 403 -> said.see("groups");
      default -> said;
    };
  }

  /** Whether Graph would refuse the call again. */
  boolean lasting() {
    return status >= 400
        && status < 500
        && byGraph()
        && !TEMPORARY.contains(status)
        && !message.contains(NOT_REPLICATED_YET);
  }

  private boolean byGraph() {
    return !code.isEmpty();
  }
}
