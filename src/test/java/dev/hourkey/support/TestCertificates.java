package dev.hourkey.support;

import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Date;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/** Self-signed certificates. */
public final class TestCertificates {
  private TestCertificates() {}

  public static KeyPair rsa() throws GeneralSecurityException {
    KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
    generator.initialize(2048);
    return generator.generateKeyPair();
  }

  /** The certificate of a key for this host, valid since yesterday. */
  public static X509Certificate of(KeyPair key, String host) throws Exception {
    X500Name name = new X500Name("CN=" + host);
    Instant from = Instant.now().minus(Duration.ofDays(1));
    return new JcaX509CertificateConverter()
        .getCertificate(
            new JcaX509v3CertificateBuilder(
                    name,
                    BigInteger.ONE,
                    Date.from(from),
                    Date.from(from.plus(Duration.ofDays(180))),
                    name,
                    key.getPublic())
                .addExtension(
                    Extension.subjectAlternativeName,
                    false,
                    new GeneralNames(new GeneralName(GeneralName.dNSName, host)))
                .build(new JcaContentSignerBuilder("SHA256withRSA").build(key.getPrivate())));
  }

  /** The certificate of one key, with the private key of another one. */
  public static String pem(KeyPair certified, KeyPair other) throws Exception {
    return block("PRIVATE KEY", other.getPrivate().getEncoded())
        + block("CERTIFICATE", of(certified, "hourkey").getEncoded());
  }

  private static String block(String type, byte[] content) {
    return "-----BEGIN %1$s-----\n%2$s\n-----END %1$s-----\n"
        .formatted(type, Base64.getMimeEncoder().encodeToString(content));
  }

  /** A key store with this key, for a server, or without one, for a client that trusts it. */
  public static KeyStore store(KeyPair key, X509Certificate certificate, boolean withKey)
      throws Exception {
    KeyStore store = KeyStore.getInstance("PKCS12");
    store.load(null, null);
    if (withKey) {
      store.setKeyEntry("key", key.getPrivate(), new char[0], new Certificate[] {certificate});
    } else {
      store.setCertificateEntry("trusted", certificate);
    }
    return store;
  }
}
