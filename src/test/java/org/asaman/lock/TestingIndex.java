package org.asaman.lock;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Collectors;
import org.asaman.store.Digest;

/// A little package index on the loopback: JSON with upload times under `/dated/`, HTML without
/// under `/undated/`; everything else is not found.
final class TestingIndex implements AutoCloseable {
  private record Offer(Path file, String uploaded) {}

  private final HttpServer server;
  private final Map<String, Map<String, Offer>> projects = new TreeMap<>();
  private final List<String> requests = new CopyOnWriteArrayList<>();

  TestingIndex() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext("/", this::answer);
    server.start();
  }

  void add(Path wheel, String uploaded) {
    String name = wheel.getFileName().toString();
    projects
        .computeIfAbsent(name.substring(0, name.indexOf('-')), _ -> new TreeMap<>())
        .put(name, new Offer(wheel, uploaded));
  }

  /// The address of one of its indexes; `login` may be empty or `user:password@`.
  String url(String login, String index) {
    return "http://" + login + "127.0.0.1:" + server.getAddress().getPort() + "/" + index + "/";
  }

  /// What was asked for, each with its authorization if there was one.
  List<String> requests() {
    return List.copyOf(requests);
  }

  @Override
  public void close() {
    server.stop(0);
  }

  private void answer(HttpExchange exchange) throws IOException {
    try (exchange) {
      String path = exchange.getRequestURI().getPath();
      String authorization = exchange.getRequestHeaders().getFirst("Authorization");
      requests.add(path + (authorization == null ? "" : " " + authorization));
      String[] parts = path.split("/");
      Map<String, Offer> offers = parts.length > 2 ? projects.get(parts[2]) : null;
      if (parts[1].equals("forbidden")) {
        exchange.sendResponseHeaders(403, -1);
      } else if (!exchange.getRequestMethod().equals("GET") || offers == null) {
        exchange.sendResponseHeaders(exchange.getRequestMethod().equals("GET") ? 404 : 405, -1);
      } else if (parts[1].equals("files")) {
        send(exchange, "application/octet-stream", Files.readAllBytes(offers.get(parts[3]).file()));
      } else if (parts[1].equals("dated")) {
        send(exchange, "application/vnd.pypi.simple.v1+json", utf8(json(parts[2], offers)));
      } else if (parts[1].equals("undated")) {
        send(exchange, "text/html", utf8(html(parts[2], offers)));
      } else {
        exchange.sendResponseHeaders(404, -1);
      }
    }
  }

  private static String json(String project, Map<String, Offer> offers) throws IOException {
    StringBuilder files = new StringBuilder();
    for (var offer : offers.entrySet()) {
      files
          .append(files.isEmpty() ? "" : ",")
          .append(
              """
              {"filename": "%s", "url": "/files/%s/%s", "hashes": {"sha256": "%s"}, "upload-time": "%s"}\
              """
                  .formatted(
                      offer.getKey(),
                      project,
                      offer.getKey(),
                      Digest.of(Files.readAllBytes(offer.getValue().file())).hash(),
                      offer.getValue().uploaded()));
    }
    return """
    {"meta": {"api-version": "1.1"}, "name": "%s", "versions": [], "files": [%s]}\
    """
        .formatted(project, files);
  }

  private static String html(String project, Map<String, Offer> offers) {
    return offers.keySet().stream()
        .map(name -> "<a href='/files/" + project + "/" + name + "'>" + name + "</a>")
        .collect(Collectors.joining("\n", "<html><body>", "</body></html>"));
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static void send(HttpExchange exchange, String type, byte[] body) throws IOException {
    exchange.getResponseHeaders().set("Content-Type", type);
    exchange.sendResponseHeaders(200, body.length);
    exchange.getResponseBody().write(body);
  }
}
