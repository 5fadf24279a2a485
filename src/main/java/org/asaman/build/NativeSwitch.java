package org.asaman.build;

import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.asaman.crates.Vendored;

/// Finds where a build asks its compiler for code for the machine's own processor.
final class NativeSwitch {
  /// As much of a log as is looked at, and of a line.
  private static final int MOST = 16 << 20;

  private static final int WIDTH = 20_000;

  private static final Pattern SWITCH =
      Pattern.compile("(?<![\\w-])(-m(?:arch|tune|cpu)=native|target-cpu=native)(?![\\w-])");

  /// A compiler as a word of a command line.
  private static final Pattern COMPILER =
      Pattern.compile(
          "(?:^|[\\s/'\"`\\[])(?:gcc|g\\+\\+|cc|c\\+\\+|clang|clang\\+\\+|gfortran|rustc|[a-z0-9_]{1,20}-linux-(?:gnu|musl)[a-z0-9]{0,10}-(?:gcc|g\\+\\+))(?:-[0-9.]{1,8})?['\"]?,?\\s");

  /// What a command that compiles has, and a question such as `checking whether cc takes
  /// -march=native` has not.
  private static final Pattern COMPILES =
      Pattern.compile("[\\s'\"](?:-c|-o|--emit|--crate-name)(?=[\\s='\"])");

  private NativeSwitch() {}

  /// What is to be said of a build; nothing if it names no such switch.
  ///
  /// @param environment the variables that the user's settings give it
  static Optional<String> remark(String log, Map<String, String> environment) {
    return environment.entrySet().stream()
        .flatMap(variable ->
            named(variable.getValue())
                .map(what -> what + " in " + variable.getKey() + ", as its settings say")
                .stream())
        .findFirst()
        .or(() ->
            log.substring(0, Math.min(log.length(), MOST))
                .lines()
                .flatMap(line -> called(line).stream())
                .findFirst())
        .map(NativeSwitch::worded);
  }

  /// What is to be said where Cargo is configured so.
  static Optional<String> remark(Vendored crates) {
    return crates.ownProcessor()
        ? Optional.of(worded("target-cpu=native in its .cargo/config.toml"))
        : Optional.empty();
  }

  private static String worded(String what) {
    return "it is compiled for the processor of this machine ("
        + what
        + "): other machines build other bytes, and may not run these";
  }

  private static Optional<String> called(String whole) {
    String line = whole.substring(0, Math.min(whole.length(), WIDTH));
    return named(line)
        .filter(_ -> COMPILER.matcher(line).find() && COMPILES.matcher(line).find())
        .map(what -> "its compiler is called with " + what);
  }

  private static Optional<String> named(String text) {
    Matcher matcher = SWITCH.matcher(text);
    return matcher.find() ? Optional.of(matcher.group(1)) : Optional.empty();
  }
}
