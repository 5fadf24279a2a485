package org.asaman.wheel;

import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.asaman.requirements.HeaderBlock;
import org.asaman.requirements.ProjectName;
import org.asaman.requirements.Version;

/// The core metadata of a wheel, from its METADATA file: the fields that decide what it is and what
/// it needs.
public record Metadata(
    String metadataVersion,
    ProjectName name,
    Version version,
    Optional<String> requiresPython,
    List<String> requiresDist,
    List<String> providesExtra) {

  /// Every release of majors 1 and 2 is read: a new minor only adds fields.
  private static final Pattern KNOWN_VERSION = Pattern.compile("[12]\\.[0-9]{1,9}");

  public Metadata {
    requiresDist = List.copyOf(requiresDist);
    providesExtra = List.copyOf(providesExtra);
  }

  /// Reads the content of a METADATA file.
  public static Metadata parse(byte[] content) {
    HeaderBlock block = HeaderBlock.parse(content);
    String metadataVersion = block.required("Metadata-Version");
    if (!KNOWN_VERSION.matcher(metadataVersion).matches()) {
      throw new IllegalArgumentException(
          "Metadata-Version '" + metadataVersion + "' is none that is known");
    }
    return new Metadata(
        metadataVersion,
        ProjectName.of(block.required("Name")),
        Version.parse(block.required("Version")),
        block.single("Requires-Python"),
        block.all("Requires-Dist"),
        block.all("Provides-Extra"));
  }
}
