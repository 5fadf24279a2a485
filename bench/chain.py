#!/usr/bin/env python3
"""Times `asaman lock` and a build with every build requirement from source against `fromager bootstrap`, in turn.

Usage: bench/chain.py [-n RUNS] [--python PATH] [--fromager PATH] [REQUIREMENT]

REQUIREMENT is NAME==VERSION (attrs==24.3.0). fromager must be installed for the same interpreter, with uv and wheel
on PATH. Both start with nothing at hand: asaman with an empty store, fromager with an empty working folder and uv cache.
`asaman` resolves each package as of its own upload; `asaman, newest` as of today, as fromager does: then the graphs
are alike. asaman runs with --sandbox unshare, as bubblewrap does not hand on the CPU seconds of what it ran.
"""

import argparse
import datetime
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


def asaman(work, arguments, *options):
    (work / "r.txt").write_text(arguments.requirement + "\n")
    common = ["--no-hash", "--build-deps=source", "--sandbox", "unshare", "--python", arguments.python,
              "--store", work / "store"]
    return [[HOME / "asaman", "lock", "-q", "--seed", "wheel", *options, *common, work / "r.txt"],
            [HOME / "asaman", "-q", "-r", work / "r.txt", "-o", work / "out", *common]]


def newest(work, arguments):
    return asaman(work, arguments, "--as-of", datetime.datetime.now(datetime.timezone.utc).strftime("%Y-%m-%d"))


def fromager(work, arguments):
    (work / "r.txt").write_text(arguments.requirement + "\n")
    return [[arguments.fromager, "bootstrap", "-r", work / "r.txt"]]


def cpu():
    usage = resource.getrusage(resource.RUSAGE_CHILDREN)
    return usage.ru_utime + usage.ru_stime


def built(name, work):
    if name == "fromager":
        return len(list((work / "wheels-repo/downloads").glob("*.whl")))
    return (work / "r.build.toml").read_text().count("[[packages]]")


def measure(name, commands, work):
    environment = {**os.environ, "UV_CACHE_DIR": str(work / "uv")}
    wall, used = time.monotonic(), cpu()
    for command in commands:
        subprocess.run([str(word) for word in command], cwd=work, env=environment, check=True,
                       stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    return time.monotonic() - wall, cpu() - used, built(name, work)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("-n", type=int, default=3, help="runs of each tool")
    parser.add_argument("--python", default=sys.executable)
    parser.add_argument("--fromager", default="fromager")
    parser.add_argument("requirement", nargs="?", default="attrs==24.3.0")
    arguments = parser.parse_args()
    tools = {"asaman": asaman, "asaman, newest": newest, "fromager": fromager}
    results = {name: [] for name in tools}
    for run in range(arguments.n):
        for name, tool in tools.items():
            with tempfile.TemporaryDirectory(prefix="asaman-bench-") as folder:
                work = pathlib.Path(folder)
                result = measure(name, tool(work, arguments), work)
                shutil.rmtree(work / "store", ignore_errors=True)
            results[name].append(result)
            print("run %d %-15s wall %.1f cpu %.1f packages %d" % (run, name, *result), flush=True)
    print("\n%s, %d runs: median (min-max) seconds" % (arguments.requirement, arguments.n))
    print("%-15s %22s %22s %9s" % ("tool", "wall", "cpu", "packages"))
    for name, rows in results.items():
        columns = ["%.1f (%.1f-%.1f)" % (statistics.median(values), min(values), max(values))
                   for values in ([row[0] for row in rows], [row[1] for row in rows])]
        print("%-15s %22s %22s %9d" % (name, *columns, rows[0][2]))


if __name__ == "__main__":
    main()
