"""Builds one wheel with a PEP 517 backend, in one start of Python.

The working directory of the action holds `input` (the source, read-only), `request.json` and this file; what is made
goes to `out`: `requires.json` when that is all that is asked or when the backend asks for requirements that the
environment is not known to have, or else `result.json` beside the wheel.
"""

import importlib
import itertools
import json
import os
import sys

WRONG_INTERPRETER = 96
NO_BACKEND = 97
BAD_ANSWER = 98


def fail(code, message):
    print("asaman: " + message, flush=True)
    sys.exit(code)


def check_interpreter(expected):
    """The box must hold the interpreter that was looked at outside."""
    actual = {"version": sys.version.split()[0], "base_prefix": sys.base_prefix}
    for key, value in sorted(actual.items()):
        if value != expected[key]:
            fail(WRONG_INTERPRETER, "the interpreter in the sandbox has %s %r, not %r" % (key, value, expected[key]))
    with open("/proc/self/maps", encoding="utf-8", errors="surrogateescape") as maps:
        loaded = maps.read()
    for library in expected["libraries"]:
        if " " + library + "\n" not in loaded:
            fail(WRONG_INTERPRETER, "the interpreter in the sandbox did not load " + library)


def copy_source(source, target, mtime):
    """Copies a tree, creating names in sorted order, with plain modes and one time for all."""
    os.mkdir(target, 0o755)
    with os.scandir(source) as entries:
        names = sorted(entries, key=lambda entry: entry.name)
    for entry in names:
        path = os.path.join(target, entry.name)
        if entry.is_symlink():
            os.symlink(os.readlink(entry.path), path)
            os.utime(path, (mtime, mtime), follow_symlinks=False)
        elif entry.is_dir():
            copy_source(entry.path, path, mtime)
        else:
            executable = entry.stat().st_mode & 0o100
            with open(entry.path, "rb") as reader:
                descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o755 if executable else 0o644)
                with os.fdopen(descriptor, "wb") as writer:
                    while True:
                        block = reader.read(1 << 20)
                        if not block:
                            break
                        writer.write(block)
            os.utime(path, (mtime, mtime))
    os.utime(target, (mtime, mtime))


class TemporaryNames:
    """Numbers the names of temporary files: a random one may end up in debug information."""

    def __init__(self):
        self.numbers = itertools.count(1)

    def __iter__(self):
        return self

    def __next__(self):
        return "%08d" % next(self.numbers)


def fix_temporary_names():
    import tempfile

    tempfile._name_sequence = TemporaryNames()


def load_backend(name, paths):
    sys.path[:0] = [os.path.abspath(path) for path in paths]
    module_name, _, attribute = name.partition(":")
    try:
        backend = importlib.import_module(module_name)
    except ImportError:
        import traceback

        traceback.print_exc()
        fail(NO_BACKEND, "the build backend %s cannot be imported" % name)
    for part in filter(None, attribute.split(".")):
        backend = getattr(backend, part)
    return backend


def write_json(path, value):
    with open(path, "w", encoding="utf-8") as file:
        json.dump(value, file)


def main():
    work = os.path.dirname(os.path.abspath(__file__))
    sys.path[:] = [path for path in sys.path if os.path.abspath(path) != work]
    with open(os.path.join(work, "request.json"), encoding="utf-8") as file:
        request = json.load(file)
    check_interpreter(request["interpreter"])
    os.umask(0o022)
    for name in ("home", "tmp"):
        os.mkdir(os.path.join(work, name), 0o755)
    source = os.path.join(work, "src")
    out = os.path.join(work, "out")
    copy_source(os.path.join(work, "input"), source, request["epoch"])
    os.chdir(os.path.join(source, *request["directory"].split("/")))
    fix_temporary_names()
    backend = load_backend(request["backend"], request["backend_path"])
    settings = request["config_settings"] or None

    requires = set()
    if hasattr(backend, "get_requires_for_build_wheel"):
        requires = {str(r) for r in backend.get_requires_for_build_wheel(settings)}
    if request["only_ask"] or (request["known"] is not None and not requires <= set(request["known"])):
        write_json(os.path.join(out, "requires.json"), {"requires": sorted(requires)})
        return
    wheel = backend.build_wheel(out, settings)
    if not isinstance(wheel, str) or os.path.basename(wheel) != wheel or not wheel.endswith(".whl"):
        fail(BAD_ANSWER, "the build backend answered %r, not the name of a wheel" % (wheel,))
    write_json(os.path.join(out, "result.json"), {"wheel": wheel})


if __name__ == "__main__":
    main()
