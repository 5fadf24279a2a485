package org.asaman.requirements;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// One clause of a [SpecifierSet], such as `>=1.4`; `version` is kept as it was written.
public record Specifier(Operator operator, String version) {

  /// What a clause asks of a version.
  public enum Operator {
    ARBITRARY("==="),
    COMPATIBLE("~="),
    EQUAL("=="),
    NOT_EQUAL("!="),
    AT_MOST("<="),
    AT_LEAST(">="),
    LESS("<"),
    GREATER(">");

    final String sign;

    Operator(String sign) {
      this.sign = sign;
    }

    /// The operator that the text begins with; longer signs are tried first.
    static Operator startOf(String text) {
      return Arrays.stream(values())
          .filter(o -> text.startsWith(o.sign))
          .findFirst()
          .orElseThrow(() -> new IllegalArgumentException("no operator: '" + text + "'"));
    }
  }

  private static final String SPACES = "[" + PythonText.SPACE + "]*";
  private static final String EPOCH = "v?(?:[0-9]+!)?";
  private static final String PUBLIC =
      "(?:[-_.]?(?:alpha|beta|preview|pre|a|b|c|rc)[-_.]?[0-9]*)?"
          + "(?:-[0-9]+|[-_.]?(?:post|rev|r)[-_.]?[0-9]*)?"
          + "(?:[-_.]?dev[-_.]?[0-9]*)?";

  /// One clause, wherever it stands: as long as the grammar lets it be.
  static final Pattern PATTERN =
      Pattern.compile(
          "==="
              + SPACES
              + "[^;)"
              + PythonText.SPACE
              + "]*"
              + "|(?:==|!=)"
              + SPACES
              + EPOCH
              + "[0-9]+(?:\\.[0-9]+)*+"
              + "(?:\\.\\*|"
              + PUBLIC
              + "(?:\\+[a-z0-9]+(?:[-_.][a-z0-9]+)*+)?)?"
              + "|~="
              + SPACES
              + EPOCH
              + "[0-9]+(?:\\.[0-9]+)++"
              + PUBLIC
              + "|(?:<=|>=|<|>)"
              + SPACES
              + EPOCH
              + "[0-9]+(?:\\.[0-9]+)*+"
              + PUBLIC,
          Pattern.CASE_INSENSITIVE);

  /// Reads one clause.
  ///
  /// @throws IllegalArgumentException if it is none
  public static Specifier parse(String text) {
    String spec = PythonText.strip(text);
    Matcher m = PATTERN.matcher(spec);
    if (!m.matches()) {
      throw new IllegalArgumentException(
          "'" + spec + "' is not a version specifier (PEP 440)" + hint(spec));
    }
    Operator operator = Operator.startOf(spec);
    Specifier specifier =
        new Specifier(operator, PythonText.strip(spec.substring(operator.sign.length())));
    if (operator != Operator.ARBITRARY) {
      Version.parse(specifier.prefix());
    }
    return specifier;
  }

  private static String hint(String spec) {
    return spec.startsWith("=") && !spec.startsWith("==") ? "; did you mean '=='?" : "";
  }

  /// Whether this is `==V.*` or `!=V.*`.
  boolean isWildcard() {
    return operator != Operator.ARBITRARY && version.endsWith(".*");
  }

  /// The only version that this clause lets be, local parts aside.
  Optional<Version> pin() {
    return switch (operator) {
      case EQUAL, ARBITRARY -> Version.tryParse(version);
      case COMPATIBLE, NOT_EQUAL, AT_MOST, AT_LEAST, LESS, GREATER -> Optional.empty();
    };
  }

  private String prefix() {
    return isWildcard() ? version.substring(0, version.length() - 2) : version;
  }

  /// Whether naming this version asks for pre-releases.
  boolean wantsPrereleases() {
    return operator != Operator.NOT_EQUAL
        && !isWildcard()
        && Version.tryParse(version).map(Version::isPrerelease).orElse(false);
  }

  /// Whether the candidate, spelled as given, is meant; only `===` looks at the spelling.
  boolean contains(String spelling, Optional<Version> candidate) {
    if (operator == Operator.ARBITRARY) {
      return spelling.toLowerCase(Locale.ROOT).equals(version.toLowerCase(Locale.ROOT));
    }
    return candidate.isPresent() && contains(candidate.get());
  }

  private boolean contains(Version candidate) {
    Version wanted = Version.parse(prefix());
    return switch (operator) {
      case ARBITRARY -> throw new IllegalStateException("compared by spelling");
      case EQUAL -> equal(candidate, wanted);
      case NOT_EQUAL -> !equal(candidate, wanted);
      case COMPATIBLE ->
          candidate.compareTo(wanted) >= 0
              && candidate.compareTo(wanted.firstAfterPrefix(wanted.release().size() - 1)) < 0;
      case AT_LEAST -> candidate.compareTo(wanted) >= 0;
      case AT_MOST -> candidate.withoutLocal().compareTo(wanted) <= 0;
      case LESS -> candidate.compareTo(wanted) < 0 && !isEarlierFormOf(candidate, wanted);
      case GREATER ->
          candidate.withoutLocal().compareTo(wanted) > 0 && !isLaterFormOf(candidate, wanted);
    };
  }

  /// A specifier's local part must be met; without one, any will do.
  private boolean equal(Version candidate, Version wanted) {
    if (isWildcard()) {
      return candidate.compareTo(wanted.firstOfRelease()) >= 0
          && candidate.compareTo(wanted.firstAfterPrefix(wanted.release().size())) < 0;
    }
    return (wanted.local().isPresent() ? candidate : candidate.withoutLocal()).equals(wanted);
  }

  /// `<V` does not mean the pre-releases of V, unless V is one.
  private static boolean isEarlierFormOf(Version candidate, Version wanted) {
    return !wanted.isPrerelease() && candidate.compareTo(wanted.firstDevelopment()) >= 0;
  }

  /// `>V` does not mean the post-releases of V, unless V is one, or a development release.
  private static boolean isLaterFormOf(Version candidate, Version wanted) {
    return !wanted.isPostrelease() && !wanted.isDevrelease() && candidate.sharesPrerelease(wanted);
  }

  /// Equal for two clauses that mean the same: `==1.0` and `==1.0.0`.
  String canonical() {
    if (operator == Operator.ARBITRARY || isWildcard()) {
      return toString();
    }
    Version parsed = Version.parse(version);
    return operator.sign
        + (operator == Operator.COMPATIBLE ? parsed.toString() : parsed.withoutTrailingZeros());
  }

  @Override
  public String toString() {
    return operator.sign + version;
  }
}
