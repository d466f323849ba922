package dev.hourkey.slack;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.TreeMap;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/**
 * Slack's side of Socket Mode: {@code apps.connections.open} and RFC 6455, with faults on demand.
 */
final class SocketServer implements AutoCloseable {
  static final String TICKET = "ticket-of-one-connection";

  /** What {@code apps.connections.open} says next, before it goes back to giving addresses. */
  final Queue<String> answers = new ConcurrentLinkedQueue<>();

  /** When it was asked, by {@link System#nanoTime}. */
  final List<Long> requested = new CopyOnWriteArrayList<>();

  final List<Map<String, String>> requests = new CopyOnWriteArrayList<>();
  final BlockingQueue<Peer> peers = new LinkedBlockingQueue<>();
  volatile boolean greets = true;
  volatile int ofApp = 1;
  private final ServerSocket listener;
  private final List<Socket> sockets = new CopyOnWriteArrayList<>();

  SocketServer(int port) throws IOException {
    listener = new ServerSocket(port, 50, InetAddress.getLoopbackAddress());
    Thread.ofVirtual().start(this::accept);
  }

  URI apiUrl() {
    return URI.create("http://127.0.0.1:" + listener.getLocalPort() + "/api/");
  }

  /** The next connection that is made. */
  Peer peer() throws InterruptedException {
    Peer peer = peers.poll(10, TimeUnit.SECONDS);
    if (peer == null) {
      throw new AssertionError("nobody connected");
    }
    return peer;
  }

  static String http(int status, String headers, String body) {
    return "HTTP/1.1 %d X\r\n%sConnection: close\r\nContent-Length: %d\r\n\r\n%s"
        .formatted(status, headers, body.getBytes(UTF_8).length, body);
  }

  @Override
  public void close() throws IOException {
    listener.close();
    for (Socket socket : sockets) {
      socket.close();
    }
  }

  private void accept() {
    try {
      while (true) {
        Socket socket = listener.accept();
        sockets.add(socket);
        Thread.ofVirtual().start(() -> serve(socket));
      }
    } catch (IOException e) {
      // The server is closed.
    }
  }

  private void serve(Socket socket) {
    try (socket) {
      var in = new DataInputStream(socket.getInputStream());
      String request = line(in);
      var headers = new TreeMap<String, String>(String.CASE_INSENSITIVE_ORDER);
      for (String line = line(in); !line.isEmpty(); line = line(in)) {
        headers.put(line.substring(0, line.indexOf(':')), line.substring(line.indexOf(':') + 2));
      }
      headers.put("request", request);
      requests.add(headers);
      if (request.startsWith("POST /api/apps.connections.open ")) {
        requested.add(System.nanoTime());
        String answer = answers.poll();
        socket.getOutputStream().write((answer == null ? address() : answer).getBytes(UTF_8));
      } else {
        upgrade(socket, in, headers.getOrDefault("Sec-WebSocket-Key", ""));
      }
    } catch (IOException e) {
      // The client is gone.
    }
  }

  private String address() {
    String url = "ws://127.0.0.1:" + listener.getLocalPort() + "/link/?ticket=" + TICKET;
    return http(200, "", "{\"ok\":true,\"url\":\"" + url + "\"}");
  }

  private void upgrade(Socket socket, DataInputStream in, String key) throws IOException {
    String accept = key + "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";
    socket
        .getOutputStream()
        .write(
            ("HTTP/1.1 101 X\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                    + "Sec-WebSocket-Accept: %s\r\n\r\n".formatted(sha1(accept)))
                .getBytes(UTF_8));
    var peer = new Peer(socket);
    if (greets) {
      peer.send("{\"type\":\"hello\",\"num_connections\":%d}".formatted(ofApp));
    }
    peers.add(peer);
    peer.read(in);
  }

  private static String sha1(String text) {
    try {
      byte[] digest = MessageDigest.getInstance("SHA-1").digest(text.getBytes(UTF_8));
      return Base64.getEncoder().encodeToString(digest);
    } catch (java.security.NoSuchAlgorithmException e) {
      throw new AssertionError(e);
    }
  }

  private static String line(DataInputStream in) throws IOException {
    var line = new ByteArrayOutputStream();
    for (int next = in.readByte(); next != '\n'; next = in.readByte()) {
      line.write(next);
    }
    return line.toString(ISO_8859_1).strip();
  }

  /** One connection, seen from Slack. Like Slack it answers a close frame and leaves TCP open. */
  static final class Peer {
    final BlockingQueue<String> received = new LinkedBlockingQueue<>();
    volatile boolean answers = true;
    volatile boolean closeReceived;
    volatile boolean gone;
    private final Socket socket;

    private Peer(Socket socket) {
      this.socket = socket;
    }

    void send(String text) throws IOException {
      frame(0x81, text.getBytes(UTF_8));
    }

    /** One message in as many frames as parts. */
    void sendParts(String... parts) throws IOException {
      for (int i = 0; i < parts.length; i++) {
        int fin = i == parts.length - 1 ? 0x80 : 0;
        frame(fin | (i == 0 ? 1 : 0), parts[i].getBytes(UTF_8));
      }
    }

    void sendEnvelope(String id) throws IOException {
      send(
          """
          {"envelope_id":"%s","type":"slash_commands","payload":{"text":"%s"}}"""
              .formatted(id, id));
    }

    void sendDisconnect(String reason) throws IOException {
      send("{\"type\":\"disconnect\",\"reason\":\"" + reason + "\"}");
    }

    void sendClose(int code) throws IOException {
      frame(0x88, ByteBuffer.allocate(2).putShort((short) code).array());
    }

    /** Drops the connection without a word. */
    void cut() throws IOException {
      socket.close();
    }

    String acknowledged() throws InterruptedException {
      String ack = received.poll(10, TimeUnit.SECONDS);
      if (ack == null) {
        throw new AssertionError("no acknowledgement");
      }
      return ack;
    }

    private synchronized void frame(int head, byte[] body) throws IOException {
      var frame = new ByteArrayOutputStream();
      frame.write(head);
      if (body.length < 126) {
        frame.write(body.length);
      } else {
        frame.write(126);
        frame.write(body.length >> 8);
        frame.write(body.length);
      }
      frame.writeBytes(body);
      socket.getOutputStream().write(frame.toByteArray());
    }

    private void read(DataInputStream in) {
      try {
        while (true) {
          int opcode = in.readUnsignedByte() & 0x0f;
          int length = in.readUnsignedByte() & 0x7f;
          length = length == 126 ? in.readUnsignedShort() : length;
          byte[] mask = in.readNBytes(4);
          byte[] body = in.readNBytes(length);
          for (int i = 0; i < body.length; i++) {
            body[i] ^= mask[i % 4];
          }
          take(opcode, body);
        }
      } catch (IOException e) {
        gone = true;
      }
    }

    private void take(int opcode, byte[] body) {
      switch (opcode) {
        case 1 -> received.add(new String(body, UTF_8));
        case 8 -> {
          closeReceived = true;
          answer(0x88, body);
        }
        case 9 -> answer(0x8a, body);
        default -> {}
      }
    }

    private void answer(int head, byte[] body) {
      try {
        if (answers) {
          frame(head, body);
        }
      } catch (IOException e) {
        // The client is gone; what it said before is still read.
      }
    }
  }
}
