#!/usr/bin/env python3
"""Measures the client of remote execution against a server with simulated workers; docs/remote-scale.md tells how.

Usage: bench/simulation.py [-n ACTIONS] [--scale N] [--json FILE] [WORKERS:JOBS...]

Prints a table; --json keeps all that was measured, one run a line. Needs room for 0.7 MB an action in the temporary folder.
"""

import argparse
import json
import os
import pathlib
import subprocess
import sys
import tempfile

HOME = pathlib.Path(__file__).resolve().parent.parent
ROWS = ["1:16", "2:16", "4:16", "8:16", "16:16", "16:64", "32:64", "64:64", "64:256"]


def kind(samples):
    total = sum(samples.values()) or 1
    return ", ".join(f"{name} {100 * count // total}%" for name, count in sorted(samples.items(), key=lambda one: -one[1])[:4])


def row(run):
    count, server, phases = run["actions"], run["server"], run["phase_s"]
    def ms(*names):
        return f"{1000 * sum(phases.get(name, 0) for name in names) / count:.0f}"
    used = server["busy_s"] / (run["workers"] * run["wall_s"])
    return [run["workers"], run["jobs"], run["run"], f"{count / run['wall_s']:.1f}", f"{100 * used:.0f}%",
            f"{server['queue_mean_s']:.2f}/{server['queue_p95_s']:.2f}", ms("look-up"), ms("upload"), ms("download"), ms("remember"),
            f"{1000 * run['cpu_s'] / count:.0f}", run["heap_peak_mb"], run["rss_peak_mb"],
            f"{server['bytes_in'] / 1e6:.1f}", f"{server['bytes_out'] / 1e6:.1f}",
            f"{sum(server['calls'].values()) / count:.1f}", f"{run['load']:.0f}", kind(run["profile"])]


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("-n", type=int, default=10_000, metavar="ACTIONS")
    parser.add_argument("--scale", default="100", help="service times are divided by this (100)")
    parser.add_argument("--json", type=pathlib.Path)
    parser.add_argument("rows", nargs="*", default=ROWS)
    arguments = parser.parse_args()
    path = HOME / "target/simulation.classpath"
    subprocess.run(["mvn", "-B", "-ntp", "-q", "test-compile", "dependency:build-classpath", f"-Dmdep.outputFile={path}"],
                   cwd=HOME, check=True)
    java = pathlib.Path(os.environ["JAVA_HOME"]) / "bin/java" if "JAVA_HOME" in os.environ else "java"
    classpath = f"{HOME}/target/classes:{HOME}/target/test-classes:{path.read_text().strip()}"
    print("| workers | jobs | store | actions/s | workers busy | queue s mean/p95 | look-up ms | upload ms | download ms | remember ms "
          "| CPU ms | heap MB | RSS MB | MB sent | MB received | calls | load | CPU spent on |")
    print("| ---: | ---: | --- |" + " ---: |" * 14 + " --- |", flush=True)
    with tempfile.TemporaryDirectory() as work:
        client = subprocess.Popen([java, "-Xmx2g", "-cp", classpath, "org.asaman.remote.Simulation", work, str(arguments.n),
                                   arguments.scale, *arguments.rows], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
        for line in client.stdout:
            if arguments.json:
                with arguments.json.open("a") as out:
                    out.write(line)
            print("| " + " | ".join(str(cell) for cell in row(json.loads(line))) + " |", flush=True)
    sys.exit(client.wait())


if __name__ == "__main__":
    main()
