package org.asaman.testing;

import java.nio.file.Path;

/// An sdist with one module in C, which its own backend compiles with `cc` and debug information.
///
/// @param declarations C before the module's one function, `answer()`
/// @param expression what that gives, as a C expression of type `long`
/// @param before lines of Python that run before the compiler does
/// @param link what is linked, as arguments of `cc`
public record NativeSdist(
    String name, String declarations, String expression, String before, String link) {
  private static final String BACKEND =
      """
      import base64, hashlib, os, shlex, subprocess, sys, sysconfig, zipfile

      def get_requires_for_build_wheel(config_settings=None):
          return []

      def build_wheel(folder, config_settings=None, metadata_directory=None):
          name, info = "%1$s", "%1$s-1.0.dist-info"
      %2$s
          module = name + sysconfig.get_config_var("EXT_SUFFIX")
          subprocess.check_call(["cc", "-g", "-O1", "-shared", "-fPIC", "-I" + sysconfig.get_path("include"),
              *shlex.split(os.environ["CPPFLAGS"]), "-o", module, "module.c", *%3$s])
          python = "cp%%d%%d" %% sys.version_info[:2]
          tag = "-".join([python, python, sysconfig.get_platform().replace("-", "_").replace(".", "_")])
          files = {
              module: open(module, "rb").read(),
              info + "/METADATA": ("Metadata-Version: 2.1\\nName: %%s\\nVersion: 1.0\\n" %% name).encode(),
              info + "/WHEEL": ("Wheel-Version: 1.0\\nGenerator: own\\nRoot-Is-Purelib: false\\nTag: %%s\\n" %% tag).encode(),
          }
          record = ""
          for path, content in files.items():
              digest = base64.urlsafe_b64encode(hashlib.sha256(content).digest()).rstrip(b"=").decode()
              record += "%%s,sha256=%%s,%%d\\n" %% (path, digest, len(content))
          files[info + "/RECORD"] = (record + info + "/RECORD,,\\n").encode()
          wheel = "%%s-1.0-%%s.whl" %% (name, tag)
          with zipfile.ZipFile(os.path.join(folder, wheel), "w") as archive:
              for path, content in files.items():
                  archive.writestr(path, content)
          return wheel
      """;

  private static final String MODULE =
      """
      #define _GNU_SOURCE
      #include <Python.h>
      %2$s
      static PyObject *answer(PyObject *self, PyObject *none) { return PyLong_FromLong(%3$s); }
      static PyMethodDef methods[] = {{"answer", answer, METH_NOARGS, ""}, {0}};
      static struct PyModuleDef module = {PyModuleDef_HEAD_INIT, "%1$s", "", -1, methods};
      PyMODINIT_FUNC PyInit_%1$s(void) { return PyModule_Create(&module); }
      """;

  /// Writes the sdist into a folder.
  public Path write(Path folder) {
    String arguments = link.isEmpty() ? "[]" : "['" + link.replace(" ", "', '") + "']";
    return new SdistBuilder(name, "1.0")
        .file("module.c", MODULE.formatted(name, declarations, expression))
        .file("backend/own.py", BACKEND.formatted(name, before.indent(4), arguments))
        .write(folder);
  }
}
