package org.asaman.generate;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.asaman.toml.TomlText;

/// Verified requirements as a `pylock.toml` (PEP 751): nothing but the wheels that were built.
final class PylockText {
  private static final String HEADER =
      "# Written by asaman-generate: the hashes are those of wheels that were built from source.\n";

  private PylockText() {}

  static String of(VerifiedFile file, Path folder) {
    StringBuilder text = new StringBuilder(HEADER);
    text.append("lock-version = \"1.0\"\ncreated-by = \"asaman\"\n");
    for (VerifiedLine line : file.lines()) {
      text.append("\n[[packages]]\n");
      text.append("name = ").append(TomlText.string(line.name().value())).append('\n');
      text.append("version = ").append(TomlText.string(line.version().toString())).append('\n');
      line.marker()
          .ifPresent(marker ->
              text.append("marker = ").append(TomlText.string(marker.toString())).append('\n'));
      List<String> wheels =
          line.wheels().stream().map(wheel -> wheel(wheel, folder)).sorted().toList();
      text.append("wheels = ").append(TomlText.lines(wheels)).append('\n');
    }
    return text.toString();
  }

  private static String wheel(VerifiedWheel wheel, Path folder) {
    Path path = wheel.file().toAbsolutePath().normalize();
    Map<String, String> fields = new LinkedHashMap<>();
    fields.put("name", TomlText.string(String.valueOf(path.getFileName())));
    fields.put("path", TomlText.string(folder.relativize(path).toString()));
    fields.put("size", Long.toString(wheel.size()));
    fields.put(
        "hashes",
        TomlText.inline(Map.of(wheel.hash().algorithm(), TomlText.string(wheel.hash().hex()))));
    return TomlText.inline(fields);
  }
}
