package org.asaman.wheel;

import java.time.LocalDateTime;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// Words every [Change].
final class ChangeWording {
  /// So many names are told; the rest are counted.
  private static final int MOST_NAMES = 3;

  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss", Locale.ROOT);

  private ChangeWording() {}

  static String sentence(Change change) {
    return switch (change) {
      case Change.Order() -> "put the files in order: by name, .dist-info last, RECORD at the end";
      case Change.Folders(List<String> dropped) ->
          "left out " + count(dropped.size(), "folder entry", "folder entries") + names(dropped);
      case Change.Signatures(List<String> dropped) ->
          "left out " + count(dropped.size(), "signature") + " of the old RECORD" + names(dropped);
      case Change.RecordRewritten(List<String> how) -> "rewrote RECORD: " + String.join(", ", how);
      case Change.SbomRewritten(String path, List<String> how) ->
          "wrote the SBOM " + path + " canonically: " + String.join(", ", how);
      case Change.Times(int files, LocalDateTime first, LocalDateTime last, LocalDateTime now) ->
          String.format(
              "set the time of %s from %s to %s",
              count(files, "file"), span(first, last), time(now));
      case Change.Modes(int files, String example, int was, int now) ->
          String.format(
              "set the mode of %s: %s had %s, has %s",
              count(files, "file"), example, mode(was), mode(now));
      case Change.Compression(int files, long was, long now) ->
          "packed " + count(files, "file") + " anew: " + was + " bytes became " + now;
      case Change.Headers(int extraFields, int dataDescriptors) ->
          Stream.of(of(extraFields, "extra fields"), of(dataDescriptors, "data descriptors"))
              .filter(part -> !part.isEmpty())
              .collect(Collectors.joining(" and ", "left out ", ""));
      case Change.Encoding() ->
          "encoded the archive anew; all that can be read from it is as before";
    };
  }

  private static String of(int files, String what) {
    return files == 0 ? "" : "the " + what + " of " + count(files, "file");
  }

  private static String count(int number, String noun) {
    return count(number, noun, noun + "s");
  }

  private static String count(int number, String one, String several) {
    return number + " " + (number == 1 ? one : several);
  }

  private static String names(List<String> names) {
    String told = names.stream().limit(MOST_NAMES).collect(Collectors.joining(", ", ": ", ""));
    int rest = names.size() - MOST_NAMES;
    return rest > 0 ? told + " and " + rest + " more" : told;
  }

  private static String span(LocalDateTime first, LocalDateTime last) {
    return first.equals(last) ? time(first) : time(first) + " - " + time(last);
  }

  private static String mode(int mode) {
    return mode == 0 ? "none" : String.format(Locale.ROOT, "%06o", mode);
  }

  private static String time(LocalDateTime time) {
    return TIME.format(time);
  }
}
