package org.asaman.build;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.asaman.exec.RootFolder;

/// What a record says of the root that a wheel was built in: nothing of where it lay.
record RootFacts(RootFolder root) {
  private static final Pattern PRETTY_NAME = Pattern.compile("PRETTY_NAME=\"?([^\"]*)\"?");
  private static final long MOST_BYTES = 64L << 20;

  private static final Pattern FIELD = Pattern.compile("(Package|Version|Architecture): (.*)");

  /// The packages that machine code comes from, as of the host's own.
  private static final Pattern TOOLCHAIN =
      Pattern.compile(
          ".*-dev|(gcc|g\\+\\+|binutils|libgcc|libstdc\\+\\+|pkgconf).*|cmake|ninja-build|pkg-config|(rustc|cargo).*");

  Map<String, Object> json() {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("digest", root.digest().toString());
    system().ifPresent(name -> json.put("system", name));
    json.put("packages", packages());
    return json;
  }

  private Optional<String> system() {
    return lines("/etc/os-release")
        .map(PRETTY_NAME::matcher)
        .filter(Matcher::matches)
        .map(matcher -> matcher.group(1))
        .findFirst();
  }

  /// Of dpkg's own list: name, version and architecture.
  private List<String> packages() {
    List<String> packages = new ArrayList<>();
    Map<String, String> fields = new LinkedHashMap<>();
    Stream.concat(lines("/var/lib/dpkg/status"), Stream.of(""))
        .forEach(line -> {
          Matcher field = FIELD.matcher(line);
          if (field.matches()) {
            fields.put(field.group(1), field.group(2).strip());
          } else if (line.isEmpty()) {
            if (TOOLCHAIN.matcher(fields.getOrDefault("Package", "")).matches()) {
              packages.add(
                  Stream.of("Package", "Version", "Architecture")
                      .map(name -> fields.getOrDefault(name, "?"))
                      .collect(Collectors.joining(" ")));
            }
            fields.clear();
          }
        });
    return packages.stream().sorted().toList();
  }

  private Stream<String> lines(String path) {
    Path file = root.at(path);
    try {
      return Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS) && Files.size(file) < MOST_BYTES
          ? new String(Files.readAllBytes(file), StandardCharsets.UTF_8).lines()
          : Stream.empty();
    } catch (IOException _) {
      return Stream.empty(); // only told of, never relied on
    }
  }
}
