#!/usr/bin/env python3
"""Times asaman against pip and uv on the same sdists: wall and CPU seconds of whole commands, in turn, in one run.

Usage: bench/wheels.py [-n RUNS] [--cold] [--only asaman,uv,pip] [SDIST...]

Without sdists those of examples/requirements.txt are built once and used. Warm (the default): whatever a tool has
downloaded or resolved is at hand from an uncounted first run, but nothing that was built. Cold: every cache is empty.
asaman runs with --sandbox unshare, as bubblewrap does not hand on the CPU seconds of what it ran.
"""

import argparse
import os
import pathlib
import resource
import shutil
import statistics
import subprocess
import sys
import tempfile
import time

HOME = pathlib.Path(__file__).resolve().parent.parent
EPOCH = 1309379017


def asaman(sdists, work, run, jobs):
    sources = [word for sdist in sdists for word in ("-s", sdist)]
    # Another epoch is another action: everything is built again, with what was downloaded and resolved before.
    return [[HOME / "asaman", "-q", "--sandbox", "unshare", "-j", jobs, "--store", work / "cache", "--sde", EPOCH + run,
             "-o", work / "out", *sources]], {}


def uv(sdists, work, run, jobs):
    program = next((HOME / ".tools").glob("uv-*/uv"))
    return [[program, "build", "--wheel", "-q", "--python", sys.executable, "-o", work / "out", sdist]
            for sdist in sdists], {"UV_CACHE_DIR": work / "cache", "UV_NO_CONFIG": "1"}


def pip(sdists, work, run, jobs):
    shutil.rmtree(work / "cache" / "wheels", ignore_errors=True)
    return [[sys.executable, "-m", "pip", "wheel", "-q", "--no-binary", ":all:", "--no-deps", "-w", work / "out", *sdists]
            ], {"PIP_CACHE_DIR": work / "cache"}


def cpu():
    usage = resource.getrusage(resource.RUSAGE_CHILDREN)
    return usage.ru_utime + usage.ru_stime


def measure(tool, sdists, work, run, jobs, cold):
    shutil.rmtree(work / "out", ignore_errors=True)
    if cold:
        shutil.rmtree(work / "cache", ignore_errors=True)
    work.mkdir(exist_ok=True)
    commands, variables = tool(sdists, work, run, jobs)
    environment = {**os.environ, **{key: str(value) for key, value in variables.items()}}
    wall, used, failed = time.monotonic(), cpu(), 0
    for command in commands:
        failed += subprocess.run([str(word) for word in command], env=environment, stdout=subprocess.DEVNULL,
                                 stderr=subprocess.DEVNULL).returncode != 0
    wheels = len(list((work / "out").glob("*.whl")))
    return time.monotonic() - wall, cpu() - used, wheels, failed


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("-n", type=int, default=3, help="counted runs of each tool")
    parser.add_argument("--cold", action="store_true")
    parser.add_argument("--only", default="asaman-j1,asaman-j2,uv,pip")
    parser.add_argument("sdists", nargs="*")
    arguments = parser.parse_args()
    tools = {"asaman-j1": (asaman, 1), "asaman-j2": (asaman, 2), "uv": (uv, 1), "pip": (pip, 1)}
    with tempfile.TemporaryDirectory(prefix="asaman-bench-") as folder:
        base = pathlib.Path(folder)
        sdists = [str(pathlib.Path(sdist).resolve()) for sdist in arguments.sdists]
        if not sdists:
            subprocess.run([HOME / "asaman", "-q", "-r", HOME / "examples/requirements.txt", "--keep-sources",
                            "-o", base / "all", "--store", base / "first"], check=True)
            sdists = sorted(str(path) for path in (base / "all").iterdir() if path.name.endswith((".tar.gz", ".zip")))
        names = arguments.only.split(",")
        results = {name: [] for name in names}
        for run in range(0 if arguments.cold else -1, arguments.n):
            for name in names:
                tool, jobs = tools[name]
                result = measure(tool, sdists, base / name, run, jobs, arguments.cold)
                if run >= 0:
                    results[name].append(result)
                print("run %d %-10s wall %.1f cpu %.1f wheels %d failed commands %d" % (run, name, *result), flush=True)
        print("\n%d sdists, %s, %d runs: median (min-max) seconds" %
              (len(sdists), "cold" if arguments.cold else "warm", arguments.n))
        print("%-10s %22s %22s %7s" % ("tool", "wall", "cpu", "wheels"))
        for name, rows in results.items():
            columns = ["%.1f (%.1f-%.1f)" % (statistics.median(values), min(values), max(values))
                       for values in ([row[0] for row in rows], [row[1] for row in rows])]
            print("%-10s %22s %22s %7d" % (name, *columns, min(row[2] for row in rows)))


if __name__ == "__main__":
    main()
