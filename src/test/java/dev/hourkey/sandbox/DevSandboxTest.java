package dev.hourkey.sandbox;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import org.junit.jupiter.api.Test;

class DevSandboxTest {
  @Test
  void a_port_that_is_in_use_is_said_in_a_sentence() throws IOException {
    int port;
    try (var somebody = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = somebody.getLocalPort();
      assertThat(DevSandbox.problem(port))
          .hasValueSatisfying(
              problem ->
                  assertThat(problem).contains("port " + port + " of this machine is in use"));
    }
    assertThat(DevSandbox.problem(port)).isEmpty();
  }
}
