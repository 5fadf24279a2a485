"""Looks at a platform wheel with auditwheel, or repairs and strips it.

The working directory of the action holds the wheel, `request.json` and this file; answers go to `out`. To look is to
say which platform tag the wheel can have and which libraries of the system have to be grafted for it, or why it can
have none: `found.json`. To repair is to do that, with the very libraries that the request names: `result.json` beside
the wheel.
"""

import base64
import csv
import hashlib
import io
import json
import os
import subprocess
import sys
import zipfile

CHANGED_SYSTEM = 95
NO_STRIP = 96
ELF = b"\x7fELF"
SHARED_OR_EXECUTABLE = {2, 3}


class Refused(Exception):
    """Why the wheel cannot have the platform tag, and what to do."""

    def __init__(self, reason, hint=""):
        super().__init__(reason)
        self.hint = hint


def fail(code, message):
    print("asaman: " + message, flush=True)
    sys.exit(code)


def sha256(path):
    with open(path, "rb") as file:
        return hashlib.sha256(file.read()).hexdigest()


# --- looking -----------------------------------------------------------------------------------------------------


def without_architecture(platform, architectures):
    """The platform as auditwheel's policies are named, and the architecture if the platform names one."""
    for architecture in architectures:
        if platform.endswith("_" + architecture.value):
            return platform[: -len(architecture.value) - 1], architecture
    return platform, None


def analyse(wheel, platform):
    """auditwheel's analysis as its own `repair` command makes it: what it found, the policy that is asked for, the
    files by path, and the platform to ask that command for."""
    import pathlib

    from auditwheel.architecture import Architecture
    from auditwheel.error import InvalidLibcError, NonPlatformWheelError, WheelToolsError
    from auditwheel.libc import Libc
    from auditwheel.wheel_abi import analyze_wheel_abi, get_wheel_elfdata
    from auditwheel.wheeltools import get_wheel_architecture, get_wheel_libc

    base, asked = without_architecture(platform, Architecture)
    try:
        architecture = get_wheel_architecture(wheel)
    except (WheelToolsError, NonPlatformWheelError):
        architecture = asked
    if asked is not None and architecture != asked:
        raise Refused("it is a wheel for %s, not for %s" % (architecture.value, asked.value))
    try:
        libc = get_wheel_libc(wheel)
    except WheelToolsError:
        libc = next((libc for libc in Libc if base.startswith(libc.tag_prefix)), None)
    path = pathlib.Path(wheel)

    def found_with(libc):
        return analyze_wheel_abi(
            libc,
            architecture,
            path,
            frozenset(),
            disable_isa_ext_check=False,
            allow_graft=True,
            requested_policy_base_name=base,
        )

    by_name = base != "auto"
    try:
        try:
            found = found_with(libc)
        except InvalidLibcError:  # it needs nothing of a libc: then it runs with any, and has to be told
            libc, by_name = Libc.detect(), True
            found = found_with(libc)
    except NonPlatformWheelError as e:
        raise Refused(str(e.message).split("\n")[0]) from e
    except RuntimeError as e:
        raise Refused(" ".join(str(e).split())) from e
    policies = found.policies
    if base != "auto":
        try:
            policy = policies.get_policy_by_name("%s_%s" % (base, policies.architecture.value))
        except LookupError as e:
            raise Refused(
                "there is no tag %s here; there are those from %s to %s"
                % (platform, policies.highest.name, policies.lowest.name),
                "name one of them with --plat",
            ) from e
    elif found.overall_policy == policies.linux:
        policy = policies.lowest
    else:
        policy = found.overall_policy
    trees = get_wheel_elfdata(libc, architecture, path, frozenset(), None).full_elftree
    return found, policy, trees, policy.name if by_name else "auto"


def libraries_of(found, policy):
    """What has to be grafted for a policy: the names it is needed by, by path; None for what is not there."""
    from auditwheel.lddtree import LIBPYTHON_RE

    libraries = {}
    for references in found.full_external_refs.values():
        for soname, path in references[policy.name].libs.items():
            if not LIBPYTHON_RE.match(soname):
                libraries.setdefault(None if path is None else str(path), set()).add(soname)
    return libraries


def who_needs(trees, soname):
    for path, tree in sorted(trees.items()):
        for library in [tree, *tree.libraries.values()]:
            if soname in library.needed:
                return str(path) if library is tree else library.soname
    return "it"


def too_new(elf, policy):
    """The symbols of other libraries whose versions a policy does not have: (symbol, version, library)."""
    needed = elf.get_section_by_name(".gnu.version_r")
    versions = elf.get_section_by_name(".gnu.version")
    symbols = elf.get_section_by_name(".dynsym")
    if needed is None or versions is None or symbols is None:
        return
    names = {}
    for library, wanted in needed.iter_versions():
        for version in wanted:
            prefix, _, number = version.name.partition("_")
            allowed = policy.symbol_versions.get(prefix)
            if allowed is not None and number not in allowed:
                names[version["vna_other"]] = (version.name, library.name)
    for index, symbol in enumerate(symbols.iter_symbols()):
        version = versions.get_symbol(index)["ndx"]
        if version in names:
            yield (symbol.name, *names[version])


def order(version):
    """Sorts versions of symbols, such as GLIBC_2.34, by their numbers."""
    return [int(part) if part.isdigit() else -1 for part in version.partition("_")[2].split(".")]


def newest(policy, version):
    """The newest version of a kind, such as GLIBC, that a policy has."""
    prefix = version.partition("_")[0]
    versions = [prefix + "_" + number for number in policy.symbol_versions.get(prefix, ())]
    return max(versions, key=order, default="no " + prefix)


def symbol_reason(wheel, found, policy):
    from elftools.elf.elffile import ELFFile

    elves = []
    with zipfile.ZipFile(wheel) as archive:
        for name in archive.namelist():
            with archive.open(name) as file:
                if file.read(4) == ELF:
                    elves.append((name, io.BytesIO(archive.read(name))))
    for path in sorted(path for path in libraries_of(found, policy) if path is not None):
        with open(path, "rb") as file:
            elves.append((os.path.basename(path), io.BytesIO(file.read())))
    reasons = []
    for name, stream in elves:
        reasons += [(name, *reason) for reason in sorted(set(too_new(ELFFile(stream), policy)))]
    if not reasons:
        return "it needs versions of symbols that %s has not" % policy.name
    name, symbol, version, library = max(reasons, key=lambda reason: order(reason[2]))
    more = "" if len(reasons) == 1 else " (and %d more symbols)" % (len(reasons) - 1)
    return "%s needs %s of %s from %s%s, and %s has nothing newer than %s" % (
        name, symbol, version, library, more, policy.name, newest(policy, version))


def machine_reason(found, trees):
    for path, tree in sorted(trees.items()):
        for elf in [tree, *tree.libraries.values()]:
            extended = getattr(elf.platform, "extended_architecture", None)
            if extended is not None and not found.policies.architecture.is_superset(extended):
                return "%s is for processors of %s only" % (str(path) if elf is tree else elf.soname, extended.value)
    return "it is for newer processors only"


def check(wheel, found, policy, trees):
    """Refuses what auditwheel would not give the tag of a policy, and where it would only say that, says why."""
    missing = sorted(libraries_of(found, policy).get(None, ()))
    if missing:
        raise Refused(
            "%s needs %s, which is not on this system" % (who_needs(trees, missing[0]), ", ".join(missing)),
            "install what holds it",
        )
    if policy > found.sym_policy:
        raise Refused(symbol_reason(wheel, found, policy), "build on an older system, or allow a newer tag with --plat")
    if policy > found.blacklist_policy:
        library, symbols = sorted(found.external_refs[policy.name].blacklist.items())[0]
        raise Refused("it uses %s of %s, which %s forbids" % (", ".join(symbols), library, policy.name))
    if policy > found.machine_policy:
        raise Refused(machine_reason(found, trees), "build it for all processors, without such as -march=native")
    if policy > found.ucs_policy or policy > found.pyfpe_policy:
        raise Refused("it was compiled for a Python of another kind (UCS2 or PyFPE)")


def where_found(trees, soname, path):
    """Where the loader finds a library, which may be a link to its file."""
    for tree in trees.values():
        library = tree.libraries.get(soname)
        if library is not None and str(library.realpath) == path:
            return str(library.path)
    return path


def look(request):
    found, policy, trees, asked = analyse(request["wheel"], request["platform"])
    check(request["wheel"], found, policy, trees)
    given = max(policy, found.overall_policy)
    libraries = [
        {
            "path": path,
            "found": sorted({where_found(trees, soname, path) for soname in sonames}),
            "sha256": sha256(path),
            "sonames": sorted(sonames),
        }
        for path, sonames in sorted(libraries_of(found, given).items())
    ]
    return {"asked": asked, "policy": given.name, "libraries": libraries}


# --- repairing ---------------------------------------------------------------------------------------------------


def is_strippable(start, own):
    """Whether a file is a shared object or program for the machine that this runs on."""
    if start[:4] != ELF or start[4:6] != own[4:6]:
        return False
    order = "little" if start[5] == 1 else "big"
    return int.from_bytes(start[16:18], order) in SHARED_OR_EXECUTABLE and start[18:20] == own[18:20]


def stripped(data):
    path = os.path.join(os.environ["TMPDIR"], "to-strip")
    with open(path, "wb") as file:
        file.write(data)
    try:
        subprocess.run(["strip", "--strip-unneeded", path], check=True)
    except FileNotFoundError:
        fail(NO_STRIP, "there is no program strip, which --strip needs: install binutils")
    with open(path, "rb") as file:
        return file.read()


def record_without(text, changed):
    """RECORD with the hashes and sizes of what changed."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    for row in csv.reader(io.StringIO(text)):
        if row and row[0] in changed:
            data = changed[row[0]]
            digest = base64.urlsafe_b64encode(hashlib.sha256(data).digest()).rstrip(b"=").decode()
            row = [row[0], "sha256=" + digest, str(len(data))]
        writer.writerow(row)
    return out.getvalue()


def strip(wheel, target):
    """Writes the wheel with its machine code stripped, and gives the names of what that changed."""
    with open(sys.executable, "rb") as file:
        own = file.read(20)
    changed = {}
    with zipfile.ZipFile(wheel) as source, zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as out:
        record = None
        for member in source.infolist():
            if member.filename.endswith(".dist-info/RECORD") and member.filename.count("/") == 1:
                record = member
                continue
            data = source.read(member)
            if is_strippable(data[:20], own):
                less = stripped(data)
                if less != data:
                    data = changed[member.filename] = less
            out.writestr(member, data)
        out.writestr(record, record_without(source.read(record).decode(), changed))
    return sorted(changed)


def graft(wheel, folder, platform, libraries):
    """Runs auditwheel's repair; whose files the libraries are is told, because the box has no package database."""
    import auditwheel.main
    import auditwheel.sboms
    from auditwheel._vendor.whichprovides import ProvidedBy

    owners = {}
    for library in libraries:
        if sha256(library["path"]) != library["sha256"]:
            fail(CHANGED_SYSTEM, library["path"] + " is not the file any more that it was")
        if library["package"] is not None:
            owners[library["path"]] = ProvidedBy(**library["package"])
    auditwheel.sboms.whichprovides = lambda paths: {path: owners[path] for path in paths if path in owners}
    sys.argv = ["auditwheel", "repair", "--plat", platform, "--wheel-dir", folder, wheel]
    code = auditwheel.main.main()
    if code:
        sys.exit(code)
    (name,) = os.listdir(folder)
    return name


def grafted_files(wheel, libraries):
    """Where in the wheel each library is: auditwheel puts the beginning of its digest into its name."""
    with zipfile.ZipFile(wheel) as archive:
        names = archive.namelist()
    grafted = []
    for library in libraries:
        base, _, end = os.path.basename(library["path"]).partition(".")
        short = "-" + library["sha256"][:8]
        file = (base if base.endswith(short) else base + short) + "." + end
        for name in names:
            if name.partition("/")[0].endswith(".libs") and name.partition("/")[2] == file:
                grafted.append({"file": name, "path": library["path"]})
    return grafted


def repair(request, out):
    wheel = os.path.abspath(request["wheel"])
    answer = {"stripped": [], "grafted": []}
    if request["strip"]:
        folder = os.path.join(os.environ["TMPDIR"], "stripped")
        os.mkdir(folder)
        target = os.path.join(folder, request["wheel"])
        answer["stripped"] = strip(wheel, target)
        wheel = target
    name = request["wheel"]
    if request["platform"] is not None:
        folder = os.path.join(os.environ["TMPDIR"], "repaired")
        os.mkdir(folder)
        name = graft(wheel, folder, request["platform"], request["libraries"])
        wheel = os.path.join(folder, name)
        answer["grafted"] = grafted_files(wheel, request["libraries"])
    with open(wheel, "rb") as source, open(os.path.join(out, name), "wb") as target:
        target.write(source.read())
    return {"wheel": name, **answer}


def main():
    work = os.path.dirname(os.path.abspath(__file__))
    sys.path[:] = [path for path in sys.path if os.path.abspath(path) != work]
    os.chdir(work)
    os.environ["PWD"] = work
    os.dup2(1, 2)
    out = os.path.join(work, "out")
    with open("request.json", encoding="utf-8") as file:
        request = json.load(file)
    os.environ.pop("FAKETIME_SHARED", None)
    os.umask(int(request["umask"], 8))
    for folder in (os.environ["HOME"], os.environ["TMPDIR"], out):
        os.makedirs(folder, exist_ok=True)
    if request["goal"] == "look":
        name = "found.json"
        try:
            answer = look(request)
        except Refused as e:
            answer = {"refused": str(e), "hint": e.hint}
    else:
        name, answer = "result.json", repair(request, out)
    with open(os.path.join(out, name), "w", encoding="utf-8") as file:
        json.dump(answer, file)


if __name__ == "__main__":
    main()
