package org.asaman.testing;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.zip.GZIPOutputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;

/// Makes source distributions that hold their own build backend and so need nothing from anywhere.
///
/// The backend is real: it writes a wheel with Python's `zipfile`, with times and an order of its
/// own.
public final class SdistBuilder {
  private static final String BACKEND =
      """
      import base64, hashlib, os, zipfile

      NAME, VERSION = %s, %s
      BEFORE = ""

      def get_requires_for_build_wheel(config_settings=None):
          return []

      def build_wheel(folder, config_settings=None, metadata_directory=None):
          info = "%%s-%%s.dist-info" %% (NAME, VERSION)
          files = {
              NAME + ".py": open("module.py").read(),
              info + "/METADATA": "Metadata-Version: 2.1\\nName: %%s\\nVersion: %%s\\n" %% (NAME, VERSION),
              info + "/WHEEL": "Wheel-Version: 1.0\\nGenerator: own\\nRoot-Is-Purelib: true\\nTag: py3-none-any\\n",
          }
          record = ""
          for path, text in files.items():
              digest = base64.urlsafe_b64encode(hashlib.sha256(text.encode()).digest()).rstrip(b"=").decode()
              record += "%%s,sha256=%%s,%%d\\n" %% (path, digest, len(text.encode()))
          files[info + "/RECORD"] = record + info + "/RECORD,,\\n"
          wheel = "%%s-%%s-py3-none-any.whl" %% (NAME, VERSION)
          with zipfile.ZipFile(os.path.join(folder, wheel), "w") as archive:
              for path, text in reversed(list(files.items())):
                  archive.writestr(path, text)
          return wheel
      """;

  private final String name;
  private final String version;
  private final Map<String, String> files = new TreeMap<>();

  public SdistBuilder(String name, String version) {
    this.name = name;
    this.version = version;
    files.put("PKG-INFO", "Metadata-Version: 2.1\nName: " + name + "\nVersion: " + version + "\n");
    files.put(
        "pyproject.toml",
        """
        [build-system]
        requires = []
        build-backend = "own"
        backend-path = ["backend"]
        """);
    files.put("backend/own.py", BACKEND.formatted("'" + name + "'", "'" + version + "'"));
    files.put("module.py", "answer = 42\n");
  }

  public SdistBuilder file(String path, String content) {
    files.put(path, content);
    return this;
  }

  /// Adds Python code to the end of the backend.
  public SdistBuilder backend(String code) {
    files.merge("backend/own.py", code, (all, more) -> all + "\n" + more);
    return this;
  }

  /// Writes `NAME-VERSION.tar.gz` into a folder.
  public Path write(Path folder) {
    Path archive = folder.resolve(name + "-" + version + ".tar.gz");
    try (TarArchiveOutputStream tar =
        new TarArchiveOutputStream(new GZIPOutputStream(Files.newOutputStream(archive)))) {
      for (var file : files.entrySet()) {
        byte[] content = file.getValue().getBytes(UTF_8);
        TarArchiveEntry entry = new TarArchiveEntry(name + "-" + version + "/" + file.getKey());
        entry.setSize(content.length);
        tar.putArchiveEntry(entry);
        tar.write(content);
        tar.closeArchiveEntry();
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return archive;
  }
}
