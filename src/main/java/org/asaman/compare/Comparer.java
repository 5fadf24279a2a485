package org.asaman.compare;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import org.asaman.archive.Limits;
import org.asaman.problem.AsamanException;
import org.asaman.problem.Problem;
import org.asaman.problem.Wording;
import org.asaman.store.Digest;

/// Holds two wheels or two sdists against each other.
///
/// Archives are untrusted: all that is read of them is bounded, and what cannot be read as what it
/// seems to be is compared as bytes.
///
/// @param diffoscope the program that is asked about formats that are unknown here
public record Comparer(Optional<Path> diffoscope) {

  /// A comparer that asks no other program.
  public Comparer() {
    this(Optional.empty());
  }

  /// How alike the two archives are, and where and in what they differ.
  public Comparison compare(Path left, Path right) {
    boolean wheels = bothOf(left, right);
    Digest leftDigest = digest(left);
    Digest rightDigest = digest(right);
    if (leftDigest.equals(rightDigest)) {
      return comparison(left, right, leftDigest, rightDigest, Grade.IDENTICAL, List.of());
    }
    Budget budget = new Budget();
    try (Scratch scratch = new Scratch();
        Side leftSide = open(left, scratch);
        Side rightSide = open(right, scratch)) {
      Explainer explainer = new Explainer(budget, scratch, diffoscope.map(Diffoscope::new));
      Grade grade = new ArchivePair(leftSide, rightSide, "", budget).compare(explainer, 0, wheels);
      if (budget.size() == 0) {
        budget.add(encoding(left, right, leftDigest, rightDigest));
      }
      return comparison(left, right, leftDigest, rightDigest, grade, budget.differences());
    }
  }

  private static Comparison comparison(
      Path left,
      Path right,
      Digest leftDigest,
      Digest rightDigest,
      Grade grade,
      List<Difference> differences) {
    return new Comparison(
        left.toString(), right.toString(), leftDigest, rightDigest, grade, differences);
  }

  /// Whether both are wheels; if not, both are sdists.
  private static boolean bothOf(Path left, Path right) {
    String leftName = String.valueOf(left.getFileName());
    String rightName = String.valueOf(right.getFileName());
    boolean wheels = Names.isWheel(leftName) && Names.isWheel(rightName);
    if (!wheels && !(Names.isSdist(leftName) && Names.isSdist(rightName))) {
      throw new AsamanException(
          new Problem.Usage(
              left + " and " + right + " are neither two wheels nor two sdists by their names",
              "name two .whl files, or two of .tar.gz, .tgz, .tar.bz2, .tar.xz and .zip"));
    }
    return wheels;
  }

  private static Digest digest(Path file) {
    if (!Files.isRegularFile(file)) {
      String what = Files.exists(file) ? "is not a file" : "is not there";
      throw new AsamanException(new Problem.BadFile(file.toString(), what, ""));
    }
    MessageDigest sha256 = Digest.sha256();
    try (InputStream in = new DigestInputStream(Files.newInputStream(file), sha256)) {
      long size = in.transferTo(OutputStream.nullOutputStream());
      return new Digest(HexFormat.of().formatHex(sha256.digest()), size);
    } catch (IOException e) {
      throw unreadable(file, e);
    }
  }

  private static Side open(Path file, Scratch scratch) {
    try {
      return Names.isZip(String.valueOf(file.getFileName()))
          ? ZipSide.open(file, Limits.DEFAULT)
          : TarSide.open(file, Limits.DEFAULT, scratch);
    } catch (AsamanException e) {
      throw e.problem() instanceof Problem.BadArchive(String archive, String member, String what)
          ? new AsamanException(
              new Problem.BadFile(
                  archive,
                  "cannot be read: " + (member.isEmpty() ? "" : "member '" + member + "' ") + what,
                  ""),
              e)
          : e;
    }
  }

  /// What is left if all that can be read is the same.
  private static Difference encoding(Path left, Path right, Digest leftDigest, Digest rightDigest) {
    try {
      return Shown.of(leftDigest.size() + " bytes", rightDigest.size() + " bytes")
          .at(
              "",
              Difference.Kind.ARCHIVE,
              "encoding",
              List.of(
                  "all that can be read is the same; the first byte that differs is "
                      + Files.mismatch(left, right)));
    } catch (IOException e) {
      throw unreadable(left, e);
    }
  }

  private static AsamanException unreadable(Path file, IOException e) {
    return new AsamanException(
        new Problem.BadFile(file.toString(), "cannot be read (" + Wording.why(e) + ")", ""), e);
  }
}
