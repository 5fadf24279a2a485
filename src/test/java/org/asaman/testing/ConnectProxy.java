package org.asaman.testing;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/// An HTTP proxy for secure connections: answers CONNECT, wants credentials, and passes bytes on to
/// this machine.
public final class ConnectProxy implements AutoCloseable {
  private final ServerSocket server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
  private final String authorization;
  private final Queue<String> requests = new ConcurrentLinkedQueue<>();

  public ConnectProxy(String authorization) throws IOException {
    this.authorization = authorization;
    Thread.ofVirtual().start(this::accept);
  }

  public String authority() {
    return "127.0.0.1:" + server.getLocalPort();
  }

  /// The first lines of the requests.
  public List<String> requests() {
    return List.copyOf(requests);
  }

  @Override
  public void close() throws IOException {
    server.close();
  }

  private void accept() {
    try {
      while (true) {
        Socket client = server.accept();
        Thread.ofVirtual().start(() -> serve(client));
      }
    } catch (IOException _) {
      // closed
    }
  }

  private void serve(Socket client) {
    try (client) {
      List<String> lines = head(client);
      requests.add(lines.getFirst());
      if (!lines.contains("Proxy-Authorization: " + authorization)) {
        write(client, "HTTP/1.1 407 No\r\nContent-Length: 0\r\n\r\n");
        return;
      }
      String target = lines.getFirst().split(" ")[1];
      int port = Integer.parseInt(target.substring(target.lastIndexOf(':') + 1));
      try (Socket upstream = new Socket(InetAddress.getLoopbackAddress(), port)) {
        write(client, "HTTP/1.1 200 Yes\r\n\r\n");
        Thread back = Thread.ofVirtual().start(() -> copy(upstream, client));
        copy(client, upstream);
        back.join();
      }
    } catch (IOException | InterruptedException _) {
      // the client notices
    }
  }

  /// Unbuffered, so that nothing after the head is taken.
  private static List<String> head(Socket client) throws IOException {
    StringBuilder text = new StringBuilder();
    while (!text.toString().endsWith("\r\n\r\n")) {
      int c = client.getInputStream().read();
      if (c < 0) {
        throw new IOException("no request");
      }
      text.append((char) c);
    }
    return List.of(text.toString().strip().split("\r\n"));
  }

  private static void write(Socket client, String text) throws IOException {
    client.getOutputStream().write(text.getBytes(StandardCharsets.US_ASCII));
  }

  private static void copy(Socket from, Socket to) {
    try {
      from.getInputStream().transferTo(to.getOutputStream());
      to.shutdownOutput();
    } catch (IOException _) {
      // the other side notices
    }
  }
}
