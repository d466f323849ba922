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
import java.util.regex.Pattern;
import javax.net.ssl.SSLException;

/**
 * Why nothing answered, according to the exceptions of Java and the libraries. The first constant
 * that matches one of the causes applies, so the most specific ones come first.
 */
public enum ConnectionFailure {
  NAME(
      "There is no such host.",
      "The name is not known here: check DNS, and the setting that names the host."),
  PROXY(
      "The proxy does not let the connection through.",
      "Let the proxy connect this machine to the host without a password, and check its address in"
          + " JAVA_TOOL_OPTIONS."),
  OTHER_NAME(
      "The certificate is for another host name.",
      "Use the name that the certificate is for in the setting of the address. If the name is right,"
          + " something else answers there, such as a proxy."),
  EXPIRED(
      "The certificate is not valid at this time.",
      "Check this machine's clock; if it is right, renew the certificate of the host."),
  UNTRUSTED(
      "The certificate is not trusted: Java does not know the authority that issued it.",
      "Add that authority to Java's trust store; if a proxy inspects the traffic, exempt this host"
          + " from inspection, or add the proxy's authority."),
  NOT_TLS(
      "What answers there does not speak TLS.",
      "Correct the port, or the address: https is expected there."),
  TLS(
      "The encryption could not be agreed on.",
      "Check whether something in between, such as a proxy, ends the connection."),
  TIMEOUT(
      "Nothing answered in time.",
      "Allow outgoing connections to this host: something is dropping the packets."),
  REFUSED(
      "The connection is refused.",
      "Nothing listens there, or a firewall refuses the connection: check the host and port in"
          + " the setting, and allow outgoing connections to this host in the firewall."),
  OTHER("The connection failed.", "Allow HTTPS from this machine to this host.");

  private final String found;
  private final String advice;

  ConnectionFailure(String found, String advice) {
    this.found = found;
    this.advice = advice;
  }

  /** The kind of this failure, found in its message or those of its causes. */
  public static ConnectionFailure of(Throwable failure) {
    for (ConnectionFailure kind : values()) {
      for (Throwable e = failure; e != null; e = e.getCause()) {
        if (kind.matches(e)) {
          return kind;
        }
      }
    }
    return OTHER;
  }

  private boolean matches(Throwable e) {
    return switch (this) {
      case NAME -> e instanceof UnknownHostException || e instanceof UnresolvedAddressException;
      case PROXY -> e instanceof IOException && says(e, "(?i:proxy|tunnel)|\\bCONNECT\\b");
      case OTHER_NAME ->
          says(
              e,
              "No subject alternative|No name matching|Hostname .* (not|could not be) verified"
                  + "|hostnameverifier");
      case EXPIRED ->
          e instanceof CertificateExpiredException || e instanceof CertificateNotYetValidException;
      case UNTRUSTED ->
          e instanceof CertPathBuilderException
              || e instanceof CertPathValidatorException
              || says(e, "PKIX|trustAnchors");
      case NOT_TLS ->
          e instanceof SSLException && says(e, "(?i)unrecognized SSL message|plaintext");
      case TLS -> e instanceof SSLException;
      case TIMEOUT ->
          e instanceof InterruptedIOException
              || e instanceof HttpTimeoutException
              || e instanceof TimeoutException;
      case REFUSED -> e instanceof ConnectException || e instanceof NoRouteToHostException;
      case OTHER -> false;
    };
  }

  /** Like {@link #of}, but empty if the exceptions do not say what failed. */
  static Optional<ConnectionFailure> known(Throwable failure) {
    return Optional.of(of(failure)).filter(kind -> kind != OTHER);
  }

  /**
   * A space and a sentence about what happened; empty if the exceptions do not say what failed. The
   * database driver mentions it only in the cause.
   */
  public static String hint(Throwable failure) {
    return known(failure).map(kind -> " " + kind.found()).orElse("");
  }

  /** Whether something answered with a wrong certificate. */
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

  /** The page of the documentation with more details. */
  String page() {
    return this == PROXY ? DocumentationLinks.PROXY : DocumentationLinks.MACHINE;
  }

  private static boolean says(Throwable e, String words) {
    return Pattern.compile(words).matcher(String.valueOf(e.getMessage())).find();
  }
}
