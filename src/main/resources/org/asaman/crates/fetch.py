"""Fetches the crates that a source locks, with Cargo and the network; nothing of the source is run.

The working directory holds `input` (the source, read-only), `request.json` and this file; the `.crate` files go to
`out`, and each Cargo.lock that had to be made to `out/NUMBER.lock`.
"""

import json
import os
import shutil
import subprocess
import sys


def cargo(*arguments):
    try:
        return subprocess.call(("cargo",) + arguments)
    except OSError as e:
        print("asaman: cargo is not installed (%s)" % e.strerror, flush=True)
        return 127


def main():
    with open("request.json", encoding="utf-8") as file:
        request = json.load(file)
    # A configuration of the source's own may name programs to run, and a toolchain to run them with.
    shutil.copytree("input", "src", symlinks=True, ignore=shutil.ignore_patterns(".cargo", "rust-toolchain*"))
    for number, manifest in enumerate(request["without_lock"]):
        code = cargo("generate-lockfile", "--manifest-path", "src/" + manifest)
        if code:
            return code
        shutil.copyfile("src/" + os.path.dirname(manifest) + "/Cargo.lock", "out/%d.lock" % number)
    for manifest in request["manifests"]:
        code = cargo("fetch", "--locked", "--manifest-path", "src/" + manifest)
        if code:
            return code
    for folder, _, names in os.walk(os.path.join(os.environ["CARGO_HOME"], "registry", "cache")):
        for name in names:
            if name.endswith(".crate"):
                shutil.copyfile(os.path.join(folder, name), "out/" + name)
    return 0


if __name__ == "__main__":
    sys.exit(main())
