package org.asaman.verify;

import java.util.List;
import org.asaman.compare.Difference;
import org.asaman.compare.Difference.Kind;

/// What a maintainer can do about a cause, in one line.
final class Hints {
  private Hints() {}

  static String of(Cause cause, List<Difference> differences) {
    boolean machineCode = differences.stream().anyMatch(d -> d.kind() == Kind.ELF);
    boolean modes = differences.stream().anyMatch(d -> d.place().equals("modes"));
    return switch (cause) {
      case TIME ->
          "take the time from SOURCE_DATE_EPOCH instead of the clock or of files, or leave it out";
      case PATH ->
          machineCode
              ? "compile with -ffile-prefix-map=$PWD=. or without -g, so that no folder of the build"
                  + " gets into machine code"
              : "write paths relative to the project's root";
      case HOME -> "do not write the home folder down, nor read settings from it";
      case USER -> "do not write down who builds";
      case HOSTNAME -> "do not write down where it is built";
      case UMASK ->
          modes
              ? "give files fixed modes when the archive is written: 0644, or 0755 if executable"
              : "set the modes of files instead of taking them from the umask";
      case LOCALE ->
          "name encodings, and sort and format without the locale, such as with LC_ALL=C";
      case TIMEZONE -> "format times in UTC, such as with time.gmtime";
      case HASH_SEED -> "sort sets before writing them, such as with sorted()";
      case FILE_ORDER -> "sort what os.listdir, os.scandir and glob give";
      case CPU_COUNT -> "let the number of processors change only how fast the build is";
      case JOBS -> "let the result not depend on which job ends first: sort what several have made";
      case ENVIRONMENT -> "read no environment variables but documented ones, and write none down";
      case KERNEL -> "ask for the target platform, not for the running kernel";
      case RANDOMNESS ->
          machineCode
              ? "build in a folder with a fixed name, and take no random numbers: temporary names end"
                  + " up in debug information"
              : "take no random numbers, addresses, process numbers or temporary names, or seed them";
      case MACHINE ->
          "let the wheel depend on nothing of the machine; asaman verify without --remote names what"
              + " it can vary";
      case INTERPRETER -> "build with the interpreter of the record";
      case TOOLCHAIN -> "build with the compiler, linker and libc of the record";
      case SYSTEM_PACKAGE -> "install the packages of the record";
      case BUILD_REQUIREMENT -> "build with the build requirements of the record: lock them";
      case SOURCE -> "build from the sdist of the record, with its settings";
    };
  }
}
