"""Tells what a worker is: where an action's files are, which files it has, and what its tools say of themselves."""

import hashlib
import json
import os
import subprocess


def sha256(path):
    digest = hashlib.sha256()
    try:
        with open(path, "rb") as file:
            for block in iter(lambda: file.read(1 << 20), b""):
                digest.update(block)
    except OSError as error:
        return error.strerror
    return digest.hexdigest()


def answer(command):
    try:
        done = subprocess.run(
            command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, timeout=20
        )
    except (OSError, subprocess.TimeoutExpired):
        return ""
    if done.returncode != 0 and not command[0].startswith("dpkg"):
        return ""
    return done.stdout.decode("utf-8", "replace")


def has_network():
    try:
        with open("/proc/net/dev", encoding="utf-8") as file:
            interfaces = [line.split(":")[0].strip() for line in file if ":" in line]
    except OSError:
        return False
    return any(interface != "lo" for interface in interfaces)


def main():
    with open("request.json", encoding="utf-8") as file:
        request = json.load(file)
    told = {
        "folder": os.getcwd(),
        "files": {path: sha256(path) for path in request["files"]},
        "answers": [answer(question) for question in request["questions"]],
        "network": has_network(),
    }
    os.makedirs("out", exist_ok=True)
    with open("out/answer.json", "w", encoding="utf-8") as file:
        json.dump(told, file)


main()
