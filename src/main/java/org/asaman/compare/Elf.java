package org.asaman.compare;

import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Machine code in ELF files, section by section; what explains the rest comes first.
final class Elf {
  private static final int SHORTEST = 4;
  private static final int LONGEST = 300;
  private static final int MOST_STRINGS = 100_000;
  private static final int MOST_TOLD = 10;
  private static final String BUILD_ID = ".note.gnu.build-id";

  /// Sections of texts that tell of paths, compilers and times, the most telling ones first.
  private static final List<String> TELLING =
      List.of(
          ".comment",
          ".debug_line_str",
          ".debug_str",
          ".debug_line",
          ".rodata",
          ".dynstr",
          ".dynamic",
          ".data");

  private final String member;
  private final List<Difference> found = new ArrayList<>();

  private Elf(String member) {
    this.member = member;
  }

  /// One difference for each section that differs, or for what is outside of them.
  static List<Difference> compare(String member, byte[] left, byte[] right) throws Unreadable {
    ElfFile leftFile = ElfFile.parse(left);
    ElfFile rightFile = ElfFile.parse(right);
    Elf elf = new Elf(member);
    Set<String> names = new LinkedHashSet<>(leftFile.sections().keySet());
    names.addAll(rightFile.sections().keySet());
    names.stream()
        .sorted(Comparator.comparingInt(Elf::rank))
        .forEach(name ->
            elf.section(
                name,
                leftFile.sections().get(name),
                rightFile.sections().get(name),
                leftFile.order()));
    if (!leftFile.header().equals(rightFile.header())) {
      elf.bytes("header", leftFile.header().bytes(), rightFile.header().bytes(), List.of());
    }
    if (elf.found.isEmpty() && !leftFile.segments().equals(rightFile.segments())) {
      elf.bytes("segments", leftFile.segments().bytes(), rightFile.segments().bytes(), List.of());
    }
    if (elf.found.isEmpty()) {
      elf.outside(left, right);
    }
    int most = Math.min(elf.found.size(), 2 * TextLines.MOST_PLACES);
    return TextLines.withMore(
        member, new ArrayList<>(elf.found.subList(0, most)), elf.found.size() - most, "sections");
  }

  private static int rank(String name) {
    int telling = TELLING.indexOf(name);
    return telling >= 0
        ? telling
        : name.startsWith(".rodata")
            ? TELLING.indexOf(".rodata")
            : name.equals(BUILD_ID)
                ? 100
                : name.startsWith(".debug_") ? 60 : name.endsWith("tab") ? 70 : 50;
  }

  private void section(
      String name,
      ElfFile.@Nullable Section left,
      ElfFile.@Nullable Section right,
      ByteOrder order) {
    String place = "section " + name;
    if (left == null || right == null) {
      found.add(new Shown(words(left), words(right)).at(member, Difference.Kind.ELF, place));
    } else if (!left.content().equals(right.content())) {
      content(name, place, left.bytes(), right.bytes(), order);
    } else if (left.size() != right.size() || !left.sameHeader(right)) {
      found.add(Shown.of(words(left), words(right)).at(member, Difference.Kind.ELF, place));
    }
  }

  private static String words(ElfFile.@Nullable Section section) {
    return section == null
        ? ""
        : String.format(
            Locale.ROOT,
            "%d bytes, type %d, flags 0x%x",
            section.size(),
            section.type(),
            section.flags());
  }

  private void content(String name, String place, byte[] left, byte[] right, ByteOrder order) {
    if (name.equals(BUILD_ID)) {
      Optional<String> leftId = buildId(left, order);
      Optional<String> rightId = buildId(right, order);
      if (leftId.isPresent() && rightId.isPresent() && !leftId.equals(rightId)) {
        found.add(Shown.of(leftId.get(), rightId.get()).at(member, Difference.Kind.ELF, place));
        return;
      }
    }
    boolean texts =
        TELLING.contains(name)
            || name.startsWith(".rodata")
            || name.endsWith("strtab")
            || name.equals(".gnu_debuglink");
    if (!texts || !strings(place, left, right)) {
      List<String> lines =
          left.length == right.length
              ? List.of()
              : List.of(left.length + " bytes became " + right.length);
      bytes(place, left, right, lines);
    }
  }

  private void bytes(String place, byte[] left, byte[] right, List<String> lines) {
    int at = Math.max(0, Arrays.mismatch(left, right));
    Shown hex = Shown.hex(left, right, at);
    String where = String.format(Locale.ROOT, "at 0x%x: ", at);
    found.add(
        new Shown(where + hex.left(), where + hex.right())
            .at(member, Difference.Kind.ELF, place, lines));
  }

  /// Tells the texts that only one side has; false if there are none.
  private boolean strings(String place, byte[] left, byte[] right) {
    List<String> leftStrings = strings(left);
    List<String> rightStrings = strings(right);
    Set<String> leftSet = new HashSet<>(leftStrings);
    Set<String> rightSet = new HashSet<>(rightStrings);
    List<String> onlyLeft = leftStrings.stream().filter(text -> !rightSet.contains(text)).toList();
    List<String> onlyRight = rightStrings.stream().filter(text -> !leftSet.contains(text)).toList();
    if (onlyLeft.isEmpty() && onlyRight.isEmpty()) {
      return false;
    }
    List<String> lines = new ArrayList<>();
    onlyLeft.stream().limit(MOST_TOLD).forEach(text -> lines.add("-" + text));
    onlyRight.stream().limit(MOST_TOLD).forEach(text -> lines.add("+" + text));
    int untold =
        Math.max(0, onlyLeft.size() - MOST_TOLD) + Math.max(0, onlyRight.size() - MOST_TOLD);
    if (untold > 0) {
      lines.add("and " + untold + " more");
    }
    found.add(
        Shown.of(
                onlyLeft.isEmpty() ? "" : onlyLeft.getFirst(),
                onlyRight.isEmpty() ? "" : onlyRight.getFirst())
            .at(member, Difference.Kind.ELF, place, lines));
    return true;
  }

  /// The texts in some bytes: runs of printable ASCII, in order, each once.
  private static List<String> strings(byte[] content) {
    Set<String> strings = new LinkedHashSet<>();
    int start = 0;
    for (int i = 0; i <= content.length && strings.size() < MOST_STRINGS; i++) {
      boolean printable =
          i < content.length && ((content[i] >= ' ' && content[i] < 0x7f) || content[i] == '\t');
      if (!printable) {
        if (i - start >= SHORTEST) {
          int length = Math.min(i - start, LONGEST);
          strings.add(new String(content, start, length, StandardCharsets.US_ASCII));
        }
        start = i + 1;
      }
    }
    return List.copyOf(strings);
  }

  /// The id in a note.
  private static Optional<String> buildId(byte[] note, ByteOrder order) {
    try {
      Cursor in = new Cursor(note, 0, order);
      int nameSize = in.count();
      int size = in.count();
      int _ = in.i32();
      byte[] _ = in.bytes((nameSize + 3) & ~3);
      return Optional.of(HexFormat.of().formatHex(in.bytes(Math.min(size, 64))));
    } catch (Unreadable _) {
      return Optional.empty();
    }
  }

  private void outside(byte[] left, byte[] right) {
    int at = Math.max(0, Arrays.mismatch(left, right));
    found.add(
        Shown.hex(left, right, at)
            .at(
                member,
                Difference.Kind.ELF,
                "byte " + at,
                List.of("the sections are the same; this lies outside of them")));
  }
}
