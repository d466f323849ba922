package dev.hourkey.sandbox.slack;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.net.URI;
import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;

/** The server's end of one WebSocket (RFC 6455), for text and for control frames. */
final class AppSocket implements AutoCloseable {
  private static final String GUID = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";
  private static final int BIGGEST = 1 << 20;
  private static final int TEXT = 1;
  private static final int CLOSE = 8;
  private static final int PING = 9;
  private static final int PONG = 10;

  private final Socket socket;
  private final DataInputStream in;
  private final OutputStream out;
  private final URI target;

  /** Takes a connection that has just been accepted, and shakes hands. */
  AppSocket(Socket socket) throws IOException {
    this.socket = socket;
    in = new DataInputStream(new BufferedInputStream(socket.getInputStream()));
    out = socket.getOutputStream();
    String[] request = line().split(" ", 3);
    target = URI.create(request.length == 3 ? request[1] : "/");
    Map<String, String> headers = new HashMap<>();
    for (String line = line(); !line.isEmpty(); line = line()) {
      String[] header = line.split(":\\s*", 2);
      headers.put(header[0].toLowerCase(java.util.Locale.ROOT), header[header.length - 1]);
    }
    String answer =
        "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
            + "Sec-WebSocket-Accept: %s\r\n\r\n"
                .formatted(accept(headers.getOrDefault("sec-websocket-key", "")));
    out.write(answer.getBytes(US_ASCII));
  }

  /** What was asked for, with its query. */
  URI target() {
    return target;
  }

  void send(String text) throws IOException {
    frame(TEXT, text.getBytes(UTF_8));
  }

  void ping() throws IOException {
    frame(PING, new byte[0]);
  }

  /** The next whole text, after answering pings; throws once the connection has ended. */
  String receive() throws IOException {
    var message = new ByteArrayOutputStream();
    while (true) {
      int first = in.readUnsignedByte();
      byte[] payload = payload();
      switch (first & 0x0f) {
        case CLOSE -> {
          frame(CLOSE, payload);
          throw new IOException("closed by the app");
        }
        case PING -> frame(PONG, payload);
        case PONG -> {}
        default -> {
          message.write(payload);
          if ((first & 0x80) != 0) {
            return message.toString(UTF_8);
          }
        }
      }
    }
  }

  /** Says goodbye with a status code; what the app still sends is read until it hangs up. */
  void goodbye(int status) throws IOException {
    frame(CLOSE, ByteBuffer.allocate(2).putShort((short) status).array());
  }

  /** Hangs up without a word. */
  @Override
  public void close() throws IOException {
    socket.close();
  }

  private byte[] payload() throws IOException {
    int second = in.readUnsignedByte();
    long length = second & 0x7f;
    if (length == 126) {
      length = in.readUnsignedShort();
    } else if (length == 127) {
      length = in.readLong();
    }
    if ((second & 0x80) == 0 || length > BIGGEST) {
      throw new IOException("a frame without mask, or too big");
    }
    byte[] mask = in.readNBytes(4);
    byte[] payload = in.readNBytes((int) length);
    for (int i = 0; i < payload.length; i++) {
      payload[i] ^= mask[i % 4];
    }
    return payload;
  }

  private void frame(int opcode, byte[] payload) throws IOException {
    var frame = ByteBuffer.allocate(payload.length + 10).put((byte) (0x80 | opcode));
    if (payload.length < 126) {
      frame.put((byte) payload.length);
    } else if (payload.length < 1 << 16) {
      frame.put((byte) 126).putShort((short) payload.length);
    } else {
      frame.put((byte) 127).putLong(payload.length);
    }
    frame.put(payload);
    synchronized (out) {
      out.write(frame.array(), 0, frame.position());
      out.flush();
    }
  }

  private String line() throws IOException {
    var line = new ByteArrayOutputStream();
    for (int b = in.readUnsignedByte(); b != '\n'; b = in.readUnsignedByte()) {
      line.write(b);
    }
    return line.toString(US_ASCII).strip();
  }

  private static String accept(String key) {
    try {
      byte[] hash = MessageDigest.getInstance("SHA-1").digest((key + GUID).getBytes(US_ASCII));
      return Base64.getEncoder().encodeToString(hash);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every JDK has SHA-1", e);
    }
  }
}
