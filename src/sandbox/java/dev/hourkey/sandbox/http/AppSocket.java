package dev.hourkey.sandbox.http;

import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.ServerWebSocket;
import io.vertx.core.net.impl.ConnectionBase;

/** A WebSocket that was opened to this server. Vert.x answers its pings and close frames. */
public record AppSocket(ServerWebSocket webSocket, HttpConnection connection) {
  /** Ends the connection without a close frame, like a network failure. */
  public void cut() {
    var _ = ((ConnectionBase) connection).channelHandlerContext().close();
  }
}
