package dev.hourkey.doctor;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import dev.hourkey.support.FreePort;
import dev.hourkey.support.TestCertificates;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ProxySelector;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.security.KeyPair;
import java.security.KeyStore;
import java.security.cert.CertificateExpiredException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.function.UnaryOperator;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLHandshakeException;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509TrustManager;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import org.junit.jupiter.api.Test;
import org.postgresql.util.PSQLException;

/** What real clients throw when nothing answers, and what that means. */
class ConnectionFailureTest {
  @Test
  void a_certificate_of_an_unknown_authority_is_not_trusted() throws Exception {
    tls(
        "localhost",
        (address, _) -> {
          assertThat(failure(address, UnaryOperator.identity()))
              .isEqualTo(ConnectionFailure.UNTRUSTED);
          assertThat(okhttp(address, new OkHttpClient())).isEqualTo(ConnectionFailure.UNTRUSTED);
        });
  }

  @Test
  void both_clients_recognize_a_certificate_for_another_host() throws Exception {
    tls(
        "other.example.com",
        (address, trusting) -> {
          assertThat(failure(address, builder -> builder.sslContext(trusting.context())))
              .isEqualTo(ConnectionFailure.OTHER_NAME);
          assertThat(
                  okhttp(
                      address,
                      new OkHttpClient.Builder()
                          .sslSocketFactory(
                              trusting.context().getSocketFactory(), trusting.manager())
                          .build()))
              .isEqualTo(ConnectionFailure.OTHER_NAME);
        });
  }

  @Test
  void an_expired_certificate_is_recognized() {
    assertThat(
            ConnectionFailure.of(
                new SSLHandshakeException(
                    "PKIX path validation failed", new CertificateExpiredException("NotAfter"))))
        .isEqualTo(ConnectionFailure.EXPIRED);
  }

  @Test
  void a_server_without_tls_is_recognized() throws Exception {
    try (Answering plain = new Answering("HTTP/1.1 400 Bad Request\r\n\r\n")) {
      assertThat(failure(at("https", plain.port()), UnaryOperator.identity()))
          .isEqualTo(ConnectionFailure.NOT_TLS);
    }
  }

  @Test
  void a_proxy_that_refuses_the_connection_is_recognized() throws Exception {
    try (Answering proxy = new Answering("HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\n\r\n")) {
      ProxySelector there = ProxySelector.of(new InetSocketAddress(loopback(), proxy.port()));
      URI behind = URI.create("https://slack.example.com/");
      assertThat(okhttp(behind, new OkHttpClient.Builder().proxySelector(there).build()))
          .isEqualTo(ConnectionFailure.PROXY);
      assertThat(failure(behind, builder -> builder.proxy(there)))
          .isEqualTo(ConnectionFailure.PROXY);
    }
  }

  @Test
  void an_unknown_name_a_refusal_and_silence_are_distinguished() throws Exception {
    URI unknown = URI.create("https://no-such-host.invalid/");
    assertThat(failure(unknown, UnaryOperator.identity())).isEqualTo(ConnectionFailure.NAME);
    assertThat(okhttp(unknown, new OkHttpClient())).isEqualTo(ConnectionFailure.NAME);
    URI refused = at("http", FreePort.take());
    assertThat(failure(refused, UnaryOperator.identity())).isEqualTo(ConnectionFailure.REFUSED);
    assertThat(okhttp(refused, new OkHttpClient())).isEqualTo(ConnectionFailure.REFUSED);
    try (ServerSocket silent = new ServerSocket(0, 1, loopback())) {
      OkHttpClient impatient =
          new OkHttpClient.Builder().callTimeout(Duration.ofMillis(300)).build();
      assertThat(okhttp(at("http", silent.getLocalPort()), impatient))
          .isEqualTo(ConnectionFailure.TIMEOUT);
    }
  }

  @Test
  void the_driver_of_the_database_says_in_the_cause_that_there_is_no_such_host() {
    assertThatExceptionOfType(PSQLException.class)
        .isThrownBy(
            () -> {
              var _ =
                  new org.postgresql.Driver()
                      .connect(
                          "jdbc:postgresql://no-such-host.invalid/hourkey",
                          new java.util.Properties());
            })
        .satisfies(e -> assertThat(ConnectionFailure.hint(e)).isEqualTo(" There is no such host."));
  }

  /** Answers whatever is sent with the same bytes. */
  private static final class Answering implements AutoCloseable {
    private final ServerSocket server = new ServerSocket(0, 50, loopback());

    Answering(String answer) throws IOException {
      Thread.ofVirtual()
          .start(
              () -> {
                while (!server.isClosed()) {
                  try (Socket one = server.accept()) {
                    int _ = one.getInputStream().read(new byte[4096]);
                    one.getOutputStream().write(answer.getBytes(US_ASCII));
                  } catch (IOException e) {
                    // The client has gone, or the test is over.
                  }
                }
              });
    }

    int port() {
      return server.getLocalPort();
    }

    @Override
    public void close() throws IOException {
      server.close();
    }
  }

  private interface WithServer {
    void call(URI address, Trusting trusting) throws Exception;
  }

  private record Trusting(SSLContext context, X509TrustManager manager) {}

  private static void tls(String host, WithServer test) throws Exception {
    KeyPair key = TestCertificates.rsa();
    X509Certificate certificate = TestCertificates.of(key, host);
    KeyManagerFactory keys = KeyManagerFactory.getInstance("PKIX");
    keys.init(TestCertificates.store(key, certificate, true), new char[0]);
    SSLContext served = SSLContext.getInstance("TLS");
    served.init(keys.getKeyManagers(), null, null);
    HttpsServer server = HttpsServer.create(new InetSocketAddress(loopback(), 0), 0);
    server.setHttpsConfigurator(new HttpsConfigurator(served));
    server.start();
    try {
      test.call(
          at("https", server.getAddress().getPort()),
          trusting(TestCertificates.store(key, certificate, false)));
    } finally {
      server.stop(0);
    }
  }

  private static Trusting trusting(KeyStore store) throws Exception {
    TrustManagerFactory trust = TrustManagerFactory.getInstance("PKIX");
    trust.init(store);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(null, trust.getTrustManagers(), null);
    return new Trusting(context, (X509TrustManager) trust.getTrustManagers()[0]);
  }

  private static URI at(String scheme, int port) {
    return URI.create(scheme + "://localhost:" + port + "/");
  }

  private static InetAddress loopback() {
    return InetAddress.getLoopbackAddress();
  }

  private static ConnectionFailure failure(URI address, UnaryOperator<HttpClient.Builder> change)
      throws InterruptedException {
    try (HttpClient http = change.apply(HttpClient.newBuilder()).build()) {
      var _ =
          http.send(
              HttpRequest.newBuilder(address).timeout(Duration.ofSeconds(10)).build(),
              BodyHandlers.discarding());
    } catch (IOException e) {
      return ConnectionFailure.of(e);
    }
    throw new AssertionError("it answers");
  }

  private static ConnectionFailure okhttp(URI address, OkHttpClient client) {
    try (var _ = client.newCall(new Request.Builder().url(address.toString()).build()).execute()) {
      throw new AssertionError("it answers");
    } catch (IOException e) {
      return ConnectionFailure.of(e);
    }
  }
}
