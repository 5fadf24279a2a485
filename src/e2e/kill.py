#!/usr/bin/env python3
"""Runs that are killed at random moments leave whole wheels only, and the next run goes on to the same bytes;
so do two runs at once.

Usage: kill.py [ROUNDS [SEED]]
"""

import hashlib
import os
import pathlib
import random
import re
import signal
import subprocess
import sys
import tempfile
import time
import zipfile

CHECKOUT = pathlib.Path(__file__).resolve().parents[2]
PROJECTS = ("six", "idna", "zipp", "markupsafe")


def requirements():
    text = (CHECKOUT / "examples/requirements.txt").read_text()
    return "".join(re.search(rf"^{p}==.*\n.*\n", text, re.MULTILINE).group() for p in PROJECTS)


def start(folder):
    command = [CHECKOUT / "asaman", "-r", folder.parent / "requirements.txt", "-o", folder / "wheels",
               "--store", folder / "store"]
    with open(folder / "log", "ab") as log:
        return subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=log, stderr=log,
                                start_new_session=True)


def finish(folder):
    """Runs to the end; the hashes of the wheels, or the end of the log when the run failed."""
    if start(folder).wait() != 0:
        sys.exit((folder / "log").read_text()[-4000:])
    return wheels(folder)


def wheels(folder):
    """The SHA-256 of every wheel; one that is no whole archive is a failure."""
    found = {}
    for wheel in sorted((folder / "wheels").glob("*.whl")):
        with zipfile.ZipFile(wheel) as archive:
            broken = archive.testzip()
            if broken:
                raise AssertionError(f"{wheel.name}: {broken} is damaged")
        found[wheel.name] = hashlib.sha256(wheel.read_bytes()).hexdigest()
    return found


def interrupt(process, how):
    """kill -9 hits the program alone; Ctrl-C, as a terminal sends it, the whole group."""
    if how == signal.SIGKILL:
        process.kill()
    else:
        os.killpg(process.pid, how)
    return process.wait()


def report(good, name):
    print(f"{'ok' if good else 'not ok'} kill: {name}", flush=True)


def main(rounds=6, seed=None):
    seed = seed if seed is not None else time.time_ns() % 1_000_000
    print(f"kill: seed {seed}")
    chance = random.Random(seed)
    subprocess.run([CHECKOUT / "asaman", "--version"], check=True, stdout=subprocess.DEVNULL)
    with tempfile.TemporaryDirectory(prefix="asaman-kill.") as scratch:
        scratch = pathlib.Path(scratch)
        (scratch / "requirements.txt").write_text(requirements())
        folders = [scratch / str(n) for n in range(rounds + 1)]
        for folder in folders:
            folder.mkdir()
        begun = time.monotonic()
        expected = finish(folders[0])
        duration = time.monotonic() - begun
        report(len(expected) == len(PROJECTS), "an undisturbed run builds every wheel")
        pair = scratch / "pair"
        pair.mkdir()
        ends = [process.wait() for process in (start(pair), start(pair))]
        report(ends == [0, 0] and wheels(pair) == expected, "two runs at once share a store and an output folder")
        for n, folder in enumerate(folders[1:]):
            how = (signal.SIGKILL, signal.SIGINT)[n % 2]
            moment = chance.uniform(0.1, 1) * duration
            name = f"{how.name} after {moment:.1f} s of {duration:.1f} s"
            process = start(folder)
            time.sleep(moment)
            interrupt(process, how)
            left = wheels(folder)
            report(left.items() <= expected.items(), f"{name}: {len(left)} wheels, all of them whole")
            report(finish(folder) == expected, f"{name}: the next run completes with the same bytes")


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
