package org.asaman.python;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.asaman.process.Site;
import org.asaman.store.Digest;
import tools.jackson.databind.JsonNode;

/// Turns the answer of `describe.py` into an [Interpreter].
final class Description {
  private final JsonNode answer;
  private final Site site;

  Description(JsonNode answer, Site site) {
    this.answer = answer;
    this.site = site;
  }

  /// What would not be the place it says, or no version, is an IllegalArgumentException: a root may
  /// say anything.
  Interpreter interpreter() throws IOException {
    Path packages = path("site_packages");
    if (packages.isAbsolute()
        || packages.startsWith("..")
        || !packages.equals(packages.normalize())) {
      throw new IllegalArgumentException("its packages are in " + packages);
    }
    String minor = texts("markers").getOrDefault("python_version", "");
    if (!minor.matches("[0-9]{1,3}\\.[0-9]{1,3}")) {
      throw new IllegalArgumentException("its version is " + minor);
    }
    return new Interpreter(
        path("executable"),
        path("binary"),
        path("prefix"),
        path("base_prefix"),
        path("exec_prefix"),
        paths("standard_library"),
        text("site_packages"),
        text("platform"),
        text("libc"),
        paths("libraries"),
        texts("variables"),
        markers(),
        fingerprint(),
        site);
  }

  /// Everything that may change a wheel's bytes: in a root, the root as a whole. Not the kernel's
  /// release, nor where the interpreter lies, but for what its own compiler settings say of that
  /// (an rpath gets into extension modules).
  private String fingerprint() throws IOException {
    SortedMap<String, String> facts = new TreeMap<>();
    texts("markers").forEach((name, value) -> facts.put("marker." + name, value));
    facts.remove("marker.platform_release");
    facts.remove("marker.platform_version");
    texts("variables").forEach((name, value) -> facts.put("variable." + name, value));
    facts.put("platform", text("platform"));
    facts.put("cache_tag", text("cache_tag"));
    facts.put("build", text("build"));
    if (!site.isHost()) {
      facts.put("site", site.identity());
    }
    facts.put("binary.sha256", sha256(path("binary")));
    for (Path library : paths("libraries")) {
      facts.put("library." + library.getFileName() + ".sha256", sha256(library));
    }
    StringBuilder lines = new StringBuilder();
    facts.forEach((name, value) -> lines.append(name + "=" + value.replaceAll("\\s+", " ") + "\n"));
    return lines.toString();
  }

  /// In a root nothing is known of the kernel, which is the host's.
  private SortedMap<String, String> markers() {
    SortedMap<String, String> markers = texts("markers");
    if (!site.isHost()) {
      markers.put("platform_release", "");
      markers.put("platform_version", "");
    }
    return markers;
  }

  private String sha256(Path file) throws IOException {
    try (InputStream in = Files.newInputStream(site.outside(file))) {
      return Digest.copy(in, OutputStream.nullOutputStream()).hash();
    }
  }

  private String text(String name) {
    return answer.path(name).asString("");
  }

  private Path path(String name) {
    return Path.of(text(name));
  }

  private List<Path> paths(String name) {
    return answer.path(name).valueStream().map(n -> Path.of(n.asString(""))).distinct().toList();
  }

  private SortedMap<String, String> texts(String name) {
    SortedMap<String, String> texts = new TreeMap<>();
    answer
        .path(name)
        .propertyStream()
        .forEach(p -> texts.put(p.getKey(), p.getValue().asString("")));
    return texts;
  }
}
