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
import zlib

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


ORDERS = {
    "sorted": lambda names: sorted(names),
    "reversed": lambda names: sorted(names, reverse=True),
    "shuffled": lambda names: sorted(names, key=lambda name: zlib.crc32(os.fsencode(name))),
}


def copy_source(source, target, order, mtime):
    """Copies a tree, creating names in the order given, with plain modes and the times that mtime(path) gives."""
    os.mkdir(target, 0o777)
    with os.scandir(source) as found:
        entries = {entry.name: entry for entry in found}
    for name in order(entries):
        entry = entries[name]
        path = os.path.join(target, entry.name)
        if entry.is_symlink():
            os.symlink(os.readlink(entry.path), path)
            os.utime(path, mtime(path), follow_symlinks=False)
        elif entry.is_dir():
            copy_source(entry.path, path, order, mtime)
        else:
            executable = entry.stat().st_mode & 0o100
            with open(entry.path, "rb") as reader:
                descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o777 if executable else 0o666)
                with os.fdopen(descriptor, "wb") as writer:
                    while True:
                        block = reader.read(1 << 20)
                        if not block:
                            break
                        writer.write(block)
            os.utime(path, mtime(path))
    os.utime(target, mtime(target))


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


def use_terminal():
    """Puts a terminal in the place of the log, to which all that appears on it is handed on."""
    import pty
    import threading

    master, terminal = pty.openpty()
    log = os.dup(1)
    for descriptor in (0, 1, 2):
        os.dup2(terminal, descriptor)

    def hand_on():
        while True:
            os.write(log, os.read(master, 1 << 16))

    threading.Thread(target=hand_on, daemon=True).start()


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
    os.environ["PWD"] = work  # not every place where this may run sets it
    os.dup2(1, 2)  # one log, in the order of what happens
    sys.path[:] = [path for path in sys.path if os.path.abspath(path) != work]
    with open(os.path.join(work, "request.json"), encoding="utf-8") as file:
        request = json.load(file)
    os.environ.pop("FAKETIME_SHARED", None)  # of libfaketime itself: no build may see that its clock is another
    check_interpreter(request["interpreter"])
    os.umask(int(request["umask"], 8))
    source = os.path.join(work, "src")
    out = os.path.join(work, "out")
    for folder in (os.environ["HOME"], os.environ["TMPDIR"], out):
        os.makedirs(folder, exist_ok=True)
    epoch, spread = request["epoch"], request["mtime_spread"]

    def mtime(path):
        later = zlib.crc32(os.fsencode(os.path.relpath(path, source))) % (spread + 1)
        return (epoch + later, epoch + later)

    copy_source(os.path.join(work, "input"), source, ORDERS[request["order"]], mtime)
    os.chdir(os.path.join(source, *request["directory"].split("/")))
    if request["fixed_temporary_names"]:
        fix_temporary_names()
    if request["terminal"]:
        use_terminal()
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
