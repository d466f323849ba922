package dev.hourkey.app;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.ByteArrayInputStream;
import java.security.KeyFactory;
import java.security.NoSuchAlgorithmException;
import java.security.PrivateKey;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.interfaces.RSAKey;
import java.security.spec.InvalidKeySpecException;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A certificate and its private key in PEM, as Microsoft's library reads them. */
final class PemCredential {
  private static final Pattern CERTIFICATE =
      Pattern.compile("-----BEGIN CERTIFICATE-----.*?-----END CERTIFICATE-----", Pattern.DOTALL);

  private static final Pattern KEY =
      Pattern.compile("-----BEGIN PRIVATE KEY-----(.*?)-----END PRIVATE KEY-----", Pattern.DOTALL);

  private PemCredential() {}

  /** Why Hourkey can't sign in with this text, in words that follow the setting's name. */
  static Optional<String> problem(String pem) {
    if (pem.contains("BEGIN ENCRYPTED PRIVATE KEY-----")) {
      return Optional.of(
          "the private key is encrypted with a password, which Hourkey doesn't know");
    }
    if (!pem.contains("PRIVATE KEY-----")) {
      return Optional.of("the file contains no private key");
    }
    if (!pem.contains("-----BEGIN PRIVATE KEY-----")) {
      return Optional.of(
          "the private key has an older format; convert it with 'openssl pkcs8 -topk8 -nocrypt'");
    }
    if (!pem.contains("-----BEGIN CERTIFICATE-----")) {
      return Optional.of("the file contains no certificate");
    }
    try {
      Optional<X509Certificate> certificate = certificate(pem);
      Optional<PrivateKey> key = key(pem);
      if (certificate.isEmpty()) {
        return Optional.of("the end of the certificate is missing");
      }
      if (key.isEmpty()) {
        return Optional.of("the end of the private key is missing");
      }
      if (!belongTogether(certificate.get(), key.get())) {
        return Optional.of(
            "the private key does not belong to the first certificate in the file;"
                + " put a certificate and its own private key into the file");
      }
      return Optional.empty();
    } catch (CertificateException e) {
      return Optional.of("the certificate in it cannot be read");
    } catch (IllegalArgumentException | InvalidKeySpecException e) {
      return Optional.of("the private key in it is not a readable RSA key");
    }
  }

  /**
   * The first certificate, with which Hourkey signs in; empty if there is none in PEM. A PKCS #12
   * file can't be read without its password.
   */
  static Optional<X509Certificate> certificate(String pem) throws CertificateException {
    Matcher found = CERTIFICATE.matcher(pem);
    return found.find()
        ? Optional.of(
            (X509Certificate)
                CertificateFactory.getInstance("X.509")
                    .generateCertificate(
                        new ByteArrayInputStream(found.group().getBytes(ISO_8859_1))))
        : Optional.empty();
  }

  private static Optional<PrivateKey> key(String pem) throws InvalidKeySpecException {
    Matcher found = KEY.matcher(pem);
    if (!found.find()) {
      return Optional.empty();
    }
    byte[] encoded = Base64.getMimeDecoder().decode(found.group(1));
    try {
      return Optional.of(
          KeyFactory.getInstance("RSA").generatePrivate(new PKCS8EncodedKeySpec(encoded)));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  private static boolean belongTogether(X509Certificate certificate, PrivateKey key) {
    return certificate.getPublicKey() instanceof RSAKey one
        && key instanceof RSAKey other
        && one.getModulus().equals(other.getModulus());
  }
}
