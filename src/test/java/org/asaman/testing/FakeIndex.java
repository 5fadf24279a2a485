package org.asaman.testing;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.Collectors;
import java.util.zip.GZIPOutputStream;
import javax.net.ssl.SSLContext;
import org.asaman.index.Index;
import org.asaman.requirements.ProjectName;

/// A package index on this machine: a real HTTP(S) server on the loopback address, which serves
/// projects in both forms of the simple repository API, fails on demand, and remembers what it was
/// asked.
///
/// A fault concerns one path and one request; several for a path are used up in turn.
public final class FakeIndex implements AutoCloseable {

  /// What goes wrong with a request.
  public sealed interface Fault {
    /// An answer without a body that can be used.
    record Status(int status, Map<String, String> headers) implements Fault {}

    /// The connection is closed without an answer.
    record Reset() implements Fault {}

    /// The body ends after so many bytes, though more were announced.
    record ShortBody(int bytes) implements Fault {}

    /// So many bytes of an older file, which is replaced before the next request.
    record Replaced(byte[] old, int bytes) implements Fault {}

    /// Other content than was announced in the page.
    record Other(byte[] content) implements Fault {}

    /// The headers arrive and then nothing more, until the index is closed.
    record Stall() implements Fault {}
  }

  /// A request as it arrived; header names are in lower case.
  public record Request(String path, Map<String, String> headers) {
    public Optional<String> header(String name) {
      return Optional.ofNullable(headers.get(name));
    }
  }

  /// Which forms of the API are served; `HTML` is what old servers know.
  public enum Form {
    JSON_AND_HTML,
    HTML
  }

  private record Served(byte[] content, Map<String, Object> entry) {}

  private final HttpServer server;
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final String scheme;
  private final Map<String, Map<String, Served>> projects = new ConcurrentHashMap<>();
  private final Map<String, Page> pages = new ConcurrentHashMap<>();
  private final Map<String, Queue<Fault>> faults = new ConcurrentHashMap<>();
  private final Queue<Request> requests = new ConcurrentLinkedQueue<>();
  private volatile Form form = Form.JSON_AND_HTML;
  private volatile Optional<String> requiredAuthorization = Optional.empty();

  private record Page(String contentType, byte[] content) {}

  public FakeIndex() {
    this("http", Optional.empty());
  }

  /// The same over TLS.
  public FakeIndex(SSLContext tls, boolean clientCertificate) {
    this(
        "https",
        Optional.of(
            new HttpsConfigurator(tls) {
              @Override
              public void configure(com.sun.net.httpserver.HttpsParameters parameters) {
                javax.net.ssl.SSLParameters ssl = tls.getDefaultSSLParameters();
                ssl.setNeedClientAuth(clientCertificate);
                parameters.setSSLParameters(ssl);
              }
            }));
  }

  private FakeIndex(String scheme, Optional<HttpsConfigurator> tls) {
    this.scheme = scheme;
    InetSocketAddress address = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
    try {
      if (tls.isPresent()) {
        HttpsServer secure = HttpsServer.create(address, 0);
        secure.setHttpsConfigurator(tls.get());
        server = secure;
      } else {
        server = HttpServer.create(address, 0);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    server.setExecutor(threads);
    server.createContext("/", this::serve);
    server.start();
  }

  /// `host:port`.
  public String authority() {
    return "127.0.0.1:" + server.getAddress().getPort();
  }

  public URI url(String path) {
    return URI.create(scheme + "://" + authority() + path);
  }

  public Index index() {
    return new Index(url("/simple/"));
  }

  public FakeIndex serving(Form served) {
    form = served;
    return this;
  }

  /// From now on every request must carry this `Authorization`.
  public FakeIndex requiring(String authorization) {
    requiredAuthorization = Optional.of(authorization);
    return this;
  }

  /// Adds a file with its sha256 and size; `extra` holds further keys of its JSON entry, or `null`
  /// values for what shall be left out.
  public FakeIndex add(String project, String fileName, byte[] content, Map<String, Object> extra) {
    Map<String, Object> entry = new TreeMap<>();
    entry.put("filename", fileName);
    entry.put("url", "../../files/" + fileName);
    entry.put("hashes", Map.of("sha256", sha256(content)));
    entry.put("size", content.length);
    entry.put("core-metadata", Map.of("sha256", sha256(new byte[0])));
    entry.putAll(extra);
    projects
        .computeIfAbsent(ProjectName.of(project).value(), _ -> new ConcurrentHashMap<>())
        .put(fileName, new Served(content, entry));
    return this;
  }

  public FakeIndex add(String project, String fileName, byte[] content) {
    return add(project, fileName, content, Map.of());
  }

  /// A page that is served as it is, whatever the projects are.
  public FakeIndex page(String path, String contentType, String content) {
    pages.put(path, new Page(contentType, content.getBytes(StandardCharsets.UTF_8)));
    return this;
  }

  /// The next requests for the path meet these faults, one each.
  public FakeIndex failing(String path, Fault... next) {
    faults.computeIfAbsent(path, _ -> new ConcurrentLinkedQueue<>()).addAll(List.of(next));
    return this;
  }

  /// The next request for the path is sent elsewhere.
  public FakeIndex redirecting(String path, String location) {
    return failing(path, new Fault.Status(302, Map.of("Location", location)));
  }

  public List<Request> requests() {
    return List.copyOf(requests);
  }

  public long requestsFor(String path) {
    return requests.stream().filter(request -> request.path().equals(path)).count();
  }

  public static String sha256(byte[] content) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(content));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  @Override
  public void close() {
    threads.shutdownNow();
    server.stop(0);
  }

  private void serve(HttpExchange exchange) throws IOException {
    try (exchange) {
      String path = exchange.getRequestURI().getPath();
      Map<String, String> headers =
          exchange.getRequestHeaders().entrySet().stream()
              .collect(
                  Collectors.toMap(
                      entry -> entry.getKey().toLowerCase(java.util.Locale.ROOT),
                      entry -> String.join(", ", entry.getValue())));
      requests.add(new Request(path, headers));
      Fault fault = faults.getOrDefault(path, new ArrayDeque<>()).poll();
      if (fault instanceof Fault.Status(int status, Map<String, String> extra)) {
        extra.forEach(exchange.getResponseHeaders()::set);
        exchange.sendResponseHeaders(status, -1);
      } else if (fault instanceof Fault.Reset) {
        return; // closed without an answer
      } else if (requiredAuthorization.isPresent()
          && !requiredAuthorization.equals(Optional.ofNullable(headers.get("authorization")))) {
        exchange.sendResponseHeaders(401, -1);
      } else {
        answer(exchange, path, Optional.ofNullable(fault));
      }
    }
  }

  private void answer(HttpExchange exchange, String path, Optional<Fault> fault)
      throws IOException {
    if (pages.containsKey(path)) {
      Page page = pages.get(path);
      exchange.getResponseHeaders().set("Content-Type", page.contentType());
      send(exchange, 200, page.content(), fault);
    } else if (path.startsWith("/simple/") && path.endsWith("/")) {
      String name = path.substring("/simple/".length(), path.length() - 1);
      if (projects.containsKey(name)) {
        sendProject(exchange, name, fault);
      } else {
        exchange.sendResponseHeaders(404, -1);
      }
    } else {
      sendFile(exchange, path.substring(path.lastIndexOf('/') + 1), fault);
    }
  }

  private void sendProject(HttpExchange exchange, String name, Optional<Fault> fault)
      throws IOException {
    String accept = String.valueOf(exchange.getRequestHeaders().getFirst("Accept"));
    boolean json = form == Form.JSON_AND_HTML && accept.contains("simple.v1+json");
    String content = json ? PageWriter.json(name, entries(name)) : PageWriter.html(entries(name));
    exchange
        .getResponseHeaders()
        .set("Content-Type", json ? "application/vnd.pypi.simple.v1+json" : "text/html");
    byte[] bytes = content.getBytes(StandardCharsets.UTF_8);
    if (String.valueOf(exchange.getRequestHeaders().getFirst("Accept-Encoding")).contains("gzip")) {
      exchange.getResponseHeaders().set("Content-Encoding", "gzip");
      ByteArrayOutputStream packed = new ByteArrayOutputStream();
      try (OutputStream out = new GZIPOutputStream(packed)) {
        out.write(bytes);
      }
      bytes = packed.toByteArray();
    }
    send(exchange, 200, bytes, fault);
  }

  private List<Map<String, Object>> entries(String project) {
    List<Map<String, Object>> entries = new ArrayList<>();
    projects.get(project).values().forEach(served -> entries.add(served.entry()));
    entries.sort(java.util.Comparator.comparing(entry -> String.valueOf(entry.get("filename"))));
    return entries;
  }

  private void sendFile(HttpExchange exchange, String fileName, Optional<Fault> fault)
      throws IOException {
    Optional<byte[]> content =
        projects.values().stream()
            .flatMap(files -> Optional.ofNullable(files.get(fileName)).stream())
            .map(Served::content)
            .findFirst();
    if (content.isEmpty()) {
      exchange.sendResponseHeaders(404, -1);
      return;
    }
    byte[] whole =
        fault.isPresent() && fault.get() instanceof Fault.Replaced(byte[] old, int _)
            ? old
            : content.get();
    String tag = "\"" + sha256(whole).substring(0, 16) + "\"";
    exchange.getResponseHeaders().set("ETag", tag);
    String range = exchange.getRequestHeaders().getFirst("Range");
    if (range == null || !tag.equals(exchange.getRequestHeaders().getFirst("If-Range"))) {
      send(exchange, 200, whole, fault);
      return;
    }
    int from = Integer.parseInt(range.substring("bytes=".length(), range.length() - 1));
    exchange
        .getResponseHeaders()
        .set("Content-Range", "bytes " + from + "-" + (whole.length - 1) + "/" + whole.length);
    send(exchange, 206, java.util.Arrays.copyOfRange(whole, from, whole.length), fault);
  }

  private void send(HttpExchange exchange, int status, byte[] content, Optional<Fault> fault)
      throws IOException {
    byte[] sent = content;
    if (fault.isPresent() && fault.get() instanceof Fault.Other(byte[] other)) {
      sent = other;
    }
    exchange.sendResponseHeaders(status, sent.length == 0 ? -1 : sent.length);
    OutputStream out = exchange.getResponseBody();
    if (fault.isPresent() && fault.get() instanceof Fault.Replaced(byte[] _, int bytes)) {
      out.write(sent, 0, bytes);
      out.flush();
    } else if (fault.isPresent() && fault.get() instanceof Fault.ShortBody(int bytes)) {
      out.write(sent, 0, bytes);
      out.flush();
    } else if (fault.isPresent() && fault.get() instanceof Fault.Stall) {
      out.write(sent, 0, 1);
      out.flush();
      stall();
    } else {
      out.write(sent);
    }
  }

  private static void stall() {
    try {
      Thread.sleep(java.time.Duration.ofMinutes(5));
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }
}
