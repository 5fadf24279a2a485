package org.asaman.wheel;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/// The scripts that installing a wheel creates, from its `entry_points.txt`.
///
/// Readers differ on indented lines and on semicolons, so each line that is no section and does not
/// start with `#` counts as an entry: whatever any of them could make a script of is looked at.
record EntryPoints(List<String> scripts) {

  private static final Set<String> SCRIPT_SECTIONS = Set.of("console_scripts", "gui_scripts");

  /// What Python's `str.splitlines` splits at.
  private static final Pattern LINE_END = Pattern.compile("\\R|[\\x1c-\\x1e]");

  /// Some readers take all of them off, some only the outermost.
  private static final Pattern BRACKETS = Pattern.compile("^\\[+|\\]+$");

  private static final Pattern UNSAFE = Pattern.compile("[/\\\\:\\p{Cc}]");

  EntryPoints {
    scripts = List.copyOf(scripts);
  }

  static EntryPoints parse(byte[] content) {
    List<String> scripts = new ArrayList<>();
    String section = "";
    for (String raw : LINE_END.split(new String(content, StandardCharsets.UTF_8))) {
      String line = raw.strip();
      if (line.startsWith("[")) {
        if (!line.endsWith("]")) {
          throw new IllegalArgumentException("'" + line + "' is not a section");
        }
        section = BRACKETS.matcher(line).replaceAll("").strip();
      } else if (SCRIPT_SECTIONS.contains(section) && isEntry(line)) {
        scripts.add(line.substring(0, line.indexOf('=')).strip());
      }
    }
    return new EntryPoints(scripts);
  }

  /// The scripts whose name would not stay a plain file in the folder of scripts.
  List<String> unsafe() {
    return scripts.stream().filter(EntryPoints::isUnsafe).toList();
  }

  private static boolean isEntry(String line) {
    return !line.startsWith("#") && line.indexOf('=') >= 0;
  }

  private static boolean isUnsafe(String name) {
    return name.isEmpty()
        || name.equals(".")
        || name.equals("..")
        || name.length() > 255
        || UNSAFE.matcher(name).find();
  }
}
