package org.asaman.generate;

import java.nio.file.Path;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// What `asaman-generate` writes: `--format requirements|pylock`.
public enum OutputFormat {
  /// A requirements file as pip reads it.
  REQUIREMENTS {
    @Override
    public String nameFor(String input) {
      return "verified-"
          + (input.endsWith(".toml") || input.endsWith(".lock")
              ? input.substring(0, input.lastIndexOf('.')) + ".txt"
              : input);
    }

    @Override
    String text(VerifiedFile file, Path folder) {
      return file.toText();
    }
  },
  /// A `pylock.toml` (PEP 751), whose wheels are named by their paths.
  PYLOCK {
    @Override
    public String nameFor(String input) {
      Matcher named = PYLOCK_NAME.matcher(input);
      return "pylock.verified"
          + (named.matches() && named.group(1) != null ? "-" + named.group(1) : "")
          + ".toml";
    }

    @Override
    String text(VerifiedFile file, Path folder) {
      return PylockText.of(file, folder);
    }
  };

  /// What PEP 751 allows as the name of such a file.
  public static final Pattern PYLOCK_NAME = Pattern.compile("pylock(?:\\.([^.]+))?\\.toml");

  /// The name of the file that is made of an input of this name.
  public abstract String nameFor(String input);

  /// The file as text.
  ///
  /// @param folder where it will lie
  abstract String text(VerifiedFile file, Path folder);

  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
