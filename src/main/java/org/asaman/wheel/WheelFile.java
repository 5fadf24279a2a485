package org.asaman.wheel;

import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.asaman.requirements.HeaderBlock;

/// What the WHEEL file of a wheel says about the wheel as an archive.
public record WheelFile(
    String wheelVersion,
    Optional<String> generator,
    boolean rootIsPurelib,
    SortedSet<Tag> tags,
    Optional<BuildTag> build) {

  /// A new minor version may be installed by older tools, a new major one must not.
  private static final Pattern KNOWN_VERSION = Pattern.compile("1\\.[0-9]{1,9}");

  public WheelFile {
    tags = Collections.unmodifiableSortedSet(new TreeSet<>(tags));
  }

  /// Reads the content of a WHEEL file.
  public static WheelFile parse(byte[] content) {
    HeaderBlock block = HeaderBlock.parse(content);
    String wheelVersion = block.required("Wheel-Version");
    if (!KNOWN_VERSION.matcher(wheelVersion).matches()) {
      throw new IllegalArgumentException(
          "Wheel-Version '" + wheelVersion + "' is not 1.0 or one that is compatible with it");
    }
    return new WheelFile(
        wheelVersion,
        block.single("Generator"),
        truth(block.required("Root-Is-Purelib")),
        tags(block.all("Tag")),
        block.single("Build").map(BuildTag::parse));
  }

  private static boolean truth(String text) {
    return switch (text.toLowerCase(Locale.ROOT)) {
      case "true" -> true;
      case "false" -> false;
      default ->
          throw new IllegalArgumentException(
              "Root-Is-Purelib is '" + text + "', neither true nor false");
    };
  }

  /// The format wants one line for each tag; some backends write the compressed set instead.
  private static SortedSet<Tag> tags(List<String> lines) {
    if (lines.isEmpty()) {
      throw new IllegalArgumentException("the field Tag is missing");
    }
    SortedSet<Tag> tags = new TreeSet<>();
    lines.forEach(line -> tags.addAll(Tag.parseSet(line)));
    return tags;
  }
}
