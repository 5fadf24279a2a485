package org.asaman.compare;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.asaman.archive.GzipHeader;
import org.asaman.problem.AsamanException;
import org.asaman.problem.Printable;

/// Explains in what two contents differ: by what they are, else as text, else as bytes.
record Explainer(Budget budget, Scratch scratch, Optional<Diffoscope> diffoscope) {
  private static final int MOST_DEPTH = 4;

  /// One way to explain; it gives nothing where it finds nothing.
  private interface Way {
    List<Difference> explain() throws Unreadable;
  }

  /// Explains two contents that differ.
  ///
  /// @param told the path by which the member is told
  /// @param path the path in the innermost archive
  /// @param depth how many archives this one is nested in
  void explain(String told, String path, byte[] left, byte[] right, int depth) {
    if (isArchive(path) && depth < MOST_DEPTH) {
      if (nested(told, path, left, right, depth)) {
        return;
      }
    }
    if (!known(told, path, left, right) && !tried(() -> TextLines.compare(told, left, right))) {
      List<String> lines = asked(left, right);
      budget.add(Binary.difference(told, left, right, lines));
    }
  }

  private boolean known(String told, String path, byte[] left, byte[] right) {
    String name = path.toLowerCase(Locale.ROOT);
    if (Names.isMetadata(path)) {
      return tried(() -> HeaderFields.compare(told, Difference.Kind.METADATA, left, right));
    }
    if (Names.isWheelFile(path)) {
      return tried(() -> HeaderFields.compare(told, Difference.Kind.WHEEL, left, right));
    }
    if (name.endsWith(".json")) {
      return tried(() -> JsonFields.compare(told, left, right));
    }
    if (name.endsWith(".pyc")) {
      return tried(() -> Bytecode.compare(told, left, right));
    }
    return ElfFile.isOne(left)
        && ElfFile.isOne(right)
        && tried(() -> Elf.compare(told, left, right));
  }

  private boolean tried(Way way) {
    try {
      List<Difference> found = way.explain();
      budget.addAll(found);
      return !found.isEmpty();
    } catch (Unreadable _) {
      return false;
    }
  }

  private List<String> asked(byte[] left, byte[] right) {
    return diffoscope.isPresent() && !budget.full() && budget.mayRunProgram()
        ? diffoscope.get().lines(left, right, scratch)
        : List.of();
  }

  private static boolean isArchive(String path) {
    return Names.isZip(path)
        || Names.tarSuffix(path).isPresent()
        || path.toLowerCase(Locale.ROOT).endsWith(".gz");
  }

  /// Looks into two nested archives; false if one of them cannot be read, or nothing was found.
  private boolean nested(String told, String path, byte[] left, byte[] right, int depth) {
    if (!budget.mayOpenArchive()) {
      return false;
    }
    int before = budget.size();
    if (!Names.isZip(path) && Names.tarSuffix(path).isEmpty()) {
      return unzipped(told, path, left, right, depth);
    }
    String suffix = Names.isZip(path) ? ".zip" : Names.tarSuffix(path).orElseThrow();
    try (Side leftSide = open(left, suffix);
        Side rightSide = open(right, suffix)) {
      long size =
          leftSide.items().stream().mapToLong(item -> item.digest().size()).sum()
              + rightSide.items().stream().mapToLong(item -> item.digest().size()).sum();
      budget.unpacked(size);
      Grade _ =
          new ArchivePair(leftSide, rightSide, told, budget)
              .compare(this, depth + 1, Names.isWheel(path));
    } catch (AsamanException _) {
      return budget.size() > before;
    }
    return budget.size() > before || budget.full();
  }

  private Side open(byte[] content, String suffix) {
    Path file = scratch.newFile(suffix);
    try {
      Files.write(file, content);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return suffix.equals(".zip")
        ? ZipSide.open(file, budget.nestedLimits())
        : TarSide.open(file, budget.nestedLimits(), scratch);
  }

  /// Two single files that are packed by gzip.
  private boolean unzipped(String told, String path, byte[] left, byte[] right, int depth) {
    try {
      byte[] leftContent = GzipHeader.unpack(left, Side.MOST_BYTES);
      byte[] rightContent = GzipHeader.unpack(right, Side.MOST_BYTES);
      budget.unpacked(leftContent.length + (long) rightContent.length);
      List<String> leftWords = GzipHeader.read(new ByteArrayInputStream(left)).words();
      List<String> rightWords = GzipHeader.read(new ByteArrayInputStream(right)).words();
      if (!leftWords.equals(rightWords)) {
        budget.add(
            Shown.of(String.join(", ", leftWords), String.join(", ", rightWords))
                .at(told, Difference.Kind.ARCHIVE, "gzip header"));
      }
      if (!Arrays.equals(leftContent, rightContent)) {
        String inner = Names.base(path.substring(0, path.length() - ".gz".length()));
        explain(told + "!/" + Printable.of(inner), inner, leftContent, rightContent, depth + 1);
        return true;
      }
      return !leftWords.equals(rightWords);
    } catch (IOException _) {
      return false;
    }
  }
}
