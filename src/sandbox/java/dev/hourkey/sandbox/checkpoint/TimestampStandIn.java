package dev.hourkey.sandbox.checkpoint;

import dev.hourkey.sandbox.http.Answer;
import dev.hourkey.sandbox.http.LoopbackServer;
import dev.hourkey.sandbox.http.NextAnswers;
import dev.hourkey.sandbox.http.Request;
import java.math.BigInteger;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Base64;
import java.util.Date;
import java.util.List;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.cert.X509CertificateHolder;
import org.bouncycastle.cert.jcajce.JcaCertStore;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.cms.jcajce.JcaSimpleSignerInfoGeneratorBuilder;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.bouncycastle.operator.jcajce.JcaDigestCalculatorProviderBuilder;
import org.bouncycastle.tsp.TSPAlgorithms;
import org.bouncycastle.tsp.TimeStampRequest;
import org.bouncycastle.tsp.TimeStampResponseGenerator;
import org.bouncycastle.tsp.TimeStampTokenGenerator;

/** An RFC 3161 time stamp authority at {@code /timestamp}. */
public final class TimestampStandIn {
  private static final String SIGNATURE = "SHA256withECDSA";
  private static final Duration VALID = Duration.ofDays(3650);

  private final InstantSource clock;
  private final NextAnswers faults = new NextAnswers();
  private final KeyPair key;
  private final X509Certificate certificate;

  private volatile Fault fault = Fault.NONE;
  private volatile int stamps;

  /** What is wrong with its time stamps. */
  public enum Fault {
    NONE,
    /** The time stamp answers the previous request. */
    ANOTHER_REQUEST,
    /** The answer says that the request is refused. */
    REFUSED
  }

  private byte[] earlier = {};

  public TimestampStandIn(LoopbackServer http, InstantSource clock) {
    this.clock = clock;
    try {
      key = KeyPairGenerator.getInstance("EC").generateKeyPair();
      certificate = certificate();
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
    http.on(
        "POST",
        "/timestamp",
        request -> {
          var next = faults.take();
          return next.isPresent() ? next.get() : stamp(request);
        });
  }

  public NextAnswers faults() {
    return faults;
  }

  public void fault(Fault next) {
    fault = next;
  }

  /** How many time stamps the stand-in has issued. */
  public int stamps() {
    return stamps;
  }

  public void reset() {
    faults.clear();
    fault = Fault.NONE;
    stamps = 0;
  }

  /** Its certificate, which is its own authority, as PEM. */
  public String certificatePem() {
    try {
      return "-----BEGIN CERTIFICATE-----\n"
          + Base64.getMimeEncoder().encodeToString(certificate.getEncoded())
          + "\n-----END CERTIFICATE-----\n";
    } catch (java.security.cert.CertificateException e) {
      throw new IllegalStateException(e);
    }
  }

  private synchronized Answer stamp(Request received) throws Exception {
    if (!"application/timestamp-query".equals(received.header("Content-Type"))) {
      return Answer.text(415, "not a timestamp query\n");
    }
    byte[] body = fault == Fault.ANOTHER_REQUEST && earlier.length > 0 ? earlier : received.body();
    earlier = received.body();
    TimeStampRequest request = new TimeStampRequest(body);
    TimeStampTokenGenerator tokens =
        new TimeStampTokenGenerator(
            new JcaSimpleSignerInfoGeneratorBuilder()
                .build(SIGNATURE, key.getPrivate(), certificate),
            new JcaDigestCalculatorProviderBuilder()
                .build()
                .get(
                    new org.bouncycastle.asn1.x509.AlgorithmIdentifier(
                        org.bouncycastle.asn1.nist.NISTObjectIdentifiers.id_sha256)),
            new ASN1ObjectIdentifier("1.2.3.4.1"));
    if (request.getCertReq()) {
      tokens.addCertificates(new JcaCertStore(List.of(certificate)));
    }
    TimeStampResponseGenerator responses =
        new TimeStampResponseGenerator(
            tokens,
            fault == Fault.REFUSED
                ? java.util.Set.of(TSPAlgorithms.SHA512.getId())
                : TSPAlgorithms.ALLOWED);
    stamps++;
    return Answer.bytes(
        200,
        "application/timestamp-reply",
        responses
            .generate(request, BigInteger.valueOf(stamps), Date.from(clock.instant()))
            .getEncoded());
  }

  private X509Certificate certificate() throws Exception {
    X500Name name = new X500Name("CN=Sandbox time stamps");
    var builder =
        new JcaX509v3CertificateBuilder(
            name,
            BigInteger.ONE,
            Date.from(clock.instant().minus(VALID)),
            Date.from(clock.instant().plus(VALID)),
            name,
            key.getPublic());
    builder.addExtension(
        Extension.extendedKeyUsage, true, new ExtendedKeyUsage(KeyPurposeId.id_kp_timeStamping));
    X509CertificateHolder holder =
        builder.build(new JcaContentSignerBuilder(SIGNATURE).build(key.getPrivate()));
    return new JcaX509CertificateConverter().getCertificate(holder);
  }
}
