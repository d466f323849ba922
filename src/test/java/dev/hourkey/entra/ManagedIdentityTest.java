package dev.hourkey.entra;

import static dev.hourkey.entra.TestPeople.ANA;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import dev.hourkey.person.DirectoryFailure;
import dev.hourkey.sandbox.Sandbox;
import java.io.BufferedReader;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/**
 * The token of a system-assigned managed identity, fetched by azure-identity as it does on App
 * Service and Container Apps: from an address in the environment, which is why it is another
 * process that fetches it.
 */
class ManagedIdentityTest {
  private final Sandbox sandbox = new Sandbox(0);
  private final List<String> requested = new CopyOnWriteArrayList<>();
  private volatile boolean away;

  @AfterEach
  void close() {
    sandbox.close();
  }

  @Test
  void a_short_failure_of_the_identity_endpoint_is_retried() throws Exception {
    HttpServer endpoint = endpoint();
    away = true;
    try (Other process = new Other(sandbox.uri(), endpoint.getAddress().getPort())) {
      assertThat(process.next()).isEqualTo("credentials");
      away = false;
      assertThat(process.next()).isEqualTo("Ana Lima");
      assertThat(requested.getLast())
          .contains("resource=https://graph.microsoft.com")
          .doesNotContain("client_id");
    } finally {
      endpoint.stop(0);
    }
  }

  private HttpServer endpoint() throws IOException {
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        "/token",
        exchange -> {
          requested.add(exchange.getRequestURI().getQuery());
          byte[] body =
              (away
                      ? "{\"error\":\"temporarily_unavailable\",\"error_description\":\"away\"}"
                      : "{\"access_token\":\"t\",\"token_type\":\"Bearer\",\"resource\":\"r\",\"expires_on\":\"%d\"}"
                          .formatted(Instant.now().plusSeconds(3600).getEpochSecond()))
                  .getBytes(StandardCharsets.UTF_8);
          exchange.getResponseHeaders().set("Content-Type", "application/json");
          exchange.sendResponseHeaders(away ? 400 : 200, body.length);
          exchange.getResponseBody().write(body);
          exchange.close();
        });
    server.start();
    return server;
  }

  /** Asks Graph for Ana once for each line that it is sent. */
  static final class Other implements AutoCloseable {
    private final Process process;
    private final BufferedReader said;

    Other(URI graph, int port) throws IOException {
      var builder =
          new ProcessBuilder(
              Path.of(System.getProperty("java.home"), "bin", "java").toString(),
              "-cp",
              System.getProperty("java.class.path"),
              Other.class.getName(),
              graph.toString());
      builder.environment().put("IDENTITY_ENDPOINT", "http://127.0.0.1:" + port + "/token");
      builder.environment().put("IDENTITY_HEADER", "header");
      process = builder.redirectError(ProcessBuilder.Redirect.DISCARD).start();
      said = process.inputReader();
    }

    String next() throws IOException {
      process.outputWriter().write("\n");
      process.outputWriter().flush();
      String line = said.readLine();
      while (line != null && !line.startsWith("> ")) {
        line = said.readLine();
      }
      return String.valueOf(line).replaceFirst("> ", "");
    }

    @Override
    public void close() {
      process.destroy();
    }

    public static void main(String[] args) throws IOException {
      var settings = EntraAt.sandbox(URI.create(args[0])).withManagedIdentity();
      var people = new GraphPeople(new Graph(settings));
      while (System.in.read() >= 0) {
        System.out.println("> " + ask(people));
      }
    }

    private static String ask(GraphPeople people) {
      try {
        return people.account(ANA).orElseThrow().name();
      } catch (DirectoryFailure failure) {
        return failure.ofCredentials() ? "credentials" : failure.lasting() ? "refused" : "passing";
      }
    }
  }
}
