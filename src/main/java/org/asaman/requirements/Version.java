package org.asaman.requirements;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// A version as PEP 440 reads, orders and spells it.
///
/// Numbers are as long as anybody writes them (a date and time of day does not fit an `int`), up to
/// the [#MOST_DIGITS] that Python itself reads.
public final class Version implements Comparable<Version> {
  private static final int MOST_DIGITS = 4300;

  private static final Pattern PATTERN =
      Pattern.compile(
          ("S*v?(?:(?<epoch>[0-9]+)!)?(?<release>[0-9]+(?:\\.[0-9]+)*+)"
                  + "(?:[._-]?(?<pre>alpha|a|beta|b|preview|pre|c|rc)[._-]?(?<preN>[0-9]+)?)?"
                  + "(?<post>-(?<postN>[0-9]+)|[._-]?(?:post|rev|r)[._-]?(?<postM>[0-9]+)?)?"
                  + "(?<dev>[._-]?dev[._-]?(?<devN>[0-9]+)?)?"
                  + "(?:\\+(?<local>[a-z0-9]+(?:[._-][a-z0-9]+)*+))?S*")
              .replace("S*", "[" + PythonText.SPACE + "]*"),
          Pattern.CASE_INSENSITIVE);
  private static final Pattern DIGITS = Pattern.compile("[0-9]+");

  private static final Comparator<List<BigInteger>> RELEASES = Version::compareReleases;
  private static final Comparator<Version> ORDER =
      Comparator.comparing((Version v) -> v.epoch)
          .thenComparing(v -> v.release, RELEASES)
          .thenComparing(v -> v.pre, Version::comparePreReleases)
          .thenComparing(v -> v.post, Comparator.nullsFirst(Comparator.naturalOrder()))
          .thenComparing(v -> v.dev, Comparator.nullsLast(Comparator.naturalOrder()))
          .thenComparing(v -> v.local, Version::compareLocals);

  /// The kind of a pre-release and its number; a development release of a final version comes
  /// before all of them.
  private record PreRelease(Kind kind, BigInteger number) {
    enum Kind {
      DEV_ONLY(""),
      ALPHA("a"),
      BETA("b"),
      CANDIDATE("rc"),
      FINAL("");

      final String letters;

      Kind(String letters) {
        this.letters = letters;
      }
    }

    static final PreRelease DEV_ONLY = new PreRelease(Kind.DEV_ONLY, BigInteger.ZERO);
    static final PreRelease FINAL = new PreRelease(Kind.FINAL, BigInteger.ZERO);

    static PreRelease of(String letters, @Nullable String number) {
      Kind kind =
          switch (letters.charAt(0)) {
            case 'a' -> Kind.ALPHA;
            case 'b' -> Kind.BETA;
            default -> Kind.CANDIDATE;
          };
      return new PreRelease(kind, numberOrZero(number));
    }

    @Override
    public String toString() {
      return kind.letters.isEmpty() ? "" : kind.letters + number;
    }
  }

  private final BigInteger epoch;
  private final List<BigInteger> release;
  private final PreRelease pre;
  private final @Nullable BigInteger post;
  private final @Nullable BigInteger dev;
  private final List<String> local;

  private Version(
      BigInteger epoch,
      List<BigInteger> release,
      PreRelease pre,
      @Nullable BigInteger post,
      @Nullable BigInteger dev,
      List<String> local) {
    this.epoch = epoch;
    this.release = List.copyOf(release);
    this.pre =
        pre.kind != PreRelease.Kind.FINAL || post != null || dev == null
            ? pre
            : PreRelease.DEV_ONLY;
    this.post = post;
    this.dev = dev;
    this.local = List.copyOf(local);
  }

  /// Reads a version in any spelling that PEP 440 allows.
  ///
  /// @throws IllegalArgumentException if it is none
  public static Version parse(String text) {
    return tryParse(text)
        .orElseThrow(
            () -> new IllegalArgumentException("'" + text + "' is not a version (PEP 440)"));
  }

  /// The version, or nothing if the text is none.
  public static Optional<Version> tryParse(String text) {
    Matcher m = PATTERN.matcher(text);
    if (!m.matches()
        || DIGITS.matcher(text).results().anyMatch(d -> d.group().length() > MOST_DIGITS)) {
      return Optional.empty();
    }
    String pre = m.group("pre");
    String postNumber = m.group("postN") == null ? m.group("postM") : m.group("postN");
    BigInteger post = m.group("post") == null ? null : numberOrZero(postNumber);
    BigInteger dev = m.group("dev") == null ? null : numberOrZero(m.group("devN"));
    return Optional.of(
        new Version(
            numberOrZero(m.group("epoch")),
            Arrays.stream(m.group("release").split("\\.")).map(BigInteger::new).toList(),
            pre == null
                ? PreRelease.FINAL
                : PreRelease.of(pre.toLowerCase(Locale.ROOT), m.group("preN")),
            post,
            dev,
            m.group("local") == null ? List.of() : localParts(m.group("local"))));
  }

  public BigInteger epoch() {
    return epoch;
  }

  /// The numbers of the release as written: `1.0` has two, `1` has one.
  public List<BigInteger> release() {
    return release;
  }

  /// The parts after `+`, joined by dots.
  public Optional<String> local() {
    return local.isEmpty() ? Optional.empty() : Optional.of(String.join(".", local));
  }

  /// This version without its local part.
  public Version withoutLocal() {
    return local.isEmpty() ? this : new Version(epoch, release, pre, post, dev, List.of());
  }

  /// Epoch and release alone.
  public Version base() {
    return new Version(epoch, release, PreRelease.FINAL, null, null, List.of());
  }

  /// Whether this comes before its release: alpha, beta, candidate or development release.
  public boolean isPrerelease() {
    return isDevrelease() || pre.kind != PreRelease.Kind.FINAL;
  }

  public boolean isPostrelease() {
    return post != null;
  }

  public boolean isDevrelease() {
    return dev != null;
  }

  /// The smallest version of this release: `1.2rc1` gives `1.2.dev0`.
  Version firstOfRelease() {
    return new Version(epoch, release, PreRelease.FINAL, null, BigInteger.ZERO, List.of());
  }

  /// The smallest version that leads to this one: `1.0.post1` gives `1.0.post1.dev0`.
  Version firstDevelopment() {
    return new Version(epoch, release, pre, post, BigInteger.ZERO, List.of());
  }

  /// The smallest version after all that start with the first `length` numbers of this release:
  /// `1.2.3` and 2 give `1.3.dev0`.
  Version firstAfterPrefix(int length) {
    List<BigInteger> next = new ArrayList<>(release.subList(0, length));
    next.set(length - 1, next.get(length - 1).add(BigInteger.ONE));
    return new Version(epoch, next, PreRelease.FINAL, null, BigInteger.ZERO, List.of());
  }

  /// Whether both have the same epoch, release and pre-release, so differ at most in what follows.
  boolean sharesPrerelease(Version other) {
    return epoch.equals(other.epoch)
        && RELEASES.compare(release, other.release) == 0
        && pre.toString().equals(other.pre.toString());
  }

  /// The version without trailing zeros in its release, as two equal specifiers share it.
  String withoutTrailingZeros() {
    List<BigInteger> trimmed = new ArrayList<>(release);
    while (trimmed.size() > 1 && trimmed.getLast().signum() == 0) {
      trimmed.removeLast();
    }
    return new Version(epoch, trimmed, pre, post, dev, local).toString();
  }

  @Override
  public int compareTo(Version other) {
    return ORDER.compare(this, other);
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof Version version && compareTo(version) == 0;
  }

  /// Equal versions may be spelled with more or fewer zeros.
  @Override
  public int hashCode() {
    return withoutTrailingZeros().hashCode();
  }

  /// The normal form, with as many zeros as were written.
  @Override
  public String toString() {
    StringBuilder out = new StringBuilder();
    if (epoch.signum() != 0) {
      out.append(epoch).append('!');
    }
    out.append(release.stream().map(BigInteger::toString).collect(Collectors.joining(".")));
    out.append(pre);
    if (post != null) {
      out.append(".post").append(post);
    }
    if (dev != null) {
      out.append(".dev").append(dev);
    }
    local().ifPresent(l -> out.append('+').append(l));
    return out.toString();
  }

  private static BigInteger numberOrZero(@Nullable String digits) {
    return digits == null ? BigInteger.ZERO : new BigInteger(digits);
  }

  private static List<String> localParts(String text) {
    return Arrays.stream(text.split("[._-]"))
        .map(part ->
            DIGITS.matcher(part).matches()
                ? new BigInteger(part).toString()
                : part.toLowerCase(Locale.ROOT))
        .toList();
  }

  private static int compareReleases(List<BigInteger> a, List<BigInteger> b) {
    for (int i = 0; i < Math.max(a.size(), b.size()); i++) {
      int order =
          (i < a.size() ? a.get(i) : BigInteger.ZERO)
              .compareTo(i < b.size() ? b.get(i) : BigInteger.ZERO);
      if (order != 0) {
        return order;
      }
    }
    return 0;
  }

  private static int comparePreReleases(PreRelease a, PreRelease b) {
    return a.kind == b.kind ? a.number.compareTo(b.number) : a.kind.compareTo(b.kind);
  }

  /// Words come before numbers, and what ends first comes first.
  private static int compareLocals(List<String> a, List<String> b) {
    for (int i = 0; i < Math.min(a.size(), b.size()); i++) {
      boolean number = DIGITS.matcher(a.get(i)).matches();
      int order;
      if (number != DIGITS.matcher(b.get(i)).matches()) {
        order = number ? 1 : -1;
      } else if (number) {
        order = new BigInteger(a.get(i)).compareTo(new BigInteger(b.get(i)));
      } else {
        order = a.get(i).compareTo(b.get(i));
      }
      if (order != 0) {
        return order;
      }
    }
    return Integer.compare(a.size(), b.size());
  }
}
