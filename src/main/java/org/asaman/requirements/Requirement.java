package org.asaman.requirements;

import java.util.Collections;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// A requirement as PEP 508 writes it; `extras` are spelled as they were written.
public record Requirement(
    ProjectName name,
    SortedSet<String> extras,
    SpecifierSet specifier,
    Optional<Marker> marker,
    Optional<String> url) {
  private static final String WORD = "[\\p{L}\\p{N}_]";
  private static final Pattern IDENTIFIER =
      Pattern.compile(
          "(?<!%1$s)[a-zA-Z0-9][a-zA-Z0-9._-]*(?:(?<=%1$s)(?!%1$s)|(?<!%1$s)(?=%1$s))"
              .replace("%1$s", WORD));
  private static final Pattern URL = Pattern.compile("[^ \\t]+");

  public Requirement {
    extras = Collections.unmodifiableSortedSet(new TreeSet<>(extras));
  }

  /// Reads a whole text as a requirement.
  ///
  /// @throws IllegalArgumentException if it is none
  public static Requirement parse(String text) {
    Scanner scanner = new Scanner(text);
    scanner.skipSpaces();
    String name = scanner.take(IDENTIFIER).orElseThrow(() -> scanner.expected("a project name"));
    scanner.skipSpaces();
    SortedSet<String> extras = extras(scanner);
    scanner.skipSpaces();
    Optional<String> url = url(scanner);
    SpecifierSet specifier = url.isPresent() ? SpecifierSet.ANY : specifier(scanner);
    scanner.skipSpaces();
    Optional<Marker> marker = Optional.empty();
    if (!scanner.atEnd()) {
      if (!scanner.skip(';')) {
        throw scanner.expected(
            scanner.comes('=')
                ? "'==' rather than '='"
                : url.isPresent() ? "';' or the end" : "a version specifier, ';' or the end");
      }
      marker = Optional.of(Marker.parse(scanner));
    }
    if (!scanner.atEnd()) {
      throw scanner.expected("'and', 'or' or the end");
    }
    return new Requirement(new ProjectName(name), extras, specifier, marker, url);
  }

  /// Whether the requirement counts in this environment when these extras of the project that
  /// states it are wanted; none wanted is `extra == ""`.
  public boolean appliesTo(Map<String, String> markerEnvironment, Set<String> wantedExtras) {
    return marker
        .map(m ->
            Stream.concat(Stream.of(""), wantedExtras.stream())
                .anyMatch(extra -> m.evaluate(withExtra(markerEnvironment, extra))))
        .orElse(true);
  }

  private static Map<String, String> withExtra(Map<String, String> environment, String extra) {
    Map<String, String> with = new HashMap<>(environment);
    with.put("extra", extra);
    return with;
  }

  private static SortedSet<String> extras(Scanner scanner) {
    SortedSet<String> extras = new TreeSet<>();
    if (!scanner.skip('[')) {
      return extras;
    }
    scanner.skipSpaces();
    Optional<String> extra = scanner.take(IDENTIFIER);
    while (extra.isPresent()) {
      extras.add(extra.get());
      scanner.skipSpaces();
      if (!scanner.skip(',')) {
        break;
      }
      scanner.skipSpaces();
      extra =
          Optional.of(
              scanner.take(IDENTIFIER).orElseThrow(() -> scanner.expected("an extra's name")));
    }
    scanner.skipSpaces();
    if (!scanner.skip(']')) {
      throw scanner.expected("',' or ']'");
    }
    return extras;
  }

  private static Optional<String> url(Scanner scanner) {
    if (!scanner.skip('@')) {
      return Optional.empty();
    }
    scanner.skipSpaces();
    return Optional.of(scanner.take(URL).orElseThrow(() -> scanner.expected("a URL")));
  }

  private static SpecifierSet specifier(Scanner scanner) {
    boolean parenthesis = scanner.skip('(');
    scanner.skipSpaces();
    StringBuilder clauses = new StringBuilder();
    Optional<String> clause = scanner.take(Specifier.PATTERN);
    while (clause.isPresent()) {
      clauses.append(clause.get());
      scanner.skipSpaces();
      if (!scanner.skip(',')) {
        break;
      }
      clauses.append(',');
      scanner.skipSpaces();
      clause = scanner.take(Specifier.PATTERN);
    }
    scanner.skipSpaces();
    if (parenthesis && !scanner.skip(')')) {
      throw scanner.expected("')'");
    }
    return SpecifierSet.parse(clauses.toString());
  }

  /// The requirement in `packaging`'s spelling, with the normalised name.
  @Override
  public String toString() {
    String extrasText =
        extras.isEmpty() ? "" : extras.stream().collect(Collectors.joining(",", "[", "]"));
    String urlText = url.map(u -> " @ " + u + (marker.isPresent() ? " " : "")).orElse("");
    return name + extrasText + specifier + urlText + marker.map(m -> "; " + m).orElse("");
  }
}
