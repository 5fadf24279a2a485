package org.asaman.wheel;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.asaman.archive.Limits;
import org.asaman.archive.ZipArchive;
import org.asaman.archive.ZipMember;
import org.asaman.problem.AsamanException;
import org.asaman.problem.Problem;
import org.asaman.requirements.ProjectName;
import org.asaman.requirements.Version;
import org.asaman.store.Digest;

/// A wheel that agrees with itself: file name, METADATA, WHEEL and RECORD say the same, and RECORD
/// fits the content.
///
/// There is no other way to have one than [#open], which refuses everything else.
public final class Wheel implements AutoCloseable {
  private static final Pattern ONE_PYTHON =
      Pattern.compile("\\.(?:cpython-[0-9]+[a-z]*-[^/.]*\\.so|cp[0-9]+-[^/.]*\\.pyd)$");

  private final Path file;
  private final ZipArchive archive;
  private final WheelContent content;

  private Wheel(Path file, ZipArchive archive, WheelContent content) {
    this.file = file;
    this.archive = archive;
    this.content = content;
  }

  /// Reads and checks all that stands in the wheel itself; what is wrong is reported together.
  public static Wheel open(Path file, Limits limits) {
    WheelName name = nameOf(file);
    try {
      ZipArchive archive = ZipArchive.open(file, limits);
      try {
        return new Wheel(file, archive, WheelReader.read(file, name, archive));
      } catch (RuntimeException e) {
        archive.close();
        throw e;
      }
    } catch (AsamanException e) {
      throw asWheel(e);
    }
  }

  private static WheelName nameOf(Path file) {
    try {
      return WheelName.parse(String.valueOf(file.getFileName()));
    } catch (IllegalArgumentException e) {
      throw new AsamanException(
          new Problem.BadWheel(file.toString(), "", String.valueOf(e.getMessage())), e);
    }
  }

  /// What is refused as a ZIP archive is refused as a wheel.
  private static AsamanException asWheel(AsamanException e) {
    return e.problem() instanceof Problem.BadArchive(String archive, String member, String what)
        ? new AsamanException(new Problem.BadWheel(archive, member, what), e)
        : e;
  }

  public Path file() {
    return file;
  }

  public WheelName name() {
    return content.name();
  }

  public Metadata metadata() {
    return content.metadata();
  }

  public WheelFile wheelFile() {
    return content.wheelFile();
  }

  /// The name of the `.dist-info` folder.
  public String distInfo() {
    return content.distInfo();
  }

  /// The members as the archive has them, folders included.
  public List<ZipMember> members() {
    return archive.members();
  }

  /// The digest of every file by its path, RECORD included, in bytewise order.
  public SortedMap<String, Digest> files() {
    return content.files();
  }

  public InputStream read(ZipMember member) {
    return archive.read(member);
  }

  /// Whether the wheel is the same for every machine: all of it is `purelib`, and no tag names a
  /// platform.
  public boolean isPure() {
    return wheelFile().rootIsPurelib() && name().tags().stream().allMatch(Tag::isAnyPlatform);
  }

  /// What is odd, but no reason to refuse: sentences for the user.
  public List<String> remarks() {
    Optional<String> binary = files().keySet().stream().filter(Wheel::isNative).findFirst();
    return Stream.concat(
            binary.stream()
                .filter(_ -> isPure())
                .map(path -> "calls itself pure, but holds machine code: " + path),
            Stream.concat(forOnePython().stream(), ownProcessor().stream()))
        .toList();
  }

  /// The first module that CPython of one version alone loads, in a wheel for many.
  private Optional<String> forOnePython() {
    return files().keySet().stream()
        .filter(_ -> name().tags().stream().allMatch(tag -> tag.abi().equals("abi3")))
        .filter(path -> ONE_PYTHON.matcher(path).find())
        .findFirst()
        .map(path -> "calls itself abi3, but holds a module for one Python: " + path);
  }

  /// The first file that was compiled for the processor of the machine that built it.
  private Optional<String> ownProcessor() {
    for (ZipMember member : members()) {
      try (InputStream in = read(member)) {
        Optional<String> processor = OwnProcessor.of(in);
        if (processor.isPresent()) {
          return Optional.of(
              member.name()
                  + " was compiled for the processor of this machine (its debug information has "
                  + processor.get()
                  + "): other machines build other bytes, and may not run these");
        }
      } catch (IOException e) {
        throw new AsamanException(
            new Problem.BadFile(file.toString(), "cannot be read: " + e.getMessage(), ""), e);
      }
    }
    return Optional.empty();
  }

  private static boolean isNative(String path) {
    return path.endsWith(".so")
        || path.endsWith(".pyd")
        || path.endsWith(".dylib")
        || path.endsWith(".dll");
  }

  /// Refuses the wheel if it is not the one that was asked for.
  public void checkRequested(ProjectName project, Version version) {
    Findings findings = new Findings(file.toString());
    findings.addIf(
        !name().name().equals(project), "", "is a wheel of " + name().name() + ", not " + project);
    findings.addIf(
        !name().version().equals(version),
        "",
        "is of version " + name().version() + ", not " + version);
    findings.throwIfAny();
  }

  @Override
  public void close() {
    archive.close();
  }
}
