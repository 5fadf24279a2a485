package org.asaman.wheel;

import java.math.BigInteger;
import java.util.Comparator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// The build number of a wheel: breaks ties between wheels of one version. Compares by number, then
/// by the rest.
public record BuildTag(BigInteger number, String suffix) implements Comparable<BuildTag> {

  /// The length of the number is bounded because turning digits into a number is not linear.
  private static final Pattern SYNTAX = Pattern.compile("([0-9]{1,255})([^\\v]*)");

  private static final Comparator<BuildTag> ORDER =
      Comparator.comparing(BuildTag::number).thenComparing(BuildTag::suffix);

  public static BuildTag parse(String text) {
    Matcher matcher = SYNTAX.matcher(text);
    if (!matcher.matches()) {
      throw new IllegalArgumentException(
          "'" + text + "' is not a build number: it does not begin with a digit");
    }
    return new BuildTag(new BigInteger(matcher.group(1)), matcher.group(2));
  }

  @Override
  public int compareTo(BuildTag other) {
    return ORDER.compare(this, other);
  }

  @Override
  public String toString() {
    return number + suffix;
  }
}
