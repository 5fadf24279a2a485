package org.asaman.report;

import java.time.Duration;
import java.util.List;
import java.util.Locale;
import org.asaman.compare.Grade;
import org.asaman.verify.Cause;
import org.asaman.verify.Verdict;

/// What pages say in words.
final class Words {
  private Words() {}

  /// What a cause means, as a sentence about the wheel.
  static String sentence(Cause cause) {
    return switch (cause) {
      case TIME -> "It depends on when it is built.";
      case PATH -> "It depends on the folder in which it is built.";
      case HOME -> "It depends on the builder's home folder.";
      case USER -> "It depends on who builds it.";
      case HOSTNAME -> "It depends on the name of the machine.";
      case UMASK -> "Its file modes follow the builder's umask.";
      case LOCALE -> "It depends on the builder's language and locale.";
      case TIMEZONE -> "It depends on the builder's time zone.";
      case HASH_SEED -> "It depends on Python's hash seed, which is new in every process.";
      case FILE_ORDER -> "It follows the order in which the file system lists files.";
      case CPU_COUNT -> "It depends on how many processors the machine has.";
      case JOBS -> "It depends on how many jobs run side by side.";
      case ENVIRONMENT -> "It depends on environment variables of the builder.";
      case KERNEL -> "It depends on the kernel that runs.";
      case RANDOMNESS -> "Two builds differ although nothing was varied.";
      case MACHINE -> "It depends on the machine that builds it.";
      case INTERPRETER -> "It was built by another Python than the record names.";
      case TOOLCHAIN -> "It was built by another toolchain than the record names.";
      case SYSTEM_PACKAGE -> "It was built with another development package than the record names.";
      case BUILD_REQUIREMENT ->
          "It was built with another build requirement than the record names.";
      case SOURCE -> "It was built from another source, or with other settings, than the record's.";
    };
  }

  /// The sign of a result, which differs in shape and not only in colour.
  static String sign(Verdict.Result result) {
    return switch (result) {
      case REPRODUCIBLE -> "=";
      case DIFFERENT -> "≠";
      case UNBUILDABLE -> "×";
    };
  }

  /// What the rebuilds of a wheel came to, as a sentence.
  static String sentence(Verdict verdict) {
    int all = verdict.rebuilds().size();
    long other = Totals.others(verdict);
    return switch (verdict.result()) {
      case REPRODUCIBLE ->
          switch (all) {
            case 0 -> "There was no rebuild.";
            case 1 -> "A rebuild gave the same bytes.";
            default -> "All " + all + " rebuilds gave the same bytes.";
          };
      case DIFFERENT -> other + " of " + count(all, "rebuild") + " did not give the same bytes.";
      case UNBUILDABLE -> "No wheel could be built.";
    };
  }

  /// How alike two archives are, as a sentence.
  static String sentence(Grade grade) {
    return switch (grade) {
      case IDENTICAL -> "Both files are the same, byte for byte.";
      case EQUIVALENT -> "Both files hold the same; only the way they are packed differs.";
      case METADATA_ONLY -> "Nothing but metadata differs; what is installed is the same.";
      case DIFFERENT -> "Something that would be installed differs.";
    };
  }

  /// Such as `3 rebuilds`.
  static String count(long number, String what) {
    return number + " " + what + (number == 1 ? "" : "s");
  }

  /// Such as `4.2 s` or `2 min 03 s`.
  static String time(Duration time) {
    long minutes = time.toMinutes();
    return minutes > 0
        ? minutes + String.format(Locale.ROOT, " min %02d s", time.toSecondsPart())
        : String.format(Locale.ROOT, "%.1f s", time.toMillis() / 1000.0);
  }

  /// A share in percent that says 100 only if it is all, and 0 only if it is none.
  static String percent(long part, long whole) {
    if (part == whole || part == 0) {
      return part == 0 ? "0 %" : "100 %";
    }
    long tenths = Math.clamp(part * 1000 / whole, 1, 999);
    return tenths / 10 + "." + tenths % 10 + " %";
  }

  /// Such as `time, path and umask`.
  static String enumeration(List<String> words) {
    return words.size() < 2
        ? String.join("", words)
        : String.join(", ", words.subList(0, words.size() - 1)) + " and " + words.getLast();
  }

  /// With a capital first letter.
  static String capital(String text) {
    return text.substring(0, 1).toUpperCase(Locale.ROOT) + text.substring(1);
  }
}
