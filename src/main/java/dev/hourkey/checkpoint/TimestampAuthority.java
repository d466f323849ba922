package dev.hourkey.checkpoint;

import dev.hourkey.text.Sha256;
import dev.hourkey.transparency.ConsistencyProof;
import dev.hourkey.transparency.SignedNote;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.io.InputStream;
import java.math.BigInteger;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.security.cert.CertPathValidator;
import java.security.cert.CertificateFactory;
import java.security.cert.PKIXParameters;
import java.security.cert.TrustAnchor;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.function.LongFunction;
import java.util.stream.Collectors;
import org.bouncycastle.cert.X509CertificateHolder;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cms.jcajce.JcaSimpleSignerInfoVerifierBuilder;
import org.bouncycastle.operator.OperatorException;
import org.bouncycastle.tsp.TSPAlgorithms;
import org.bouncycastle.tsp.TSPException;
import org.bouncycastle.tsp.TimeStampRequest;
import org.bouncycastle.tsp.TimeStampRequestGenerator;
import org.bouncycastle.tsp.TimeStampResponse;
import org.bouncycastle.tsp.TimeStampToken;

/**
 * An RFC 3161 time stamp authority. It certifies that a checkpoint existed at a certain time. It
 * keeps nothing, so the time stamp is stored beside the checkpoint.
 */
@ApplicationScoped
class TimestampAuthority implements CheckpointPlace {
  private static final int NONCE_BITS = 64;

  private final CheckpointConfig config;
  private final BinaryPost http = new BinaryPost(CheckpointPlaceType.TIMESTAMP);
  private final SecureRandom random = new SecureRandom();

  TimestampAuthority(CheckpointConfig config) {
    this.config = config;
  }

  @Override
  public CheckpointPlaceType place() {
    return CheckpointPlaceType.TIMESTAMP;
  }

  @Override
  public boolean configured() {
    return config.checkpointTimestampUrl().isPresent();
  }

  @Override
  public Held newerThan(LatestCheckpoint known) {
    return new Held.Nothing(); // It remembers nothing.
  }

  @Override
  public byte[] store(SignedNote note, LongFunction<ConsistencyProof> proofs) {
    byte[] imprint = Sha256.of(note.text().getBytes(StandardCharsets.UTF_8));
    TimeStampRequestGenerator generator = new TimeStampRequestGenerator();
    generator.setCertReq(true);
    try {
      TimeStampRequest request =
          generator.generate(TSPAlgorithms.SHA256, imprint, new BigInteger(NONCE_BITS, random));
      HttpResponse<byte[]> answer =
          http.post(
              config.checkpointTimestampUrl().orElseThrow(),
              "application/timestamp-query",
              request.getEncoded());
      if (answer.statusCode() != 200) {
        throw new PlaceFailure("the time stamp authority answered " + answer.statusCode());
      }
      TimeStampResponse response = new TimeStampResponse(answer.body());
      response.validate(request); // The status, the nonce and the imprint.
      TimeStampToken token = response.getTimeStampToken();
      if (token == null) {
        throw new TSPException("the authority refused with status " + response.getStatus());
      }
      verify(token);
      return response.getEncoded();
    } catch (TSPException | IOException | GeneralSecurityException | OperatorException e) {
      throw new PlaceFailure("the time stamp is not valid: " + e.getMessage());
    }
  }

  /** Checks the signature, the certificate's purpose and, if an authority is set, who issued it. */
  private void verify(TimeStampToken token)
      throws TSPException, OperatorException, GeneralSecurityException, IOException {
    Collection<X509CertificateHolder> certificates = token.getCertificates().getMatches(null);
    X509CertificateHolder signer =
        certificates.stream()
            .filter(token.getSID()::match)
            .findFirst()
            .orElseThrow(() -> new TSPException("it has no certificate"));
    token.validate(new JcaSimpleSignerInfoVerifierBuilder().build(signer));
    if (config.checkpointTimestampCa().isPresent()) {
      issuedBy(config.checkpointTimestampCa().get(), token, signer, certificates);
    }
  }

  private static void issuedBy(
      Path file,
      TimeStampToken token,
      X509CertificateHolder signer,
      Collection<X509CertificateHolder> certificates)
      throws GeneralSecurityException, IOException {
    CertificateFactory factory = CertificateFactory.getInstance("X.509");
    Set<TrustAnchor> anchors;
    try (InputStream in = Files.newInputStream(file)) {
      anchors =
          factory.generateCertificates(in).stream()
              .map(one -> new TrustAnchor((X509Certificate) one, null))
              .collect(Collectors.toSet());
    }
    JcaX509CertificateConverter converter = new JcaX509CertificateConverter();
    List<X509Certificate> path = new ArrayList<>();
    path.add(converter.getCertificate(signer));
    for (X509CertificateHolder one : certificates) {
      X509Certificate issuer = converter.getCertificate(one);
      boolean anchor = anchors.stream().anyMatch(it -> issuer.equals(it.getTrustedCert()));
      if (!one.equals(signer) && !anchor) {
        path.add(issuer);
      }
    }
    PKIXParameters parameters = new PKIXParameters(anchors);
    parameters.setRevocationEnabled(false);
    parameters.setDate(token.getTimeStampInfo().getGenTime());
    CertPathValidator.getInstance("PKIX").validate(factory.generateCertPath(path), parameters);
  }
}
