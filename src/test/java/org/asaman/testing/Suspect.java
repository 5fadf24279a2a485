package org.asaman.testing;

import java.nio.file.Path;

/// An sdist whose own backend is deterministic but for what is put into it on purpose.
///
/// `code` are lines of Python that put texts into `files` by name, or modes into `modes`.
public record Suspect(String name, String code) {
  private static final String BACKEND =
      """
      import base64, getpass, hashlib, json, locale, os, pwd, random, socket, sys, tempfile, time, uuid, zipfile

      def get_requires_for_build_wheel(config_settings=None):
          return []

      def trouble(files, modes):
          pass
      %2$s

      def build_wheel(folder, config_settings=None, metadata_directory=None):
          name, info = "%1$s", "%1$s-1.0.dist-info"
          files, modes = {name + "/__init__.py": "answer = 42\\n"}, {}
          trouble(files, modes)
          files[info + "/METADATA"] = "Metadata-Version: 2.1\\nName: %1$s\\nVersion: 1.0\\n"
          files[info + "/WHEEL"] = "Wheel-Version: 1.0\\nGenerator: own\\nRoot-Is-Purelib: true\\nTag: py3-none-any\\n"
          record = ""
          for path, text in files.items():
              digest = base64.urlsafe_b64encode(hashlib.sha256(text.encode()).digest()).rstrip(b"=").decode()
              record += "%%s,sha256=%%s,%%d\\n" %% (path, digest, len(text.encode()))
          files[info + "/RECORD"] = record + info + "/RECORD,,\\n"
          wheel = name + "-1.0-py3-none-any.whl"
          with zipfile.ZipFile(os.path.join(folder, wheel), "w") as archive:
              for path, text in files.items():
                  member = zipfile.ZipInfo(path, (2020, 2, 2, 0, 0, 0))
                  member.external_attr = (0o100000 | modes.get(path, 0o644)) << 16
                  archive.writestr(member, text)
          return wheel
      """;

  /// Writes the sdist into a folder.
  public Path write(Path folder) {
    SdistBuilder sdist = new SdistBuilder(name, "1.0");
    for (String file : new String[] {"b", "a", "d", "c", "e"}) {
      sdist.file("data/" + file, file);
    }
    return sdist.file("backend/own.py", BACKEND.formatted(name, code.indent(4))).write(folder);
  }
}
