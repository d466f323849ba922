package dev.hourkey.support;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A pooler in session mode that is as strict as PgBouncer: it knows the parameters that PostgreSQL
 * reports, refuses every other one, and drops those that it is told to ignore.
 */
public final class StandInPooler implements AutoCloseable {
  /** PgBouncer's documentation, ignore_startup_parameters and track_extra_parameters. */
  private static final Set<String> TRACKED =
      Set.of(
          "user",
          "database",
          "client_encoding",
          "datestyle",
          "timezone",
          "standard_conforming_strings",
          "application_name",
          "intervalstyle");

  private static final int REQUEST_OF_TLS = 80877103;
  private static final int REQUEST_OF_GSS = 80877104;
  private static final Pattern OPTION = Pattern.compile("-c\\s*([\\w.]+)=");

  private final ServerSocket clients;
  private final URI server;
  private final Set<String> ignored;
  private final List<Socket> open = new ArrayList<>();

  /**
   * @param url of PostgreSQL
   * @param ignored what ignore_startup_parameters lists
   */
  public StandInPooler(String url, String... ignored) throws IOException {
    this.server = URI.create(url.replaceFirst("jdbc:", ""));
    this.ignored = Set.of(ignored);
    this.clients = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    Thread.ofVirtual().start(this::accept);
  }

  public String url() {
    return "jdbc:postgresql://127.0.0.1:%d%s".formatted(clients.getLocalPort(), server.getPath());
  }

  private void accept() {
    try {
      while (true) {
        Socket client = opened(clients.accept());
        Thread.ofVirtual().start(() -> serve(client));
      }
    } catch (IOException e) { // It is closed.
    }
  }

  private synchronized Socket opened(Socket socket) {
    open.add(socket);
    return socket;
  }

  private void serve(Socket client) {
    try (client) {
      DataInputStream in = new DataInputStream(client.getInputStream());
      DataOutputStream out = new DataOutputStream(client.getOutputStream());
      int length = in.readInt();
      int version = in.readInt();
      while (version == REQUEST_OF_TLS || version == REQUEST_OF_GSS) {
        out.writeByte('N');
        length = in.readInt();
        version = in.readInt();
      }
      Map<String, String> parameters = parameters(in.readNBytes(length - 8));
      Optional<String> refused = refused(parameters);
      if (refused.isPresent()) {
        out.write(error(refused.get()));
        return;
      }
      parameters.keySet().removeIf(name -> !TRACKED.contains(name.toLowerCase(Locale.ROOT)));
      try (Socket postgres = opened(new Socket(server.getHost(), server.getPort()))) {
        postgres.getOutputStream().write(startup(version, parameters));
        Thread.ofVirtual().start(() -> copy(in, postgres));
        postgres.getInputStream().transferTo(out);
      }
    } catch (IOException e) { // One of the two is gone.
    }
  }

  private static void copy(InputStream from, Socket to) {
    try (OutputStream out = to.getOutputStream()) {
      from.transferTo(out);
    } catch (IOException e) { // One of the two is gone.
    }
  }

  /** What PgBouncer says; its error has the state of a protocol violation, 08P01. */
  private Optional<String> refused(Map<String, String> parameters) {
    for (var one : parameters.entrySet()) {
      String name = one.getKey().toLowerCase(Locale.ROOT);
      if (name.equals("options")) {
        Matcher option = OPTION.matcher(one.getValue());
        while (option.find()) {
          String inside = option.group(1);
          if (!known(inside.toLowerCase(Locale.ROOT)) && !ignored.contains("options")) {
            return Optional.of("unsupported startup parameter in options: " + inside);
          }
        }
      } else if (!known(name)) {
        return Optional.of("unsupported startup parameter: " + one.getKey());
      }
    }
    return Optional.empty();
  }

  private boolean known(String name) {
    return TRACKED.contains(name) || ignored.contains(name);
  }

  private static Map<String, String> parameters(byte[] packet) {
    String[] words = new String(packet, UTF_8).split("\0", -1);
    Map<String, String> parameters = new HashMap<>();
    for (int i = 0; i + 1 < words.length && !words[i].isEmpty(); i += 2) {
      parameters.put(words[i], words[i + 1]);
    }
    return parameters;
  }

  private static byte[] startup(int version, Map<String, String> parameters) throws IOException {
    ByteArrayOutputStream body = new ByteArrayOutputStream();
    for (var one : parameters.entrySet()) {
      body.writeBytes((one.getKey() + "\0" + one.getValue() + "\0").getBytes(UTF_8));
    }
    body.write(0);
    ByteArrayOutputStream packet = new ByteArrayOutputStream();
    DataOutputStream data = new DataOutputStream(packet);
    data.writeInt(8 + body.size());
    data.writeInt(version);
    data.write(body.toByteArray());
    return packet.toByteArray();
  }

  private static byte[] error(String message) throws IOException {
    byte[] fields = ("SFATAL\0VFATAL\0C08P01\0M" + message + "\0\0").getBytes(UTF_8);
    ByteArrayOutputStream packet = new ByteArrayOutputStream();
    DataOutputStream data = new DataOutputStream(packet);
    data.writeByte('E');
    data.writeInt(4 + fields.length);
    data.write(fields);
    return packet.toByteArray();
  }

  @Override
  public synchronized void close() throws IOException {
    clients.close();
    for (Socket one : open) {
      one.close();
    }
  }
}
