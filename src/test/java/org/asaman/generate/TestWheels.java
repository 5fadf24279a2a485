package org.asaman.generate;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import org.asaman.archive.CanonicalZip;
import org.asaman.store.Digest;

/// Puts small but complete wheels into a folder.
public final class TestWheels {
  private final Path folder;

  public TestWheels(Path folder) {
    this.folder = folder;
  }

  /// A pure wheel for any platform.
  public Path add(String name, String version) throws IOException {
    return add(name + "-" + version + "-py3-none-any.whl", name, version);
  }

  /// A wheel whose METADATA says `name` and `version`, whatever its file name says.
  public Path add(String fileName, String name, String version) throws IOException {
    String[] parts = fileName.split("-");
    String info = parts[0] + "-" + parts[1] + ".dist-info/";
    String tags = fileName.substring(0, fileName.length() - 4);
    tags =
        tags.substring(
            tags.lastIndexOf('-', tags.lastIndexOf('-', tags.lastIndexOf('-') - 1) - 1) + 1);
    String build = parts.length == 6 ? "Build: " + parts[2] + "\n" : "";
    List<String[]> files = new ArrayList<>();
    files.add(new String[] {parts[0].replace('.', '_') + ".py", "# " + fileName + "\n"});
    files.add(
        new String[] {
          info + "METADATA", "Metadata-Version: 2.1\nName: " + name + "\nVersion: " + version + "\n"
        });
    files.add(
        new String[] {
          info + "WHEEL",
          "Wheel-Version: 1.0\nGenerator: x\nRoot-Is-Purelib: true\n"
              + build
              + "Tag: "
              + tags
              + "\n"
        });
    StringBuilder listed = new StringBuilder();
    List<CanonicalZip.Item> items = new ArrayList<>();
    for (String[] file : files) {
      byte[] content = file[1].getBytes(UTF_8);
      listed.append(file[0]).append(",sha256=").append(hash(content)).append(',');
      listed.append(content.length).append('\n');
      items.add(new CanonicalZip.Item(file[0], false, CanonicalZip.Content.of(content)));
    }
    byte[] recorded = (listed + info + "RECORD,,\n").getBytes(UTF_8);
    items.add(new CanonicalZip.Item(info + "RECORD", false, CanonicalZip.Content.of(recorded)));
    Files.createDirectories(folder);
    Path wheel = folder.resolve(fileName);
    try (OutputStream out = Files.newOutputStream(wheel)) {
      CanonicalZip.write(out, items, 1_309_379_017);
    }
    return wheel;
  }

  /// The wheel's hash as a requirements file names it.
  public static String hash(Path wheel) throws IOException {
    return "sha256:" + Digest.of(Files.readAllBytes(wheel)).hash();
  }

  private static String hash(byte[] content) {
    MessageDigest sha256 = Digest.sha256();
    return Base64.getUrlEncoder().withoutPadding().encodeToString(sha256.digest(content));
  }
}
