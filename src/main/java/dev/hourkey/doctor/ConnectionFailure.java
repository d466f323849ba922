package dev.hourkey.doctor;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.UnknownHostException;
import java.net.http.HttpTimeoutException;
import java.nio.channels.UnresolvedAddressException;
import java.security.cert.CertPathBuilderException;
import java.security.cert.CertPathValidatorException;
import java.security.cert.CertificateExpiredException;
import java.security.cert.CertificateNotYetValidException;
import java.util.Optional;
import java.util.concurrent.TimeoutException;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.net.ssl.SSLException;

/**
 * Why nothing answered, as the exceptions of Java and of the libraries tell it. The first that
 * matches one of the causes is right, so the particular ones come first.
 */
public enum ConnectionFailure {
  NAME(
      e -> e instanceof UnknownHostException || e instanceof UnresolvedAddressException,
      "There is no such host.",
      "The name is not known here: check DNS, and the setting that names the host."),
  PROXY(
      e -> e instanceof IOException && says(e, "(?i:proxy|tunnel)|\\bCONNECT\\b"),
      "The proxy does not let the connection through.",
      "Let the proxy connect this machine to the host without a password, and check its address in"
          + " JAVA_TOOL_OPTIONS."),
  OTHER_NAME(
      e ->
          says(
              e,
              "No subject alternative|No name matching|Hostname .* (not|could not be) verified|hostnameverifier"),
      "The certificate is for another host name.",
      "Use the name that the certificate is for in the setting of the address. If the name is right,"
          + " something else answers there, such as a proxy."),
  EXPIRED(
      e -> e instanceof CertificateExpiredException || e instanceof CertificateNotYetValidException,
      "The certificate is not valid at this time.",
      "Check this machine's clock; if it is right, renew the certificate of the host."),
  UNTRUSTED(
      e ->
          e instanceof CertPathBuilderException
              || e instanceof CertPathValidatorException
              || says(e, "PKIX|trustAnchors"),
      "The certificate is not trusted: Java does not know the authority that issued it.",
      "Add that authority to Java's trust store; if a proxy inspects the traffic, exempt this host"
          + " from inspection, or add the proxy's authority."),
  NOT_TLS(
      e -> e instanceof SSLException && says(e, "(?i)unrecognized SSL message|plaintext"),
      "What answers there does not speak TLS.",
      "Correct the port, or the address: https is expected there."),
  TLS(
      e -> e instanceof SSLException,
      "The encryption could not be agreed on.",
      "Check whether something in between, such as a proxy, ends the connection."),
  TIMEOUT(
      e ->
          e instanceof InterruptedIOException
              || e instanceof HttpTimeoutException
              || e instanceof TimeoutException,
      "Nothing answered in time.",
      "Open outgoing connections to this host; something drops the packets."),
  REFUSED(
      e -> e instanceof ConnectException || e instanceof NoRouteToHostException,
      "The connection is refused.",
      "Nothing listens there, or a firewall refuses: check host and port in the setting, and open"
          + " outgoing connections to this host in the firewall."),
  OTHER(_ -> false, "The connection failed.", "Allow HTTPS from this machine to this host.");

  private final Predicate<Throwable> matches;
  private final String found;
  private final String advice;

  ConnectionFailure(Predicate<Throwable> matches, String found, String advice) {
    this.matches = matches;
    this.found = found;
    this.advice = advice;
  }

  public static ConnectionFailure of(Throwable failure) {
    return Stream.of(values())
        .filter(
            kind ->
                Stream.iterate(failure, e -> e != null, Throwable::getCause).anyMatch(kind.matches))
        .findFirst()
        .orElse(OTHER);
  }

  /** As {@link #of}; empty if the exceptions do not say what failed. */
  static Optional<ConnectionFailure> known(Throwable failure) {
    return Optional.of(of(failure)).filter(kind -> kind != OTHER);
  }

  /**
   * A space and what happened; empty if the exceptions do not say what failed. The driver of the
   * database has it only in the cause.
   */
  public static String hint(Throwable failure) {
    return known(failure).map(kind -> " " + kind.found()).orElse("");
  }

  /** Whether something answered whose certificate is wrong. */
  boolean ofCertificate() {
    return this == OTHER_NAME || this == EXPIRED || this == UNTRUSTED;
  }

  /** What happened, in a sentence. */
  public String found() {
    return found;
  }

  /** What to do, in a sentence. */
  String advice() {
    return advice;
  }

  /** Where the documentation says more. */
  String page() {
    return this == PROXY ? DocumentationLinks.PROXY : DocumentationLinks.MACHINE;
  }

  private static boolean says(Throwable e, String words) {
    return Pattern.compile(words).matcher(String.valueOf(e.getMessage())).find();
  }
}
