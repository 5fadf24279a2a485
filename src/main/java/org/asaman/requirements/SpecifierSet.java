package org.asaman.requirements;

import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// A version specifier: clauses that a version must all meet, as PEP 440 says; without any clause,
/// every version does.
///
/// The clauses are sorted, and each stands only once.
public record SpecifierSet(List<Specifier> clauses) {
  public static final SpecifierSet ANY = new SpecifierSet(List.of());

  public SpecifierSet {
    Map<String, Specifier> distinct = new LinkedHashMap<>();
    clauses.stream()
        .sorted(Comparator.comparing(Specifier::toString))
        .forEach(clause -> distinct.putIfAbsent(clause.canonical(), clause));
    clauses = List.copyOf(distinct.values());
  }

  /// Reads clauses between commas.
  ///
  /// @throws IllegalArgumentException if one of them is none
  public static SpecifierSet parse(String text) {
    return new SpecifierSet(
        Arrays.stream(text.split(","))
            .map(PythonText::strip)
            .filter(Predicate.not(String::isEmpty))
            .map(Specifier::parse)
            .toList());
  }

  /// The single version `==V`.
  public static SpecifierSet pinnedTo(Version version) {
    return parse("==" + version);
  }

  /// Both conditions.
  public SpecifierSet and(SpecifierSet other) {
    return new SpecifierSet(Stream.concat(clauses.stream(), other.clauses.stream()).toList());
  }

  public boolean isAny() {
    return clauses.isEmpty();
  }

  /// Whether the version meets every clause; a pre-release does so only if they are allowed.
  public boolean contains(Version version, boolean prereleases) {
    return (prereleases || !version.isPrerelease())
        && meets(version.toString(), Optional.of(version));
  }

  /// Whether text, which need not be a version for `===`, meets every clause; pre-releases may.
  public boolean contains(String candidate) {
    return meets(candidate, Version.tryParse(candidate));
  }

  /// The newest version that meets every clause: a pre-release only if a clause names one or
  /// nothing else is there.
  public Optional<Version> pick(Collection<Version> versions) {
    return pick(versions, false);
  }

  /// As [#pick(Collection)], or simply the newest if pre-releases are allowed.
  public Optional<Version> pick(Collection<Version> versions, boolean prereleases) {
    return filter(versions.stream().map(Candidate::of).toList(), prereleases).stream()
        .flatMap(c -> c.version().stream())
        .reduce((a, b) -> b.compareTo(a) > 0 ? b : a);
  }

  /// The newest version among texts, as it is spelled there.
  ///
  /// @throws IllegalArgumentException if `===` chose a text that is no version among others
  public Optional<String> pickSpelling(List<String> spellings) {
    List<Candidate> chosen = filter(spellings.stream().map(Candidate::of).toList(), false);
    chosen.forEach(c -> Version.parse(c.spelling()));
    return chosen.stream()
        .reduce(
            (a, b) -> b.version().orElseThrow().compareTo(a.version().orElseThrow()) > 0 ? b : a)
        .map(Candidate::spelling);
  }

  /// The one version that is meant: that of an `==` without wildcard, or of an `===`, if it meets
  /// the other clauses too.
  public Optional<Version> pin() {
    return clauses.stream()
        .flatMap(clause -> clause.pin().filter(v -> meetsOthers(clause, v)).stream())
        .findFirst();
  }

  private boolean meetsOthers(Specifier clause, Version version) {
    return clauses.stream()
        .filter(other -> !other.equals(clause))
        .allMatch(other -> other.contains(version.toString(), Optional.of(version)));
  }

  /// A version and how it is spelled, or a text that is none.
  private record Candidate(String spelling, Optional<Version> version) {
    static Candidate of(Version version) {
      return new Candidate(version.toString(), Optional.of(version));
    }

    static Candidate of(String spelling) {
      return new Candidate(spelling, Version.tryParse(spelling));
    }

    boolean isPrerelease() {
      return version.isPresent() && version.get().isPrerelease();
    }

    boolean isFinal() {
      return version.isPresent() && !version.get().isPrerelease();
    }
  }

  private List<Candidate> filter(List<Candidate> candidates, boolean prereleases) {
    List<Candidate> meeting =
        candidates.stream().filter(c -> meets(c.spelling(), c.version())).toList();
    boolean wanted = prereleases || clauses.stream().anyMatch(Specifier::wantsPrereleases);
    return wanted || meeting.stream().noneMatch(Candidate::isFinal)
        ? meeting
        : meeting.stream().filter(Predicate.not(Candidate::isPrerelease)).toList();
  }

  private boolean meets(String spelling, Optional<Version> version) {
    return clauses.stream().allMatch(clause -> clause.contains(spelling, version));
  }

  /// The clauses, sorted, between commas.
  @Override
  public String toString() {
    return clauses.stream().map(Specifier::toString).collect(Collectors.joining(","));
  }
}
